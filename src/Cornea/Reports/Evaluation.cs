namespace Cornea.Reports;

/// <summary>How good the predictions of a model are: a <see cref="ClassificationEvaluation"/>, a
/// <see cref="MultilabelEvaluation"/> or a <see cref="RegressionEvaluation"/>.</summary>
/// <example><code>
/// var evaluation = Evaluation.Of(model, (test.X, test.Y));
/// Console.WriteLine(evaluation);                     // as scikit-learn's classification_report
/// new Report("Digits").Add(evaluation).Html("report.html");
/// </code></example>
public abstract class Evaluation
{
    private protected Evaluation(int count) => Count = count;

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>The usual plots of the evaluation.</summary>
    public abstract IReadOnlyList<Plot> Plots { get; }

    /// <summary>Runs a model and compares its first output with the targets.</summary>
    /// <param name="model">The model; it need not be compiled.</param>
    /// <param name="data">Inputs and targets, and weights of the samples if they count differently.</param>
    /// <param name="options">Names of classes and the like.</param>
    /// <exception cref="ArgumentException">There are no samples or no targets, or outputs and targets do not fit each other.</exception>
    public static Evaluation Of(Model model, ValidationData data, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        return data.Dataset is { } dataset ? Of(model, dataset, options)
            : new EvaluationRun(model, options ?? new EvaluationOptions()).OfTensors(data.X, data.Y, data.SampleWeights);
    }

    /// <summary>Runs a model over a dataset and compares its first output with the targets.</summary>
    /// <param name="model">The model; it need not be compiled.</param>
    /// <param name="data">Batches of inputs and targets, and weights of the samples if they count differently.</param>
    /// <param name="options">Names of classes and the like.</param>
    /// <exception cref="ArgumentException">There are no samples or no targets, or outputs and targets do not fit each other.</exception>
    public static Evaluation Of(Model model, Dataset data, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        return new EvaluationRun(model, options ?? new EvaluationOptions()).OfDataset(data);
    }

    /// <summary>Compares predictions with targets.</summary>
    /// <param name="outputs">What a model gave: (samples, classes) probabilities or logits, (samples, 1) of two classes, or
    /// numbers.</param>
    /// <param name="targets">Class numbers (samples), one-hot rows (samples, classes), rows of zeros and ones
    /// (samples, labels), or numbers of the outputs' shape.</param>
    /// <param name="options">Names of classes and the like.</param>
    /// <param name="sampleWeights">How much each sample counts, 0 or more; all alike where null.</param>
    /// <exception cref="ArgumentException">There are no samples, or outputs, targets and weights do not fit each other.</exception>
    public static Evaluation OfPredictions(
        Tensor outputs, Tensor targets, EvaluationOptions? options = null, Tensor? sampleWeights = null)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        return EvaluationRun.Compare(
            outputs, targets, options ?? new EvaluationOptions(), new Dictionary<int, PixelPicture>(), sampleWeights);
    }

    /// <summary>The numbers as text.</summary>
    public abstract override string ToString();
}
