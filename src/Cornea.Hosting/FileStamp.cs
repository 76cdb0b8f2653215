namespace Cornea.Hosting;

/// <summary>What a look at a file sees: enough to tell that it has changed, or is changing.</summary>
/// <param name="Length">Bytes, -1 where there is no file.</param>
/// <param name="Written">When it was last written.</param>
internal readonly record struct FileStamp(long Length, DateTime Written)
{
    public static FileStamp Of(string path)
    {
        // A link is followed: deployments put another file in its place.
        var file = new FileInfo(path);
        var target = file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file : file;
        return target.Exists ? new FileStamp(target.Length, target.LastWriteTimeUtc) : new FileStamp(-1, default);
    }
}
