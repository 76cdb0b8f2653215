namespace Cornea.Formats.Hdf5;

/// <summary>A file that lies in memory.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> content) : ByteSource
{
    public override long Length => content.Length;

    public override int Read(long offset, Span<byte> target)
    {
        if (offset >= content.Length)
        {
            return 0;
        }
        int count = (int)Math.Min(target.Length, content.Length - offset);
        content.Span.Slice((int)offset, count).CopyTo(target);
        return count;
    }
}
