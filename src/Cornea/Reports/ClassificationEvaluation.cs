namespace Cornea.Reports;

/// <summary>How well a model tells classes apart. All numbers equal scikit-learn's of the same name, also with sample weights; counts of
/// samples and the calibration have no weights.</summary>
public sealed class ClassificationEvaluation : Evaluation
{
    private readonly int[] _labels;
    private readonly int[] _predictions;
    private readonly float[] _probabilities;
    private readonly SampleWeighting _weights;

    internal ClassificationEvaluation(int[] labels, float[] probabilities, IReadOnlyList<string>? names,
        IReadOnlyDictionary<int, PixelPicture> pictures, SampleWeighting weights) : base(labels.Length)
    {
        var classes = probabilities.Length / labels.Length;
        if (names is not null && names.Count != classes)
        {
            throw new ArgumentException($"There are {classes} classes, but {names.Count} names for them. Give one name per class.",
                nameof(names));
        }
        (_labels, _probabilities, Pictures, _weights) = (labels, probabilities, pictures, weights);
        ClassNames = names ?? [.. Enumerable.Range(0, classes).Select(index => NumberOf(index))];
        _predictions = [.. Enumerable.Range(0, labels.Length).Select(Greatest)];
        Confusion = new ConfusionMatrix(ClassNames, _labels, _predictions, weights);
        Classes = [.. Enumerable.Range(0, classes).Select(Confusion.Of)];
    }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of each sample.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>The class with the greatest probability for each sample, the first of equal ones.</summary>
    public IReadOnlyList<int> Predictions => _predictions;

    /// <summary>The part of the samples that is predicted right.</summary>
    public double Accuracy => TopK(1);

    /// <summary>The mean recall of the classes that have samples.</summary>
    public double BalancedAccuracy => Classes.Where(metrics => metrics.Weight > 0).Average(metrics => metrics.Recall);

    /// <summary>Precision, recall, F1 and support of each class.</summary>
    public IReadOnlyList<ClassMetrics> Classes { get; }

    /// <summary>The mean over the classes.</summary>
    public ClassMetrics MacroAverage => Average("macro avg", _ => 1);

    /// <summary>The mean over the classes, each weighted by its support.</summary>
    public ClassMetrics WeightedAverage => Average("weighted avg", metrics => metrics.Weight);

    /// <summary>How often each class was taken for each.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>Pictures of samples that were predicted wrong, by their number; empty where the inputs are no pictures.</summary>
    public IReadOnlyDictionary<int, PixelPicture> Pictures { get; }

    /// <summary>The mean cross-entropy of the samples.</summary>
    public double LogLoss => _weights.Mean(index => this[index].Loss);

    /// <summary>The prediction for a sample.</summary>
    /// <param name="index">Its number, from 0.</param>
    public SampleResult this[int index] => new(index, _labels[index], _predictions[index],
        Probability(index, _predictions[index]), Probability(index, _labels[index]));

    /// <summary>The probability that a sample is of a class, as the model sees it.</summary>
    /// <param name="sample">The number of the sample.</param>
    /// <param name="index">The class.</param>
    public double Probability(int sample, int index) => _probabilities[sample * ClassNames.Count + index];

