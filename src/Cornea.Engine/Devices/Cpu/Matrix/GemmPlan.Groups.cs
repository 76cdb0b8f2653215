using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>Large products: what is read from far is packed in long runs, and read again from the second cache.</summary>
internal sealed unsafe partial class GemmPlan<T>
{
    /// <summary>One row of A: columns are taken many at a time, so that B is read in long runs. Returns the columns done.</summary>
    private int Stream(int batch, int row, int columns, int k, int depth, T* b, T* product, bool accumulate)
    {
        if (_leftMode != OperandMode.Direct) return 0;
        int width = _kernel.StreamColumns, done = 0;
        for (; done + width <= columns; done += width)
        {
            T* a = _stridedLeft!.At(batch, row, k);
            _kernel.MultiplyRow(depth, a, _stridedLeft.DepthStride, b + done, _stridedRight!.DepthStride, product + done, accumulate);
        }
        return done;
    }

    /// <summary>All of a tile for k from start to end, several panels of B at a time. While they are multiplied the next ones are packed,
    /// a piece after each register tile.</summary>
    private void Groups(
        int batch, int row, int rows, int column, int columns, int start, int end, T* scratch, T* product, nint stride, bool accumulate)
    {
        T* panels = scratch + _workerRight, others = _pieces is null ? panels : panels + ((nint)_groupColumns * _depthBlock);
        PackGroup(panels, batch, column, Math.Min(_groupColumns, columns), start, Math.Min(_depthBlock, end - start));
        for (int k = start; k < end; k += _depthBlock)
        {
            int depth = Math.Min(_depthBlock, end - k);
            if (_leftMode == OperandMode.PerTile) PackLeft(scratch, batch, row, rows, k, depth);
            for (int j = 0; j < columns; j += _groupColumns)
            {
                bool last = j + _groupColumns >= columns;
                int nextK = last ? k + depth : k, nextColumn = last ? 0 : j + _groupColumns;
                var next = nextK >= end ? default
                    : new NextGroup(others, batch, column + nextColumn, Math.Min(_groupColumns, columns - nextColumn), nextK,
                        Math.Min(_depthBlock, end - nextK));
                Group(batch, row, rows, column + j, Math.Min(_groupColumns, columns - j), k, depth, scratch, panels, product + j, stride,
                    accumulate || k > start, next);
                T* used = panels;
                panels = others;
                others = used;
            }
        }
    }

    /// <summary>Several panels of B against the rows of the tile, some of them at a time.</summary>
    private void Group(
        int batch, int row, int rows, int column, int columns, int k, int depth, T* scratch, T* panels, T* product, nint stride,
        bool accumulate, in NextGroup next)
    {
        int panel = _kernel.Columns, lanes = _kernel.Lanes;
        int pieces = next.Panels is null ? 0 : _pieces?.Count(next) ?? 0, piece = 0;
        for (int first = 0; first < rows;)
        {
            int last = first;
            while (last < rows && last - first < _groupRows) last += _kernel.NextRows(rows - last);
            for (int j = 0; j < columns; j += panel)
            {
                int width = Math.Min(panel, columns - j);
                var finish = _finish?.At(batch, column + j) ?? default;
                for (int i = first; i < last;)
                {
                    int count = _kernel.NextRows(rows - i);
                    Multiply(batch, row, i, count, k, depth, scratch, panels + ((nint)j * depth), RoundUp(width, lanes), width,
                        product + j + (i * stride), stride, accumulate, piece < pieces ? _pieces!.Ahead(next, piece) : default,
                        Finishes(k, depth) ? (TileFinish<T>*)&finish : null);
                    if (piece < pieces) _pieces!.Pack(next, piece++);
                    i += count;
                }
            }
            first = last;
        }
        if (next.Panels is null) return;
        if (pieces == 0) PackGroup(next.Panels, next.Batch, next.Column, next.Columns, next.K, next.Depth);
        while (piece < pieces) _pieces!.Pack(next, piece++);
    }

