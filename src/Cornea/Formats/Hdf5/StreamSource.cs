namespace Cornea.Formats.Hdf5;

/// <summary>A stream that can seek, from its first byte; it stays its owner's.</summary>
internal sealed class StreamSource(Stream stream) : ByteSource
{
    private readonly Lock _seeking = new();

    public override long Length { get; } = stream.Length;

    public override int Read(long offset, Span<byte> target)
    {
        lock (_seeking)
        {
            stream.Position = offset;
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
    }
}
