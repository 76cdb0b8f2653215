namespace Cornea.Activations;

/// <summary>
/// max(x - tau, 0) along an axis: like softmax, but small inputs give exactly 0. tau is (the sum of the k largest inputs - 1) / k,
/// with k as many inputs as lie above it: the projection onto the probability simplex, whose outputs sum to 1.
/// Source: Martins, Astudillo, "From softmax to sparsemax", 2016; Keras <c>activations/activations.py</c>.
/// </summary>
/// <param name="Axis">The axis; negative ones count from the last.</param>
public sealed record SparsemaxActivation(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override string Name => "sparsemax";

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x)
    {
        // A number taken off all inputs changes nothing; without it the sums of large inputs would lose the 1.
        x -= x.Max(Axis, keepDims: true).StopGradient();
        var sorted = x.Sort(Axis, descending: true);
        var sums = sorted.CumulativeSum(Axis);
        // support: how many of the largest inputs lie above their own threshold.
        var support = sorted * Ranks(x) + 1 > sums;
        var tau = (Tensor.Where(support, sorted, 0).Sum(Axis, keepDims: true) - 1) / support.Cast(x.DType).Sum(Axis, keepDims: true);
        return Tensor.Where(x <= tau, 0, x - tau);
    }

    // 1, 2, ... along the axis, length 1 along the others.
    private Tensor Ranks(Tensor x)
    {
        var lengths = new int[x.Rank];
        Array.Fill(lengths, 1);
        lengths[x.Shape.Axis(Axis)] = x.Shape[Axis];
        return (Tensor.Arange(x.Shape[Axis], x.DType) + 1).Reshape(new Shape(lengths));
    }
}
