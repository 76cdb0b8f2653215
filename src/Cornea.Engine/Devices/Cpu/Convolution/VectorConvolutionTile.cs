using System.Runtime.CompilerServices;
using Cornea.Devices.Cpu.Matrix;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>The register tiles of convolutions for one vector width.</summary>
internal sealed unsafe class VectorConvolutionTile<T, V, O>(int mostRows) : ConvolutionTile<T>
    where T : unmanaged
    where V : struct
    where O : struct, IVectorOperations<T, V>
{
    public override int MostRows => mostRows;

    public override int Lanes => O.Count;

    public override void Multiply(
        int rows, int vectors, int runs, nint* aStarts, nint* bStarts, nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c,
        nint cRow,
        bool accumulate, ReadAhead ahead, TileFinish<T>* finish)
    {
        switch ((2 * rows) + vectors - 1)
        {
            case 2:
                Run<TileShapes.Rows1Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 3:
                Run<TileShapes.Rows1Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 4:
                Run<TileShapes.Rows2Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 5:
                Run<TileShapes.Rows2Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 6:
                Run<TileShapes.Rows3Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 7:
                Run<TileShapes.Rows3Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 8:
                Run<TileShapes.Rows4Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 9:
                Run<TileShapes.Rows4Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 10:
                Run<TileShapes.Rows5Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 11:
                Run<TileShapes.Rows5Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 12:
                Run<TileShapes.Rows6Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 13:
                Run<TileShapes.Rows6Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 14:
                Run<TileShapes.Rows7Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 15:
                Run<TileShapes.Rows7Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 16:
                Run<TileShapes.Rows8Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 17:
                Run<TileShapes.Rows8Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 18:
                Run<TileShapes.Rows9Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 19:
                Run<TileShapes.Rows9Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 20:
                Run<TileShapes.Rows10Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 21:
                Run<TileShapes.Rows10Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 22:
                Run<TileShapes.Rows11Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 23:
                Run<TileShapes.Rows11Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 24:
                Run<TileShapes.Rows12Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 25:
                Run<TileShapes.Rows12Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 26:
                Run<TileShapes.Rows13Vectors1>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            case 27:
                Run<TileShapes.Rows13Vectors2>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(rows), rows, $"A tile has 1 to {mostRows} rows.");
        }
    }

    public override void MultiplyPooled(
        int vectors, int runs, nint* aStarts, nint* bStarts, nint depth, T* a, nint aRow, T* b, nint bStep, T* c, nint cRow,
        TileFinish<T>* finish)
    {
        if (vectors == 1)
            Run<TileShapes.PooledVectors1>(runs, aStarts, bStarts, depth, a, aRow, 1, b, bStep, c, cRow, false, default, finish);
        else
            Run<TileShapes.PooledVectors2>(runs, aStarts, bStarts, depth, a, aRow, 1, b, bStep, c, cRow, false, default, finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<S>(
        int runs, nint* aStarts, nint* bStarts, nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, bool accumulate,
        ReadAhead ahead, TileFinish<T>* finish)
        where S : struct, IKernelShape =>
        RegisterTile<T, V, O>.Multiply<S>(runs, aStarts, bStarts, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
}
