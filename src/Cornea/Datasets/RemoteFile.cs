namespace Cornea.Datasets;

/// <summary>A file of a data set where its authors publish it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Name">Its name in the cache.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Its SHA-256, 64 hexadecimal digits. A file with another one is never kept.</param>
public sealed record RemoteFile(Uri Address, string Name, long Length, string Sha256)
{
    /// <summary>
    /// Brings the file into a folder, unless it is there already: an attempt that breaks off is gone on with by the next, and the file
    /// stands
    /// there under its name only when its length and SHA-256 are right. Keras: <c>keras.utils.get_file</c>.
    /// </summary>
    /// <param name="folder">The folder; one of the user's cache where null.</param>
    /// <param name="progress">Is told of the download.</param>
    /// <param name="cancellationToken">Ends it; what came stays for the next attempt.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="DownloadException">There is no network, or the server fails; the message says where to put the file.</exception>
    public string Fetch(
        string? folder = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Download.Default.Fetch(this, folder ?? DataCache.Folder("files"), progress, cancellationToken);
}
