using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>What every way through a tile is made of: rows of A, packed or where they lie, against one panel of B.</summary>
internal sealed unsafe partial class GemmPlan<T>
{
    /// <summary>One panel of B against all rows of the tile; meanwhile the next panel is fetched, where there is one.</summary>
    private void Panel(
        int batch, int row, int rows, int column, int k, int depth, T* scratch, T* b, nint bStep, int width, T* product, nint stride,
        bool accumulate, T* next)
    {
        var finish = _finish?.At(batch, column) ?? default;
        byte* ahead = (byte*)next, end = (byte*)(next + (next is null ? 0 : depth * bStep));
        for (int i = 0; i < rows;)
        {
            int count = _kernel.NextRows(rows - i);
            Multiply(batch, row, i, count, k, depth, scratch, b, bStep, width, product + (i * stride), stride, accumulate,
                ahead < end ? new ReadAhead(ahead) : default, Finishes(k, depth) ? (TileFinish<T>*)&finish : null);
            ahead += (nint)depth * ReadAhead.Line;
            i += count;
        }
    }

    /// <summary>Whether register tiles finish the sums of a block of k.</summary>
    private bool Finishes(int k, int depth) => _finish is not null && k + depth == Shape.Depth;

    /// <summary>One panel of B against as many rows of the tile as a register tile takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Multiply(
        int batch, int row, int i, int count, int k, int depth, T* scratch, T* b, nint bStep, int width, T* product, nint stride,
        bool accumulate, ReadAhead ahead, TileFinish<T>* finish)
    {
        T* a;
        nint aRow = 1, aStep = count;
        if (_leftMode == OperandMode.Direct)
        {
            a = _stridedLeft!.At(batch, row + i, k);
            aRow = _stridedLeft.LineStride;
            aStep = _stridedLeft.DepthStride;
        }
        else
        {
            a = _leftMode == OperandMode.PerTile ? scratch : SharedLeft(k) + ((nint)row * LeftStride(depth));
            a += (nint)i * LeftStride(depth);
            if (_copiesLeft) (aRow, aStep) = (LeftStride(depth), 1);
        }
        _kernel.Multiply(count, width, depth, a, aRow, aStep, b, bStep, product, stride, accumulate, ahead, finish);
    }

    /// <summary>B's panels where all of them are packed, from a column on, for the block of k that starts at one.</summary>
    private T* PackedRight(T* scratch, int column, int k, int depth)
    {
        T* panels = _kept is not null ? (T*)_kept.Shared
            : _rightMode == OperandMode.Shared ? (T*)_scratch.Shared + _sharedRight : scratch + _workerRight;
        return panels + ((nint)k * RoundUp(Shape.Columns, _kernel.Lanes)) + ((nint)column * depth);
    }

    /// <summary>A's packed rows for the block of k that starts at one.</summary>
    private T* SharedLeft(int k) => (T*)_scratch.Shared + ((nint)(k / _depthBlock) * Shape.Rows * LeftStride(_depthBlock));

    /// <summary>Elements of a packed row of A.</summary>
    private int LeftStride(int depth)
    {
        int line = 64 / sizeof(T);
        return _copiesLeft ? RoundUp(depth, 2 * line) + line : depth;
    }

    private void PackLeft(T* target, int batch, int row, int rows, int k, int depth)
    {
        if (_copiesLeft)
        {
            if (_shortLeft is not null)
            {
                _shortLeft.Lines((float*)target, LeftStride(depth), batch, row, rows, k, depth);
                return;
            }
            long bytes = (long)depth * sizeof(T);
            for (int i = 0; i < rows; i++)
                Buffer.MemoryCopy(_stridedLeft!.At(batch, row + i, k), target + ((nint)i * LeftStride(depth)), bytes, bytes);
            return;
        }
        if ((_stridedLeft is { LineStride: 1 } || _shortLeft is { LineStride: 1 }) && rows > _kernel.Rows)
        {
            PackAcross(target, batch, row, rows, k, depth);
            return;
        }
        for (int i = 0; i < rows;)
        {
            int count = _kernel.NextRows(rows - i);
            Left.Pack(target + ((nint)i * depth), count, batch, row + i, count, k, depth);
            i += count;
        }
    }
}