    /// <summary>Packs several panels of B.</summary>
    private void PackGroup(T* panels, int batch, int column, int columns, int k, int depth)
    {
        int panel = _kernel.Columns, lanes = _kernel.Lanes;
        int whole = _stridedRight is { LineStride: 1 } ? columns / panel * panel : 0;
        if (whole > 0) PackTogether(panels, batch, column, whole, k, depth, 0, depth);
        for (int j = whole; j < columns; j += panel)
        {
            int width = Math.Min(panel, columns - j);
            Right.Pack(panels + ((nint)j * depth), RoundUp(width, lanes), batch, column + j, width, k, depth);
        }
    }

    /// <summary>Columns side by side in memory: those of each k from one to another are read from end to end, and shared out to whole
    /// panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackTogether(T* target, int batch, int column, int columns, int k, int depth, int start, int end, bool isNear = false)
    {
        const int AheadRows = 8;
        int bytes = _kernel.Columns * sizeof(T), panels = columns / _kernel.Columns;
        nint step = _stridedRight!.DepthStride * sizeof(T), panelStep = (nint)bytes * depth;
        byte* from = (byte*)_stridedRight.At(batch, column, k + start);
        byte* to = (byte*)target + ((nint)start * bytes);
        if (isNear && Vector512.IsHardwareAccelerated)
        {
            for (int d = start; d < end; d++, from += step, to += bytes)
            {
                byte* source = from, place = to;
                for (int panel = 0; panel < panels; panel++, place += panelStep, source += bytes)
                {
                    for (int i = 0; i < bytes; i += 64) Vector512.Store(Vector512.Load(source + i), place + i);
                }
            }
            return;
        }
        for (int d = start; d < end; d++, from += step, to += bytes)
        {
            byte* source = from, place = to;
            for (int panel = 0; panel < panels; panel++, place += panelStep, source += bytes)
            {
                for (int i = 0; i < bytes; i += 32)
                {
                    // Hardware fetches ahead within a page only.
                    if (Sse.IsSupported && (i & 32) == 0 && !isNear) Sse.Prefetch0(source + i + (AheadRows * step));
                    Vector256.Store(Vector256.Load(source + i), place + i);
                }
            }
        }
    }

    /// <summary>Rows side by side in memory, shared out to the tiles' panels: a few k at a time, so that all lines of these stay in the
    /// nearest cache while the panels pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackAcross(T* target, int batch, int row, int rows, int k, int depth)
    {
        const int Together = 8, MostWidened = 512;
        // Rows of 16 bits are widened first.
        float* wide = stackalloc float[_shortLeft is null ? 0 : Together * MostWidened];
        if (_shortLeft is not null && rows > MostWidened)
        {
            int first = MostWidened / _kernel.Rows * _kernel.Rows;
            PackAcross(target, batch, row, first, k, depth);
            PackAcross(target + ((nint)first * depth), batch, row + first, rows - first, k, depth);
            return;
        }
        nint step = (_shortLeft is null ? _stridedLeft!.DepthStride : rows) * sizeof(T);
        for (int start = 0; start < depth; start += Together)
        {
            int lines = Math.Min(Together, depth - start), count;
            byte* from = (byte*)wide;
            if (_shortLeft is null) from = (byte*)_stridedLeft!.At(batch, row, k + start);
            else _shortLeft.Columns(wide, rows, batch, row, rows, k + start, lines);
            for (int i = 0; i < rows; i += count)
            {
                count = _kernel.NextRows(rows - i);
                CopyLines(from + (nint)i * sizeof(T), step, (byte*)(target + ((nint)i * depth) + ((nint)start * count)),
                    count * sizeof(T), lines);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyLines(byte* from, nint step, byte* to, int bytes, int lines)
    {
        if (bytes == 48)
        {
            for (int line = 0; line < lines; line++, from += step, to += 48)
            {
                if (Sse.IsSupported) Sse.Prefetch0(from + (lines * step));
                Vector256.Store(Vector256.Load(from), to);
                Vector128.Store(Vector128.Load(from + 32), to + 32);
            }
            return;
        }
        for (int line = 0; line < lines; line++, from += step)
        {
            byte* source = from, end = to + bytes;
            for (; to + 16 <= end; to += 16, source += 16) Vector128.Store(Vector128.Load(source), to);
            for (; to + 8 <= end; to += 8, source += 8) *(long*)to = *(long*)source;
            if (to < end)
            {
                *(int*)to = *(int*)source;
                to += 4;
            }
        }
    }
}
