namespace Cornea.Cli.Data;

/// <summary>A data set with a name.</summary>
/// <param name="Name">What is typed.</param>
/// <param name="Says">What it is.</param>
/// <param name="Kind">What the samples are.</param>
/// <param name="Samples">Training and test samples, as text.</param>
/// <param name="Source">Where it comes from: with the tool, or what has to be downloaded once.</param>
/// <param name="Load">Reads it, and downloads it first where it must.</param>
internal sealed record NamedDataset(
    string Name, string Says, DataKind Kind, string Samples, string Source,
    Func<DataRequest, IProgress<DownloadProgress>?, CancellationToken, DatasetSplits> Load);
