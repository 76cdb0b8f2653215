namespace Cornea.Formats.Hdf5;

/// <summary>The bytes of a file at any position; may be read by several threads at a time.</summary>
internal abstract class ByteSource : IDisposable
{
    public abstract long Length { get; }

    /// <summary>Reads up to the length of <paramref name="target"/> and returns how many bytes came; fewer only at the end.</summary>
    public abstract int Read(long offset, Span<byte> target);

    public virtual void Dispose()
    {
    }
}
