using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>The micro-kernel for one vector width.</summary>
internal sealed unsafe class VectorKernel<T, V, O>(int rows) : MicroKernel<T>
    where T : unmanaged
    where V : struct
    where O : struct, IVectorOperations<T, V>
{
    public override int Rows => rows;

    public override int Columns => 2 * O.Count;

    public override int Lanes => O.Count;

    public override void MultiplyRow(nint depth, T* a, nint aStep, T* b, nint bStep, T* c, bool accumulate) =>
        RegisterTile<T, V, O>.MultiplyRow<T, OwnLoad<T, V, O>>(depth, a, aStep, b, bStep, c, accumulate);

    public override void MultiplyRow(nint depth, T* a, nint aStep, ushort* b, nint bStep, T* c, bool accumulate) =>
        RegisterTile<T, V, O>.MultiplyRow<ushort, NarrowLoad<T, V, O>>(depth, a, aStep, b, bStep, c, accumulate);

    public override void Multiply(
        int rows, int columns, nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, bool accumulate,
        ReadAhead ahead = default, TileFinish<T>* finish = null)
    {
        if (columns == 2 * O.Count || columns == O.Count)
        {
            Dispatch(rows, columns > O.Count, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
            return;
        }
        EdgeMultiply(rows, columns, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate);
    }

    /// <summary>A panel that ends inside a vector goes through a buffer, since C must not be written beyond its edge.</summary>
    [SkipLocalsInit]
    private static void EdgeMultiply(
        int rows, int columns, nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, bool accumulate)
    {
        T* buffer = stackalloc T[12 * 2 * O.Count];
        nint width = 2 * O.Count;
        if (accumulate)
        {
            for (int row = 0; row < rows; row++) Copy(c + (row * cRow), buffer + (row * width), columns);
        }
        Dispatch(rows, columns > O.Count, depth, a, aRow, aStep, b, bStep, buffer, width, accumulate, default, null);
        for (int row = 0; row < rows; row++) Copy(buffer + (row * width), c + (row * cRow), columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(T* source, T* target, int count)
    {
        int i = 0;
        for (; i + Vector128<T>.Count <= count; i += Vector128<T>.Count) Vector128.Store(Vector128.Load(source + i), target + i);
        for (; i < count; i++) target[i] = source[i];
    }

    private static void Dispatch(
        int rows, bool wide, nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, bool accumulate, ReadAhead ahead,
        TileFinish<T>* finish)
    {
        if (wide)
        {
            switch (rows)
            {
                case 12 when ahead.Places is not null:
                    Tile<TileShapes.Rows12Vectors2Ahead>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                    break;
                case 12: Tile<TileShapes.Rows12Vectors2>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
                case 8: Tile<TileShapes.Rows8Vectors2>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
                case 6 when ahead.Places is not null:
                    Tile<TileShapes.Rows6Vectors2Ahead>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
                    break;
                case 6: Tile<TileShapes.Rows6Vectors2>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
                case 4: Tile<TileShapes.Rows4Vectors2>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
                case 2: Tile<TileShapes.Rows2Vectors2>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
                default: Tile<TileShapes.Rows1Vectors2>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
            }
            return;
        }
        switch (rows)
        {
            case 12: Tile<TileShapes.Rows12Vectors1>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
            case 8: Tile<TileShapes.Rows8Vectors1>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
            case 6: Tile<TileShapes.Rows6Vectors1>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
            case 4: Tile<TileShapes.Rows4Vectors1>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
            case 2: Tile<TileShapes.Rows2Vectors1>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
            default: Tile<TileShapes.Rows1Vectors1>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<S>(
        nint depth, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow, bool accumulate, ReadAhead ahead,
        TileFinish<T>* finish)
        where S : struct, IKernelShape
    {
        nint start = 0;
        RegisterTile<T, V, O>.Multiply<S>(1, &start, &start, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate, ahead, finish);
    }
}
