namespace Cornea.Tuning;

/// <summary>How choices of settings are measured.</summary>
public sealed record TuningOptions
{
    /// <summary>The metric, without <c>val_</c>, such as <c>loss</c> or <c>accuracy</c>.</summary>
    public string Metric { get; init; } = "loss";

    /// <summary>Whether greater is better; where null it is unless the metric's name contains <c>loss</c> or <c>error</c>.</summary>
    public bool? Greatest { get; init; }

    /// <summary>Parts of the data, each of which is held back once: k of k-fold. With 1 the last fifth is held back.</summary>
    public int Folds { get; init; } = 1;

    /// <summary>Epochs of a training; a Hyperband search sets them itself.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Samples of a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The order in which samples are put into folds is a function of it.</summary>
    public long Seed { get; init; }

    /// <summary>A file of JSON lines in which trials are kept: a search that was interrupted goes on behind them. None where
    /// null.</summary>
    public string? Path { get; init; }

    /// <summary>Ends the search after the running training.</summary>
    public CancellationToken CancellationToken { get; init; }

    internal bool IsGreatestBest => Greatest ?? !(Metric.Contains("loss", StringComparison.Ordinal)
        || Metric.Contains("error", StringComparison.Ordinal));
}
