using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Imaging;

/// <summary>Undoes the row filters of PNG. Source: PNG, third edition (W3C), chapter 9.</summary>
/// <remarks>
/// What depends on the pixel before it goes pixel by pixel, with the bytes of a pixel side by side in a vector; what depends on the row
/// above alone goes in whole vectors.
/// </remarks>
internal static class PngFilter
{
    /// <summary>Undoes the filter of a row in place.</summary>
    /// <param name="filter">0 none, 1 left, 2 above, 3 the mean of both, 4 that of them and the corner that is nearest to their
    /// plane.</param>
    /// <param name="row">The row.</param>
    /// <param name="above">The row above, undone, of the same length.</param>
    /// <param name="step">Bytes from one pixel to the next.</param>
    /// <returns>False where there is no such filter.</returns>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        switch (filter)
        {
            case 0:
                return true;
            case 1 when step is 3 or 4 && Vector128.IsHardwareAccelerated:
                LeftByPixels(row, step);
                return true;
            case 1:
                for (int i = step; i < row.Length; i++)
                {
                    row[i] += row[i - step];
                }
                return true;
            case 2:
                Above(row, above);
                return true;
            case 3 when step is 3 or 4 && Vector128.IsHardwareAccelerated:
                MeanByPixels(row, above, step);
                return true;
            case 3:
                Mean(row, above, step);
                return true;
            case 4 when step is 3 or 4 && Vector128.IsHardwareAccelerated:
                NearestByPixels(row, above, step);
                return true;
            case 4:
                Nearest(row, above, step);
                return true;
            default:
                return false;
        }
    }

    private static void Above(Span<byte> row, ReadOnlySpan<byte> above)
    {
        Span<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        ReadOnlySpan<Vector<byte>> others = MemoryMarshal.Cast<byte, Vector<byte>>(above);
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] += others[i];
        }
        for (int i = vectors.Length * Vector<byte>.Count; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static void Mean(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        int first = Math.Min(step, row.Length);
        for (int i = 0; i < first; i++)
        {
            row[i] += (byte)(above[i] >> 1);
        }
        for (int i = first; i < row.Length; i++)
        {
            row[i] += (byte)(row[i - step] + above[i] >> 1);
        }
    }

    // In the three loops over pixels the next one is read before this one is written: four bytes are, and the fourth may be its first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LeftByPixels(Span<byte> row, int step)
    {
        Vector128<byte> left = default;
        ref byte start = ref MemoryMarshal.GetReference(row);
        int i = 0, whole = row.Length - step - 4;
        if (whole >= 0)
        {
            uint next = Four(ref start, 0);
            for (; i <= whole; i += step)
            {
                left += Vector128.CreateScalarUnsafe(next).AsByte();
                next = Four(ref start, i + step);
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, i), left.AsUInt32().ToScalar());
            }
            Put(next, row, i, step);
        }
        for (; i + step <= row.Length; i += step)
        {
            left += Vector128.CreateScalar(Pixel(row, i)).AsByte();
            Put(left.AsUInt32().ToScalar(), row, i, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MeanByPixels(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        Vector128<ushort> left = default, low = Vector128.Create((ushort)0xFF);
        ref byte start = ref MemoryMarshal.GetReference(row), over = ref MemoryMarshal.GetReference(above);
        int i = 0, whole = row.Length - step - 4;
        if (whole >= 0)
        {
            uint next = Four(ref start, 0);
            for (; i <= whole; i += step)
            {
                left = Wide(next) + (left + Wide(Four(ref over, i)) >>> 1) & low;
                next = Four(ref start, i + step);
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, i), Narrow(left.AsInt16()));
            }
            Put(next, row, i, step);
        }
        for (; i + step <= row.Length; i += step)
        {
            left = Wide(Pixel(row, i)) + (left + Wide(Pixel(above, i)) >>> 1) & low;
            Put(Narrow(left.AsInt16()), row, i, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NearestByPixels(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        Vector128<short> left = default, corner = default;
        ref byte start = ref MemoryMarshal.GetReference(row), top = ref MemoryMarshal.GetReference(above);
        int i = 0, whole = row.Length - step - 4;
        if (whole >= 0)
        {
            uint next = Four(ref start, 0);
            for (; i <= whole; i += step)
            {
                Vector128<short> over = Wide(Four(ref top, i)).AsInt16();
                left = Nearest(Wide(next).AsInt16(), left, over, corner);
                next = Four(ref start, i + step);
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, i), Narrow(left));
                corner = over;
            }
            Put(next, row, i, step);
        }
        for (; i + step <= row.Length; i += step)
        {
            Vector128<short> over = Wide(Pixel(above, i)).AsInt16();
            left = Nearest(Wide(Pixel(row, i)).AsInt16(), left, over, corner);
            Put(Narrow(left), row, i, step);
            corner = over;
        }
    }

    // The pixel plus that of the three which the sum of the two less the corner is nearest to.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Nearest(
        Vector128<short> pixel, Vector128<short> left, Vector128<short> over, Vector128<short> corner)
    {
        Vector128<short> overCorner = over - corner, leftCorner = left - corner;
        Vector128<short> toLeft = Vector128.Abs(overCorner), toOver = Vector128.Abs(leftCorner);
        Vector128<short> toCorner = Vector128.Abs(overCorner + leftCorner);
        Vector128<short> least = Vector128.Min(toCorner, Vector128.Min(toLeft, toOver));
        Vector128<short> nearest = Vector128.ConditionalSelect(Vector128.Equals(least, toLeft), left,
            Vector128.ConditionalSelect(Vector128.Equals(least, toOver), over, corner));
        return pixel + nearest & Vector128.Create((short)0xFF);
    }

    private static void Nearest(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (int i = 0; i < Math.Min(step, row.Length); i++)
        {
            row[i] += above[i];
        }
        for (int i = step; i < row.Length; i++)
        {
            int left = row[i - step], over = above[i], corner = above[i - step];
            int toLeft = Math.Abs(over - corner), toOver = Math.Abs(left - corner), toCorner = Math.Abs(left + over - 2 * corner);
            row[i] += (byte)(toLeft <= toOver && toLeft <= toCorner ? left : toOver <= toCorner ? over : corner);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Four(ref byte start, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Wide(uint pixel) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte());

    // The values are bytes already, so limiting them changes nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Narrow(Vector128<short> pixel) => (Sse2.IsSupported
        ? Sse2.PackUnsignedSaturate(pixel, pixel)
        : Vector128.Narrow(pixel.AsUInt16(), pixel.AsUInt16())).AsUInt32().ToScalar();

    // A pixel of three bytes has the first of the next one above it, but for the last of the row.
    private static uint Pixel(ReadOnlySpan<byte> row, int at) => at + 4 <= row.Length
        ? BinaryPrimitives.ReadUInt32LittleEndian(row[at..])
        : (uint)(row[at] | row[at + 1] << 8 | row[at + 2] << 16);

    private static void Put(uint pixel, Span<byte> row, int at, int step)
    {
        if (step == 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(row[at..], pixel);
            return;
        }
        (row[at], row[at + 1], row[at + 2]) = ((byte)pixel, (byte)(pixel >> 8), (byte)(pixel >> 16));
    }
}
