namespace Cornea;

/// <summary>How often predictions above a threshold go with targets of 1. Keras: <c>keras.metrics.BinaryAccuracy</c>.</summary>
public sealed class BinaryAccuracy : MeanMetric
{
    /// <summary>Makes a metric.</summary>
    /// <param name="name">Its name in logs.</param>
    /// <param name="threshold">Predictions above it count as 1; between 0 and 1, both excluded.</param>
    /// <exception cref="ArgumentException">The threshold is not between 0 and 1.</exception>
    public BinaryAccuracy(string name = "binary_accuracy", double threshold = 0.5) : base(name, higherIsBetter: true) =>
        Threshold = threshold is > 0 and < 1
            ? threshold
            : throw new ArgumentException(
                FormattableString.Invariant($"{Title} expects a threshold between 0 and 1 (both excluded), but received {threshold}."),
                nameof(threshold));

    /// <summary>Predictions above it count as 1.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    protected override Tensor Values(Tensor yTrue, Tensor yPred) => Matches(yTrue, yPred, Threshold);

    internal static Tensor Matches(Tensor yTrue, Tensor yPred, double threshold)
    {
        var (targets, predictions) = Alignment.SameRank(yTrue, yPred);
        return targets.ToFloat32().EqualTo((predictions > threshold).ToFloat32());
    }
}
