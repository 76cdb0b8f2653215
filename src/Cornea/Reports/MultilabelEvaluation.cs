namespace Cornea.Reports;

/// <summary>How well a model tells which labels a sample has, of which it may have several or none. All numbers equal scikit-learn's of the
/// same name; what would be divided by zero is 0.</summary>
public sealed class MultilabelEvaluation : Evaluation
{
    private readonly bool[] _targets;
    private readonly float[] _scores;
    private readonly bool[] _predictions;
    private readonly SampleWeighting _weights;

    internal MultilabelEvaluation(bool[] targets, float[] scores, int labels, IReadOnlyList<string>? names, double threshold,
        SampleWeighting weights)
        : base(targets.Length / labels)
    {
        if (names is not null && names.Count != labels)
        {
            throw new ArgumentException(
                $"There are {labels} labels, but {names.Count} names for them. Give one name per label.", nameof(names));
        }
        (_targets, _scores, Threshold, _weights) = (targets, scores, threshold, weights);
        _predictions = Array.ConvertAll(scores, score => score > threshold);
        ClassNames = names ?? [.. Enumerable.Range(0, labels).Select(
            index => index.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        Classes = [.. Enumerable.Range(0, labels).Select(label => Metrics(
            ClassNames[label], Enumerable.Range(0, Count).Select(sample => (sample * labels) + label)))];
    }

    /// <summary>The names of the labels.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The probability above which a sample counts as having a label.</summary>
    public double Threshold { get; }

    /// <summary>Precision, recall, F1 and support of each label.</summary>
    public IReadOnlyList<ClassMetrics> Classes { get; }

    /// <summary>The metrics of all labels of all samples taken together.</summary>
    public ClassMetrics MicroAverage => Metrics("micro avg", Enumerable.Range(0, _targets.Length));

    /// <summary>The mean over the labels.</summary>
    public ClassMetrics MacroAverage => Average("macro avg", Classes, _ => 1);

    /// <summary>The mean over the labels, each weighted by its support.</summary>
    public ClassMetrics WeightedAverage => Average("weighted avg", Classes, metrics => metrics.Weight);

    /// <summary>The mean over the samples.</summary>
    public ClassMetrics SamplesAverage
    {
        get
        {
            ClassMetrics[] all = [.. Enumerable.Range(0, Count).Select(sample => Metrics(
                "", Enumerable.Range(sample * ClassNames.Count, ClassNames.Count)))];
            double Mean(Func<ClassMetrics, double> metric) => _weights.Mean(sample => metric(all[sample]));
            return new ClassMetrics("samples avg", Mean(metrics => metrics.Precision), Mean(metrics => metrics.Recall),
                Mean(metrics => metrics.F1), all.Sum(metrics => metrics.Support))
            { Weight = all.Sum(metrics => metrics.Weight) };
        }
    }

    /// <summary>The part of the samples all of whose labels are predicted right: scikit-learn's <c>accuracy_score</c>.</summary>
    public double SubsetAccuracy => _weights.Mean(sample => Row(_targets, sample).SequenceEqual(Row(_predictions, sample)) ? 1 : 0);

    /// <summary>The part of all labels of all samples that is predicted wrong.</summary>
    public double HammingLoss => _weights.Mean(sample => Enumerable.Range(sample * ClassNames.Count, ClassNames.Count)
        .Count(i => _targets[i] != _predictions[i]) / (double)ClassNames.Count);

    /// <summary>The mean area under the ROC curves of the labels that some samples have and others have not.</summary>
    public double MacroAuc => Enumerable.Range(0, ClassNames.Count).Select(label => Roc(label).Area).Where(double.IsFinite)
        .DefaultIfEmpty(double.NaN).Average();

    /// <inheritdoc/>
    public override IReadOnlyList<Plot> Plots =>
    [
        ClassificationPlots.PerClass(Classes),
        ClassificationPlots.Roc([.. Enumerable.Range(0, ClassNames.Count).Select(Roc)]),
        ClassificationPlots.PrecisionRecall([.. Enumerable.Range(0, ClassNames.Count).Select(PrecisionRecall)]),
    ];

    /// <summary>The ROC curve of a label.</summary>
    /// <param name="label">The number of the label.</param>
    public ScoreCurve Roc(int label) => ScoreCurve.Roc(ClassNames[label], Column(_scores, label), Column(_targets, label), _weights);

    /// <summary>The precision-recall curve of a label.</summary>
    /// <param name="label">The number of the label.</param>
    public ScoreCurve PrecisionRecall(int label) =>
        ScoreCurve.PrecisionRecall(ClassNames[label], Column(_scores, label), Column(_targets, label), _weights);

    /// <summary>The report as scikit-learn's <c>classification_report</c> prints it.</summary>
    public override string ToString() => ToString(digits: 2);

    /// <summary>The report as scikit-learn's <c>classification_report</c> prints it.</summary>
    /// <param name="digits">Decimals of the metrics.</param>
    public string ToString(int digits) => ClassificationText.Write(this, digits);

    /// <summary>The same in columns that a narrow terminal has room for.</summary>
    internal string ToNarrowString() => ClassificationText.Write(this, 2, isNarrow: true);

    private ClassMetrics Metrics(string name, IEnumerable<int> places)
    {
        double both = 0, targets = 0, predicted = 0;
        long support = 0;
        foreach (var i in places)
        {
            var weight = _weights[i / ClassNames.Count];
            both += _targets[i] && _predictions[i] ? weight : 0;
            targets += _targets[i] ? weight : 0;
            predicted += _predictions[i] ? weight : 0;
            support += _targets[i] ? 1 : 0;
        }
        return new ClassMetrics(name, Ratio(both, predicted), Ratio(both, targets), Ratio(2 * both, predicted + targets), support)
        {
            Weight = targets,
        };
    }

    private static ClassMetrics Average(string name, IReadOnlyList<ClassMetrics> all, Func<ClassMetrics, double> weight)
    {
        var total = all.Sum(weight);
        double Mean(Func<ClassMetrics, double> metric) =>
            total == 0 ? 0 : all.Sum(metrics => metric(metrics) * weight(metrics)) / total;
        return new ClassMetrics(name, Mean(metrics => metrics.Precision), Mean(metrics => metrics.Recall), Mean(metrics => metrics.F1),
            all.Sum(metrics => metrics.Support))
        { Weight = all.Sum(metrics => metrics.Weight) };
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;

    internal bool IsWeighted => _weights.IsGiven;

    private ReadOnlySpan<bool> Row(bool[] values, int sample) => values.AsSpan(sample * ClassNames.Count, ClassNames.Count);

    private T[] Column<T>(T[] values, int label) =>
        [.. Enumerable.Range(0, Count).Select(sample => values[(sample * ClassNames.Count) + label])];
}
