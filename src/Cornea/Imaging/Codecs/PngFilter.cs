using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mean(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        int first = Math.Min(step, row.Length);
        for (int i = 0; i < first; i++)
        {
            row[i] += (byte)(above[i] >> 1);
        }
        if (step == 3)
        {
            int left0 = 0, left1 = 0, left2 = 0;
            if (row.Length >= 3)
            {
                (left0, left1, left2) = (row[0], row[1], row[2]);
            }
            for (int i = 3; i + 2 < row.Length; i += 3)
            {
                row[i] = (byte)(left0 = (byte)(row[i] + (left0 + above[i] >> 1)));
                row[i + 1] = (byte)(left1 = (byte)(row[i + 1] + (left1 + above[i + 1] >> 1)));
                row[i + 2] = (byte)(left2 = (byte)(row[i + 2] + (left2 + above[i + 2] >> 1)));
            }
            return;
        }
        for (int i = first; i < row.Length; i++)
        {
            row[i] += (byte)(row[i - step] + above[i] >> 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LeftByPixels(Span<byte> row, int step)
    {
        Vector128<byte> left = default;
        for (int i = 0; i + step <= row.Length; i += step)
        {
            left += Pixel(row, i).AsByte();
            Put(left.AsUInt32().ToScalar(), row, i, step);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NearestByPixels(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        Vector128<short> left = default, corner = default, low = Vector128.Create((short)0xFF);
        for (int i = 0; i + step <= row.Length; i += step)
        {
            Vector128<short> over = Vector128.WidenLower(Pixel(above, i).AsByte()).AsInt16();
            // How far the sum of the two less the corner is from each of the three.
            Vector128<short> overCorner = over - corner, leftCorner = left - corner;
            Vector128<short> toLeft = Vector128.Abs(overCorner), toOver = Vector128.Abs(leftCorner);
            Vector128<short> toCorner = Vector128.Abs(overCorner + leftCorner);
            Vector128<short> least = Vector128.Min(toCorner, Vector128.Min(toLeft, toOver));
            Vector128<short> nearest = Vector128.ConditionalSelect(Vector128.Equals(least, toLeft), left,
                Vector128.ConditionalSelect(Vector128.Equals(least, toOver), over, corner));
            left = Vector128.WidenLower(Pixel(row, i).AsByte()).AsInt16() + nearest & low;
            Put(Vector128.Narrow(left.AsUInt16(), left.AsUInt16()).AsUInt32().ToScalar(), row, i, step);
            corner = over;
        }
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

    // A pixel of three bytes has the first of the next one above it, but for the last of the row.
    private static Vector128<uint> Pixel(ReadOnlySpan<byte> row, int at) => Vector128.CreateScalar(at + 4 <= row.Length
        ? BinaryPrimitives.ReadUInt32LittleEndian(row[at..])
        : (uint)(row[at] | row[at + 1] << 8 | row[at + 2] << 16));

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
