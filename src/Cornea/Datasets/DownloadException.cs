namespace Cornea.Datasets;

/// <summary>A data set could not be downloaded. The message gives the address and where to put the file by hand.</summary>
public sealed class DownloadException : IOException
{
    /// <summary>Describes a download that failed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Where it belongs.</param>
    /// <param name="problem">What went wrong, as a sentence without the final full stop.</param>
    /// <param name="inner">Exception that told, if any.</param>
    public DownloadException(RemoteFile file, string path, string problem, Exception? inner = null)
        : base($"Cannot download {file?.Address}: {problem}. Try again later; or fetch it by hand and put it at '{path}'.", inner)
    {
        Address = file?.Address;
        TargetPath = path;
    }

    /// <summary>Where the file was looked for.</summary>
    public Uri? Address { get; }

    /// <summary>Where it belongs on this machine.</summary>
    public string TargetPath { get; }
}
