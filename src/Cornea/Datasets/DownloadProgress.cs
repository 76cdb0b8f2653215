namespace Cornea.Datasets;

/// <summary>How far a download is.</summary>
/// <param name="Name">The file.</param>
/// <param name="Received">Bytes that are here.</param>
/// <param name="Length">Bytes in all.</param>
public readonly record struct DownloadProgress(string Name, long Received, long Length);
