namespace Cornea.Metrics;

/// <summary>One of the four counts of right and wrong predictions, per threshold; one number for one threshold.</summary>
public abstract class ConfusionCount : Metric
{
    private readonly Variable _accumulator;

    private protected ConfusionCount(IReadOnlyList<double>? thresholds, string name, bool higherIsBetter) : base(name, higherIsBetter)
    {
        Thresholds = Cornea.Metrics.Thresholds.Checked(Title, thresholds, 0.5);
        _accumulator = AddVariable([Thresholds.Count], "accumulator");
    }

    /// <summary>Predictions above count as positive.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null) =>
        [Added(_accumulator, Select(ConfusionCounts.Of(Thresholds, yTrue, yPred, sampleWeight)))];

    /// <inheritdoc/>
    public sealed override Tensor Result() => Thresholds.Count == 1 ? _accumulator.Value[0] : _accumulator.Value;

    private protected abstract Tensor Select(ConfusionCounts counts);
}
