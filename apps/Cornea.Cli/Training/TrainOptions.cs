using Cornea.Cli.Data;

namespace Cornea.Cli.Training;

/// <summary>What was asked of a training.</summary>
internal sealed record TrainOptions
{
    /// <summary>The name of a data set, or the path of a file or a folder.</summary>
    public required string Data { get; init; }

    /// <summary>The network's name, or the path of a file.</summary>
    public required string Model { get; init; }

    /// <summary>Passes over the data.</summary>
    public required int Epochs { get; init; }

    /// <summary>Samples of a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Decides the first weights and the order of the samples.</summary>
    public required long Seed { get; init; }

    /// <summary>The optimizer's class name in lower case.</summary>
    public required string Optimizer { get; init; }

    /// <summary>Whether the optimizer was asked for by name; where not, a network that brings one keeps it.</summary>
    public bool IsOptimizerGiven { get; init; }

    /// <summary>The optimizer's own where null.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The last part of the samples that is kept for validation.</summary>
    public double ValidationSplit { get; init; }

    /// <summary>The number of samples to train on; all where null.</summary>
    public int? Limit { get; init; }

    /// <summary>The column of a CSV file that is to be predicted.</summary>
    public string? Target { get; init; }

    /// <summary>Height and width that the pictures of a folder are brought to.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>Whether the pictures of a folder are read as grey.</summary>
    public bool Grey { get; init; }

    /// <summary>The range of the pixels; that of the network where null.</summary>
    public string? Pixels { get; init; }

    /// <summary>Threads; as many as usual where null.</summary>
    public int? Threads { get; init; }

    /// <summary>The folder of the run; one with a name of its own where null.</summary>
    public string? Out { get; init; }

    /// <summary>Whether a checkpoint is kept after each epoch, so that the training can go on after an interruption.</summary>
    public bool Checkpoints { get; init; } = true;

    /// <summary>Whether figures are written for TensorBoard too.</summary>
    public bool TensorBoard { get; init; }

    /// <summary>Into how many shards each batch is cut; as many as there are processes where null, none where there is one.</summary>
    public int? Shards { get; init; }

    /// <summary>Whether each process keeps a part of the optimizer's state alone.</summary>
    public bool ShardOptimizer { get; init; }

    /// <summary>How long processes wait for one another.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether to go on with the run in <see cref="Out"/> where there is one.</summary>
    public bool Continue { get; init; }

    /// <summary>Whether to stop after the first step and tell when it was done.</summary>
    public bool FirstStep { get; init; }

    /// <summary>How the steps are compiled.</summary>
    public CompileOptions CompileOptions =>
        Threads is { } threads ? CompileOptions.Default with { Threads = threads } : CompileOptions.Default;

    /// <summary>The data that are asked for.</summary>
    /// <param name="pixels">The range of pixels that the network was made for.</param>
    public DataRequest ToDataRequest(PixelRange pixels) => new(Data)
    {
        Limit = Limit,
        ValidationSplit = ValidationSplit,
        Seed = Seed,
        Target = Target,
        Size = Size,
        Channels = Grey ? 1 : 3,
        Pixels = Pixels is { } name ? new PixelRange(name) : pixels,
    };
}
