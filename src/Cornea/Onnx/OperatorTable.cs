using System.Collections.Frozen;
using Cornea.Formats.Onnx;

namespace Cornea.Onnx;

/// <summary>All operators that can be computed.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<(string Domain, string Name), OperatorEntry> Entries = All().ToFrozenDictionary(
        entry => (entry.Domain, entry.Name));

    /// <summary>The operators in the order of their names.</summary>
    public static IEnumerable<OperatorEntry> Operators => Entries.Values
        .OrderBy(entry => entry.Domain, StringComparer.Ordinal).ThenBy(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>Whether there is an operator of that name.</summary>
    public static bool Knows(OnnxNode node) => Entries.ContainsKey((node.Domain, node.Operator));

    /// <summary>The operator of a node, once the node's attributes are found to be its own.</summary>
    /// <exception cref="OnnxException">There is no such operator, or it has no such attribute.</exception>
    public static OperatorEntry Of(OnnxNode node)
    {
        if (!Entries.TryGetValue((node.Domain, node.Operator), out var entry))
            throw OperatorCall.Fault(node, $"the operator {node.FullOperator} (operator set {node.Opset}) is not supported");
        if (node.Opset < entry.Since || node.Opset > entry.Until)
            throw OperatorCall.Fault(node, $"the operator {node.FullOperator} is not known in operator set {node.Opset}");
        foreach (var name in node.Attributes.Keys)
        {
            if (!entry.Has(name) && name != OperatorCall.ChannelsLastAttribute)
                throw OperatorCall.Fault(node, $"the attribute '{name}' is not supported", name);
        }
        return entry;
    }

    /// <summary>Computes a node.</summary>
    /// <param name="call">The node and its inputs.</param>
    /// <param name="inputs">The values of its inputs; null for those left out.</param>
    public static Tensor?[] Compute(OperatorCall call, IReadOnlyList<Tensor?> inputs)
    {
        var (node, entry) = (call.Node, Of(call.Node));
        if (entry.OneType && inputs.Where(input => input is not null).Select(input => input!.DType).Distinct().Count() > 1)
        {
            throw OperatorCall.Fault(node, "all inputs are of one element type, but received "
                + string.Join(", ", inputs.Where(input => input is not null).Select(input => input!.DType.Name())));
        }
        try
        {
            return entry.Compute(call);
        }
        catch (Exception exception) when (exception is ShapeException or ArgumentException or IndexOutOfRangeException or OverflowException
            or InvalidOperationException or NotSupportedException or DivideByZeroException)
        {
            throw OperatorCall.Fault(node, $"the operator cannot be computed: {exception.Message.TrimEnd('.')}", null, exception);
        }
    }

    private static IEnumerable<OperatorEntry> All() => ArithmeticOperators.Entries
        .Concat(ActivationOperators.Entries)
        .Concat(ReductionOperators.Entries)
        .Concat(ShapeOperators.Entries)
        .Concat(CastOperators.Entries)
        .Concat(IndexingOperators.Entries)
        .Concat(SelectionOperators.Entries)
        .Concat(LinearOperators.Entries)
        .Concat(ConvolutionOperators.Entries)
        .Concat(PoolingOperators.Entries)
        .Concat(NormalizationOperators.Entries)
        .Concat(RecurrentOperators.Entries)
        .Concat(ResizeOperators.Entries)
        .Concat(GridOperators.Entries)
        .Concat(SequenceOperators.Entries)
        .Concat(QuantizationOperators.Entries)
        .Concat(AttentionOperators.Entries)
        .Concat(ControlOperators.Entries)
        .Concat(SignalOperators.Entries)
        .Concat(LossOperators.Entries)
        .Concat(StateOperators.Entries)
        .Concat(RegionOperators.Entries)
        .Concat(LearningOperators.Entries)
        .Concat(FusedOperators.Entries)
        .Concat(QuantizedOperators.Entries);
}
