namespace Cornea.Losses;

/// <summary>
/// 1 - 2 sum(t p) / (sum(t) + sum(p) + 1e-7): how little two regions overlap. The summed axes are dropped from the
/// values' shape. Source: Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="axis">The axes of the sums; all where null, which gives one value for the whole batch.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class Dice(
    IReadOnlyList<int>? axis = null,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "dice")
    : Loss(name, reduction)
{
    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return 1 - (Sum(t * p) * 2 / (Sum(t) + Sum(p) + Epsilon));
    }

    /// <summary>The axes of the sums; all where null, which gives one value for the whole batch.</summary>
    public IReadOnlyList<int>? Axis { get; } = axis;

    private Tensor Sum(Tensor x) => Axis is null ? x.Sum() : x.Sum([.. Axis]);
}
