namespace Cornea.Metrics;

/// <summary>One of the four counts of right and wrong predictions, per threshold; one number for one threshold.</summary>
public abstract class ConfusionCount : Metric
{
    private readonly IReadOnlyList<double> _thresholds;
    private readonly Variable _accumulator;

    private protected ConfusionCount(IReadOnlyList<double>? thresholds, string name, bool higherIsBetter) : base(name, higherIsBetter)
    {
        Thresholds = thresholds;
        _thresholds = Cornea.Metrics.Thresholds.Checked(Title, thresholds, 0.5);
        _accumulator = AddVariable([_thresholds.Count], "accumulator");
    }

    /// <summary>Predictions above count as positive; null for 0.5.</summary>
    [SingleAsNumber]
    public IReadOnlyList<double>? Thresholds { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Update> Update(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null) =>
        [Added(_accumulator, Select(ConfusionCounts.Of(_thresholds, yTrue, yPred, sampleWeight)))];

    /// <inheritdoc/>
    public sealed override Tensor Result() => _thresholds.Count == 1 ? _accumulator.Value[0] : _accumulator.Value;

    private protected abstract Tensor Select(ConfusionCounts counts);
}
