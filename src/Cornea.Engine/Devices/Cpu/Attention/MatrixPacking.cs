using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>Copies of matrices of float32 as products read them fastest.</summary>
internal static unsafe class MatrixPacking
{
    /// <summary>Rows one behind another, each filled up with zeros.</summary>
    /// <param name="from">The first element.</param>
    /// <param name="row">Elements from row to row.</param>
    /// <param name="column">Elements from column to column.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="width">Elements of a row there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* from, nint row, nint column, int rows, int columns, float* to, int width)
    {
        for (var i = 0; i < rows; i++, from += row, to += width)
        {
            var j = 0;
            if (column == 1)
            {
                for (; j <= columns - 8; j += 8)
                    Vector256.Load(from + j).Store(to + j);
            }
            for (; j < columns; j++)
                to[j] = from[j * column];
            for (; j < width; j++)
                to[j] = 0;
        }
    }

    /// <summary>Panels of columns, one behind another, each row by row and the last filled up with zeros: the right factor of a
    /// product.</summary>
    /// <param name="from">The first element.</param>
    /// <param name="row">Elements from row to row.</param>
    /// <param name="column">Elements from column to column.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="width">Columns of a panel.</param>
    public static void Panels(float* from, nint row, nint column, int rows, int columns, float* to, int width)
    {
        for (var first = 0; first < columns; first += width, to += (nint)rows * width)
        {
            var now = Math.Min(width, columns - first);
            if (row == 1)
                Turned(from + first * column, column, rows, now, to, width);
            else
                Rows(from + first * column, row, column, rows, now, to, width);
        }
    }

    // Columns that lie contiguously become rows' elements, four by four.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turned(float* from, nint column, int rows, int columns, float* to, int width)
    {
        var j = 0;
        for (; j <= columns - 4 && Sse.IsSupported; j += 4)
        {
            float* a = from + j * column, b = a + column, c = b + column, d = c + column;
            var i = 0;
            for (; i <= rows - 4; i += 4)
            {
                Vector128<float> w = Vector128.Load(a + i), x = Vector128.Load(b + i), y = Vector128.Load(c + i), z = Vector128.Load(d + i);
                Vector128<float> low0 = Sse.UnpackLow(w, x), low1 = Sse.UnpackLow(y, z);
                Vector128<float> high0 = Sse.UnpackHigh(w, x), high1 = Sse.UnpackHigh(y, z);
                var target = to + (nint)i * width + j;
                Sse.MoveLowToHigh(low0, low1).Store(target);
                Sse.MoveHighToLow(low1, low0).Store(target + width);
                Sse.MoveLowToHigh(high0, high1).Store(target + 2 * width);
                Sse.MoveHighToLow(high1, high0).Store(target + 3 * width);
            }
            for (; i < rows; i++)
            {
                var target = to + (nint)i * width + j;
                (target[0], target[1], target[2], target[3]) = (a[i], b[i], c[i], d[i]);
            }
        }
        for (; j < columns; j++)
        {
            for (var i = 0; i < rows; i++)
                to[(nint)i * width + j] = from[j * column + i];
        }
        for (; j < width; j++)
        {
            for (var i = 0; i < rows; i++)
                to[(nint)i * width + j] = 0;
        }
    }
}
