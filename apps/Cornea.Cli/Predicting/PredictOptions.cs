using Cornea.Cli.Data;

namespace Cornea.Cli.Predicting;

/// <summary>What was asked of a prediction.</summary>
/// <param name="Model">A file with a network or the folder of a run; the newest run where null.</param>
/// <param name="Inputs">Pictures, folders of pictures, .npy, .npz and .csv files.</param>
internal sealed record PredictOptions(string? Model, IReadOnlyList<string> Inputs)
{
    /// <summary>Where all outputs are written, a .npy or .csv file; nowhere where null.</summary>
    public string? Output { get; init; }

    /// <summary>The range of pixels; that of the run, or from 0 to 1, where null.</summary>
    public PixelRange? Pixels { get; init; }

    /// <summary>Whether pictures are taken for handwritten digits: cut out, scaled and centred as MNIST's; found out where null.</summary>
    public bool? IsDigit { get; init; }

    /// <summary>Whether the ink of a digit is dark or light.</summary>
    public InkColor Ink { get; init; }

    /// <summary>A file with the names of the classes: one a line, or ImageNet's list as JSON.</summary>
    public string? Classes { get; init; }

    /// <summary>How many classes are shown of those that are many.</summary>
    public int Top { get; init; } = 5;

    /// <summary>Samples that are computed together.</summary>
    public int Batch { get; init; } = 32;
}
