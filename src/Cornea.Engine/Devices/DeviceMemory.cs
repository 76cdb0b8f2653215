namespace Cornea.Devices;

/// <summary>
/// Memory of a device: the elements of one tensor, row by row, or an arena for the intermediate values of a plan. Only
/// <see cref="HostMemory"/> can be addressed by the host; any other is copied in and out.
/// </summary>
/// <param name="type">Shape and element type of what it holds.</param>
internal abstract class DeviceMemory(TensorType type)
{
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
}
