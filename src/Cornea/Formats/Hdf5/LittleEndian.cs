using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea.Formats.Hdf5;

/// <summary>Numbers as little-endian bytes.</summary>
internal static class LittleEndian
{
    private const int BlockBytes = 1 << 20;

    public static byte[] ToArray<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        Order(bytes, Unsafe.SizeOf<T>());
        return bytes;
    }

    /// <summary>Writes values; on a little-endian machine straight from where they are.</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        int perBlock = BlockBytes / Unsafe.SizeOf<T>();
        for (int first = 0; first < values.Length; first += perBlock)
        {
            ReadOnlySpan<T> part = values.Slice(first, Math.Min(perBlock, values.Length - first));
            stream.Write(BitConverter.IsLittleEndian ? MemoryMarshal.AsBytes(part) : ToArray(part));
        }
    }

    private static void Order(Span<byte> bytes, int size)
    {
        for (int at = 0; !BitConverter.IsLittleEndian && size > 1 && at < bytes.Length; at += size)
        {
            bytes.Slice(at, size).Reverse();
        }
    }
}
