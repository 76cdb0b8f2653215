using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// A few rows by a panel of one or two vectors of columns, summed over runs of k, for the widest vectors of this machine. Each element
/// is one chain of multiply-adds in the order of the runs, whatever the tile's height.
/// </summary>
internal abstract unsafe class ConvolutionTile<T>
    where T : unmanaged
{
    /// <summary>The tile for this machine.</summary>
    public static ConvolutionTile<T> Best { get; } =
        Vector512.IsHardwareAccelerated ? new VectorConvolutionTile<T, Vector512<T>, Vector512Operations<T>>(13)
        : Vector256.IsHardwareAccelerated ? new VectorConvolutionTile<T, Vector256<T>, Vector256Operations<T>>(6)
        : new VectorConvolutionTile<T, Vector128<T>, Vector128Operations<T>>(AdvSimd.IsSupported ? 12 : 6);

    /// <summary>Rows of the largest tile.</summary>
    public abstract int MostRows { get; }

    /// <summary>Columns of one vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Columns of a panel.</summary>
    public int Columns => 2 * Lanes;

    /// <summary>Whether <see cref="MultiplyPooled"/> has registers enough.</summary>
    public bool CanPool => MostRows >= 12;

    /// <summary>Rows of the next tile, so that all tiles of a row of pixels are about as high.</summary>
    public int NextRows(int left) => (left + ((left - 1) / MostRows)) / ((left + MostRows - 1) / MostRows);

    /// <summary>Multiplies; the parameters are those of <see cref="RegisterTile{T, V, O}.Multiply"/>. Whole vectors of C are
    /// written.</summary>
    public abstract void Multiply(
        int rows, int vectors, int runs, nint* aStarts, nint* bStarts, nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c,
        nint cRow,
        bool accumulate, ReadAhead ahead = default, TileFinish<T>* finish = null);

    /// <summary>Multiplies two lines of six positions and writes the largest of each two by two, three rows of C; the parameters are those
    /// of <see cref="RegisterTile{T, V, O}.Multiply"/>, with one k of A after the other.</summary>
    public abstract void MultiplyPooled(
        int vectors, int runs, nint* aStarts, nint* bStarts, nint depth, T* a, nint aRow, T* b, nint bStep, T* c, nint cRow,
        TileFinish<T>* finish);
}
