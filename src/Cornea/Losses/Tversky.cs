namespace Cornea.Losses;

/// <summary>
/// 1 - s / (s + alpha a + beta b + 1e-7), where s = sum(t p), a = sum(t (1 - p)) and b = sum((1 - t) p). With alpha =
/// beta = 0.5 it is <see cref="Dice"/>. As in Keras, alpha weights what the prediction misses, and beta what it adds. The
/// summed axes are dropped from the values' shape. Source: Salehi, Erdogmus, Gholipour, "Tversky loss function for image
/// segmentation", 2017; Keras <c>losses/losses.py</c>.
/// </summary>
/// <param name="alpha">The weight of what the prediction misses.</param>
/// <param name="beta">The weight of what it adds.</param>
/// <param name="axis">The axes of the sums; all where null, which gives one value for the whole batch.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">Its name in logs.</param>
public sealed class Tversky(
    double alpha = 0.5, double beta = 0.5, IReadOnlyList<int>? axis = null,
    Reduction reduction = Reduction.SumOverBatchSize, string name = "tversky")
    : Loss(name, reduction)
{
    /// <summary>The weight of what the prediction misses.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>The weight of what it adds.</summary>
    public double Beta { get; } = beta;

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        var both = Sum(t * p);
        return 1 - (both / (both + (Sum((1 - t) * p) * Alpha) + (Sum(t * (1 - p)) * Beta) + Epsilon));
    }

    /// <summary>The axes of the sums; all where null, which gives one value for the whole batch.</summary>
    public IReadOnlyList<int>? Axis { get; } = axis;

    private Tensor Sum(Tensor x) => Axis is null ? x.Sum() : x.Sum([.. Axis]);
}
