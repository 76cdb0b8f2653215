namespace Cornea.Reports;

/// <summary>How a model is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The names of the classes; their numbers where null.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Samples of a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Pictures of the samples, (samples, height, width) or (samples, height, width, channels), where the inputs of the model are
    /// none; the inputs where null.</summary>
    public Tensor? Pictures { get; init; }

    /// <summary>How many pictures of wrong predictions are kept at most, the first ones.</summary>
    public int MostPictures { get; init; } = 2000;

    /// <summary>Whether the targets are classes; where null it follows from them: integers, one-hot rows, zeros and ones for one
    /// output, or rows of zeros and ones, which say what labels a sample has.</summary>
    public bool? IsClassification { get; init; }

    /// <summary>The probability above which a sample counts as having a label, where it may have several.</summary>
    public double Threshold { get; init; } = 0.5;
}
