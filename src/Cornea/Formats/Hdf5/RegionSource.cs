namespace Cornea.Formats.Hdf5;

/// <summary>A part of another source, as a member that lies in an archive as it is.</summary>
/// <param name="whole">The other source; it is closed with this one.</param>
/// <param name="start">Where the part begins.</param>
/// <param name="length">Its bytes.</param>
internal sealed class RegionSource(ByteSource whole, long start, long length) : ByteSource
{
    public override long Length => length;

    public override int Read(long offset, Span<byte> target) =>
        whole.Read(start + offset, target[..(int)Math.Clamp(length - offset, 0, target.Length)]);

    public override void Dispose() => whole.Dispose();
}
