using System.Collections.Frozen;

namespace Cornea.Onnx;

/// <summary>
/// The operators that are layers of Keras. Each says whether a node is one; where it is not, for its attributes, types or what it reads,
/// the node becomes an <see cref="OnnxOperator"/>.
/// </summary>
internal static class LayerTable
{
    private static readonly FrozenDictionary<string, Func<LayerCall, bool>> Entries = All().ToFrozenDictionary();

    /// <summary>Makes a layer of a node; false where it is none.</summary>
    public static bool TryPlace(LayerCall call)
    {
        if (call.Node.Domain.Length > 0 || !call.HasOneOutput && call.Node.Operator is not ("LSTM" or "GRU" or "RNN")
            || !Entries.TryGetValue(call.Node.Operator, out var place))
        {
            return false;
        }
        try
        {
            return place(call);
        }
        catch (Exception exception) when (exception is ShapeException or ArgumentException or InvalidOperationException
            or IndexOutOfRangeException or OverflowException)
        {
            // The operator says in ONNX's words what does not fit.
            return false;
        }
    }

    private static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> All() => ConvolutionLayers.Entries
        .Concat(TransposedLayers.Entries)
        .Concat(CuttingNodes.Entries)
        .Concat(PoolingLayers.Entries)
        .Concat(DenseLayers.Entries)
        .Concat(ElementLayers.Entries)
        .Concat(MergingNodes.Entries)
        .Concat(ReshapingNodes.Entries)
        .Concat(RecurrentNodes.Entries);
}
