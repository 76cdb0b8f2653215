namespace Cornea.Metrics;

/// <summary>How often predictions above a threshold go with targets of 1. Keras: <c>keras.metrics.BinaryAccuracy</c>.</summary>
public sealed class BinaryAccuracy : MeanMetric
{
    /// <summary>Initializes the metric.</summary>
    /// <param name="name">Its name in logs.</param>
    /// <param name="threshold">Predictions above it count as 1; 0.5 for probabilities, 0 for logits.</param>
    /// <exception cref="ArgumentException">The threshold is not a finite number.</exception>
    public BinaryAccuracy(string name = "binary_accuracy", double threshold = 0.5) : base(name, higherIsBetter: true) =>
        Threshold = double.IsFinite(threshold)
            ? threshold
            : throw new ArgumentException(
                FormattableString.Invariant($"{Title} expects a finite threshold, but received {threshold}."),
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
