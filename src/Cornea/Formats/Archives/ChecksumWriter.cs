namespace Cornea.Formats;

/// <summary>Passes bytes on to another stream, which stays open, and takes their CRC-32 on the way.</summary>
internal sealed class ChecksumWriter(Stream inner) : Stream
{
    // Small enough that the bytes are still in the cache when the other stream copies them.
    private const int Block = 1 << 20;
    private long _length;

    /// <summary>CRC-32 of all bytes so far.</summary>
    public uint Crc { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        for (; buffer.Length > 0; buffer = buffer[Math.Min(Block, buffer.Length)..])
        {
            ReadOnlySpan<byte> part = buffer[..Math.Min(Block, buffer.Length)];
            Crc = Crc32.Append(Crc, part);
            inner.Write(part);
            _length += part.Length;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
