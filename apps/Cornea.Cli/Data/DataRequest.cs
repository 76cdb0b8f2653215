namespace Cornea.Cli.Data;

/// <summary>Which data are asked for, and how.</summary>
/// <param name="Name">The name of a data set, or the path of a file or a folder.</param>
internal sealed record DataRequest(string Name)
{
    /// <summary>The number of training samples; all where null.</summary>
    public int? Limit { get; init; }

    /// <summary>The part of the training samples that is kept for validation.</summary>
    public double ValidationSplit { get; init; }

    /// <summary>Of the order in which rows and pictures are divided.</summary>
    public long Seed { get; init; }

    /// <summary>The column of a CSV file that is to be predicted.</summary>
    public string? Target { get; init; }

    /// <summary>Height and width that the pictures of a folder are brought to.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>1 where the pictures of a folder are read as grey, else 3.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>The range of the pixels that the network expects.</summary>
    public PixelRange Pixels { get; init; } = PixelRange.Unit;
}
