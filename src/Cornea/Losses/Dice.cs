using System.Collections.Immutable;

namespace Cornea.Losses;

/// <summary>
/// 1 - 2 sum(t p) / (sum(t) + sum(p) + 1e-7): how little two regions overlap. The summed axes are dropped from the
/// values' shape. Source: Keras <c>losses/losses.py</c>.
/// </summary>
public sealed class Dice : Loss
{
    /// <inheritdoc/>
    public override string Name => "dice";

    /// <inheritdoc/>
    public override Tensor Values(Tensor yTrue, Tensor yPred)
    {
        var (t, p) = Align(yTrue, yPred);
        return 1 - (Sum(t * p) * 2 / (Sum(t) + Sum(p) + Epsilon));
    }

    /// <summary>The axes of the sums; empty for all, which gives one value for the whole batch.</summary>
    public ImmutableArray<int> Axes { get; init; } = [];

    private Tensor Sum(Tensor x) => Axes.IsDefaultOrEmpty ? x.Sum() : x.Sum(Axes.AsSpan());
}
