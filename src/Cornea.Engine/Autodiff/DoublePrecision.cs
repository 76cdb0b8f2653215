using System.Collections.Immutable;
using Cornea.Graph;

namespace Cornea.Autodiff;

/// <summary>A graph computed in float64 wherever it was computed in float32.</summary>
internal static class DoublePrecision
{
    /// <summary>The same graph in double, with some of its tensors replaced.</summary>
    /// <param name="output">What the graph computes.</param>
    /// <param name="sources">Tensors of the graph.</param>
    /// <param name="replacements">What takes their places: float64, of the same shapes.</param>
    public static Tensor Of(Tensor output, IReadOnlyList<Tensor> sources, IReadOnlyList<Tensor> replacements)
    {
        var copies = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < sources.Count; i++)
            copies[sources[i]] = replacements[i];
        foreach (var node in GraphOrder.Of([output]))
        {
            if (!copies.ContainsKey(node))
                copies[node] = Copy(node, [.. node.Inputs.Select(input => copies[input])]);
        }
        return copies[output];
    }

    private static Tensor Copy(Tensor node, ImmutableArray<Tensor> inputs) => node.Op switch
    {
        Cast { To: DType.Float32 } => inputs[0].Cast(DType.Float64),
        // Leaves and random numbers are what they are; their values are then exact in double.
        _ when inputs.IsEmpty => node.DType == DType.Float32 ? node.Cast(DType.Float64) : node,
        Graph.Random => new Tensor(node.Op, inputs).Cast(node.DType == DType.Float32 ? DType.Float64 : node.DType),
        _ => new Tensor(node.Op, inputs),
    };
}
