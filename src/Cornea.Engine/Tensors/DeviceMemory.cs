namespace Cornea;

/// <summary>
/// Memory of a device: the elements of one tensor, row by row, or an arena for the intermediate values of a plan. Only
/// <see cref="HostMemory"/> can be addressed by the host; any other is copied in and out.
/// </summary>
/// <param name="type">Shape and element type of what it holds.</param>
internal abstract class DeviceMemory(TensorType type)
{
    private const int CopyBytes = 1 << 26; // at once, where a copy goes through the host

    /// <summary>Shape and element type of what it holds.</summary>
    public TensorType Type { get; } = type;

    /// <summary>Copies bytes to the host.</summary>
    /// <param name="offset">The first byte to copy.</param>
    /// <param name="destination">Where to; its length says how many.</param>
    public abstract void Read(long offset, Span<byte> destination);

    /// <summary>Copies bytes from the host.</summary>
    /// <param name="offset">The first byte to overwrite.</param>
    /// <param name="source">What to copy.</param>
    public abstract void Write(long offset, ReadOnlySpan<byte> source);

    /// <summary>Copies all elements to another memory of the same type by reading to the host and writing from there.</summary>
    /// <param name="to">Where to.</param>
    public void CopyThroughHost(DeviceMemory to)
    {
        var bytes = new byte[(int)Math.Min(CopyBytes, Type.Bytes)];
        for (long offset = 0; offset < Type.Bytes; offset += bytes.Length)
        {
            var part = bytes.AsSpan(0, (int)Math.Min(bytes.Length, Type.Bytes - offset));
            Read(offset, part);
            to.Write(offset, part);
        }
    }
}
