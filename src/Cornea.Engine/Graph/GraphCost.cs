using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea;

/// <summary>What computing some tensors takes, counted from their graph before anything runs.</summary>
/// <param name="Macs">Multiplications with an addition each, of matrix products and convolutions: what networks spend their time
/// on.</param>
/// <param name="ElementOperations">Elements that all other computing nodes write.</param>
public sealed record GraphCost(long Macs, long ElementOperations)
{
    /// <summary>The cost of some tensors, each node counted once.</summary>
    /// <param name="outputs">What is computed.</param>
    /// <param name="inputs">What is there already: the graph is not looked at behind these.</param>
    public static GraphCost Of(IEnumerable<Tensor> outputs, IEnumerable<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(inputs);
        var given = new HashSet<Tensor>(inputs, ReferenceEqualityComparer.Instance);
        var total = new GraphCost(0, 0);
        foreach (var node in GraphOrder.Of(outputs, stopAtKnown: true, given.Contains))
        {
            if (!given.Contains(node) && !node.IsComputed)
                total = Sum(total, OfNode(node), 1);
        }
        return total;
    }

    private static GraphCost OfNode(Tensor node) => node.Op switch
    {
        MatMul product => new GraphCost((long)node.Size * node.Inputs[0].Shape[product.TransposeA ? ^2 : ^1], 0),
        Convolution => new GraphCost(Taps(node.Size, node.Inputs[1]), 0),
        ConvolutionInputGradient => new GraphCost(Taps(node.Inputs[0].Size, node.Inputs[1]), 0),
        Recurrence recurrence => Sum(new GraphCost(0, 0),
            Of(recurrence.Body.Next, recurrence.Body.Placeholders), recurrence.Condition is null ? recurrence.Length : 1),
        Unary or Binary or Select or Cast or Reduce or ArgReduce or Cumulative or ArgSort or Softmax or Pool or PoolGradient or Gather
            or Graph.Ops.Random => new GraphCost(0, node.Op is Reduce or ArgReduce ? node.Inputs[0].Size : node.Size),
        _ => new GraphCost(0, 0),
    };

    // Each output of a convolution sums over all taps of one filter.
    private static long Taps(int outputs, Tensor kernel) => (long)outputs * (kernel.Size / kernel.Shape[^1]);

    private static GraphCost Sum(GraphCost total, GraphCost more, int times) =>
        new(total.Macs + more.Macs * times, total.ElementOperations + more.ElementOperations * times);
}
