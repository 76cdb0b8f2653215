using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// A product of a few rows by a panel of columns, for the widest vectors of this machine. Each element of C is a chain of
/// multiply-adds in the order of k, whatever the width and the position in the tile, so all kernels give the same bits where the
/// machine fuses multiply and add.
/// </summary>
/// <typeparam name="T">float, double, int or long.</typeparam>
internal abstract unsafe class MicroKernel<T>
    where T : unmanaged
{
    /// <summary>The kernel for this machine.</summary>
    public static MicroKernel<T> Best { get; } =
        Vector512.IsHardwareAccelerated ? new VectorKernel<T, Vector512<T>, Vector512Operations<T>>(12)
        : Vector256.IsHardwareAccelerated ? new VectorKernel<T, Vector256<T>, Vector256Operations<T>>(6)
        : new VectorKernel<T, Vector128<T>, Vector128Operations<T>>(AdvSimd.IsSupported ? 12 : 6);

    /// <summary>Rows of the largest register tile.</summary>
    public abstract int Rows { get; }

    /// <summary>Columns of a panel of B: two vectors.</summary>
    public abstract int Columns { get; }

    /// <summary>Columns of one vector: a panel of B that is narrower is padded to this.</summary>
    public abstract int Lanes { get; }

    /// <summary>Columns of the streaming kernel for one row: eight vectors.</summary>
    public int StreamColumns => 8 * Lanes;

    /// <summary>How many of the rows left the next register tile takes: 12, 8, 4, 2, 1 or 6, 4, 2, 1, without thin tails.</summary>
    public int NextRows(int left)
    {
        int most = Rows, middle = most / 3 * 2, least = most / 3;
        if (left >= most + middle || (left >= most && left < most + least)) return most;
        return left >= middle ? middle : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    }

    /// <summary>Multiplies rows (a number from <see cref="NextRows"/>) by a panel of columns (at most <see cref="Columns"/>).</summary>
    /// <remarks>
    /// B is read in whole vectors: a narrower panel must be padded in memory. C is written for the given columns only. The other
    /// parameters are those of <see cref="RegisterTile{T, V, O}.Multiply"/>.
    /// </remarks>
    public abstract void Multiply(
        int rows, int columns, nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, bool accumulate,
        ReadAhead ahead = default, TileFinish<T>* finish = null);

    /// <summary>Multiplies one row by <see cref="StreamColumns"/> columns.</summary>
    public abstract void MultiplyRow(nint depth, T* a, nint aStep, T* b, nint bStep, T* c, bool accumulate);

    /// <summary>The same by columns of bfloat16; T is float.</summary>
    public abstract void MultiplyRow(nint depth, T* a, nint aStep, ushort* b, nint bStep, T* c, bool accumulate);

    /// <summary>Has the usual register tiles compiled: each is called once, with one term.</summary>
    public void Prepare()
    {
        int most = Rows, width = Columns;
        T* memory = stackalloc T[most + width + (most * width)];
        T* b = memory + most, c = b + width;
        foreach (int columns in (ReadOnlySpan<int>)[width, Lanes])
        {
            foreach (int rows in (ReadOnlySpan<int>)[most, most / 3 * 2, 4])
                Multiply(rows, columns, 1, memory, 1, 1, b, width, c, width, accumulate: false);
        }
    }
}