    /// <summary>The part of the samples whose class is among the k most probable ones; of equal probabilities the first class counts as the
    /// greater one.</summary>
    /// <param name="k">How many.</param>
    public double TopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return _weights.Mean(i =>
        {
            var (own, before) = (Probability(i, _labels[i]), 0);
            for (var j = 0; j < ClassNames.Count; j++)
                before += Probability(i, j) > own || (Probability(i, j) == own && j < _labels[i]) ? 1 : 0;
            return before < k && !double.IsNaN(own) ? 1 : 0;
        });
    }

    /// <summary>How confidence compares with accuracy.</summary>
    /// <param name="bins">How many ranges of confidence.</param>
    public Calibration Calibration(int bins = 15) => Reports.Calibration.Of(
        Enumerable.Range(0, Count).Select(i => (Probability(i, _predictions[i]), _predictions[i] == _labels[i])), bins);

    /// <summary>The ROC curve of a class against all others.</summary>
    /// <param name="index">The class.</param>
    public ScoreCurve Roc(int index) => ScoreCurve.Roc(ClassNames[index], Scores(index), Are(index), _weights);

    /// <summary>The precision-recall curve of a class against all others.</summary>
    /// <param name="index">The class.</param>
    public ScoreCurve PrecisionRecall(int index) => ScoreCurve.PrecisionRecall(ClassNames[index], Scores(index), Are(index), _weights);

    /// <summary>The mean area under the ROC curves of the classes that have samples and others beside them.</summary>
    public double MacroAuc => Enumerable.Range(0, ClassNames.Count).Select(index => Roc(index).Area).Where(double.IsFinite)
        .DefaultIfEmpty(double.NaN).Average();

    /// <summary>The samples with the greatest loss, the worst first.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<SampleResult> Worst(int count) =>
        [.. Enumerable.Range(0, Count).OrderBy(index => Probability(index, _labels[index])).Take(count).Select(index => this[index])];

    /// <summary>The pairs of classes that are mistaken most often.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<Confusion> MostConfused(int count) => [.. Enumerable.Range(0, ClassNames.Count)
        .SelectMany(actual => Enumerable.Range(0, ClassNames.Count).Select(predicted =>
            new Confusion(actual, predicted, Confusion[actual, predicted])))
        .Where(pair => pair.Actual != pair.Predicted && pair.Count > 0).OrderByDescending(pair => pair.Count).Take(count)];

    /// <summary>The numbers of the samples of a cell of the confusion matrix.</summary>
    /// <param name="actual">The class they are of.</param>
    /// <param name="predicted">The class they were taken for.</param>
    public IReadOnlyList<int> SamplesOf(int actual, int predicted) =>
        [.. Enumerable.Range(0, Count).Where(index => _labels[index] == actual && _predictions[index] == predicted)];

    /// <summary>The worst samples as pictures with what they are and what they were taken for; null where the inputs are no
    /// pictures.</summary>
    /// <param name="count">How many at most.</param>
    public ImageGrid? Gallery(int count = 20) => Pictures.Count == 0 ? null : new ImageGrid("Worst mistakes", [.. Worst(Count)
        .Where(result => !result.IsRight && Pictures.ContainsKey(result.Index)).Take(count)
        .Select(result => Pictures[result.Index] with
        {
            Caption = $"{ClassNames[result.Label]} \u2192 {ClassNames[result.Predicted]}",
            IsWrong = true,
        })]);

    /// <inheritdoc/>
    public override IReadOnlyList<Plot> Plots => ClassificationPlots.Of(this);

    /// <summary>The report as scikit-learn's <c>classification_report</c> prints it.</summary>
    public override string ToString() => ToString(digits: 2);

    /// <summary>The report as scikit-learn's <c>classification_report</c> prints it.</summary>
    /// <param name="digits">Decimals of the metrics.</param>
    public string ToString(int digits) => ClassificationText.Write(this, digits);

    /// <summary>The same in columns that a narrow terminal has room for.</summary>
    internal string ToNarrowString() => ClassificationText.Write(this, 2, isNarrow: true);

    internal bool IsWeighted => _weights.IsGiven;

    internal IEnumerable<int> WrongSamples() => Enumerable.Range(0, Count).Where(index => _labels[index] != _predictions[index]);

    internal ClassificationEvaluation With(IReadOnlyDictionary<int, PixelPicture> pictures) =>
        new(_labels, _probabilities, ClassNames, pictures, _weights);

    private static string NumberOf(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private ClassMetrics Average(string name, Func<ClassMetrics, double> weight)
    {
        var total = Classes.Sum(weight);
        double Mean(Func<ClassMetrics, double> metric) =>
            total == 0 ? 0 : Classes.Sum(metrics => metric(metrics) * weight(metrics)) / total;
        return new ClassMetrics(name, Mean(metrics => metrics.Precision), Mean(metrics => metrics.Recall), Mean(metrics => metrics.F1),
            Count)
        { Weight = _weights.Total };
    }

    private int Greatest(int sample)
    {
        var row = _probabilities.AsSpan(sample * ClassNames.Count, ClassNames.Count);
        var greatest = 0;
        for (var i = 1; i < row.Length; i++)
        {
            if (row[i] > row[greatest])
                greatest = i;
        }
        return greatest;
    }

    private float[] Scores(int index) => [.. Enumerable.Range(0, Count).Select(i => _probabilities[i * ClassNames.Count + index])];

    private bool[] Are(int index) => Array.ConvertAll(_labels, label => label == index);
}
