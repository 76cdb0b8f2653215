namespace Cornea.Formats.Hdf5;

/// <summary>A file on the disk, read by position, so that its handle has no state to share.</summary>
internal sealed class FileSource(FileStream file) : ByteSource
{
    public override long Length { get; } = file.Length;

    public override int Read(long offset, Span<byte> target)
    {
        int total = 0;
        while (total < target.Length)
        {
            int read = RandomAccess.Read(file.SafeFileHandle, target[total..], offset + total);
            if (read == 0)
            {
                break;
            }
            total += read;
        }
        return total;
    }

    public override void Dispose() => file.Dispose();
}
