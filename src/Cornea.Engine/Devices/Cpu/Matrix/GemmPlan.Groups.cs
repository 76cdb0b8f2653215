using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>Large products: what is read from far is packed in long runs, and read again from the second cache.</summary>
internal sealed unsafe partial class GemmPlan<T>
{
    /// <summary>Several panels of B, packed first, against the rows of the tile, some of them at a time.</summary>
    private void Group(
        int batch, int row, int rows, int column, int columns, int k, int depth, T* scratch, T* product, nint stride, bool accumulate)
    {
        int panel = _kernel.Columns, lanes = _kernel.Lanes;
        T* panels = scratch + _workerRight;
        for (int j = 0; j < columns; j += panel)
        {
            int width = Math.Min(panel, columns - j);
            Right.Pack(panels + ((nint)j * depth), RoundUp(width, lanes), batch, column + j, width, k, depth);
        }
        for (int first = 0; first < rows;)
        {
            int last = first;
            while (last < rows && last - first < _groupRows) last += _kernel.NextRows(rows - last);
            for (int j = 0; j < columns; j += panel)
            {
                int width = Math.Min(panel, columns - j);
                Panel(batch, row, rows, first, last, k, depth, scratch, panels + ((nint)j * depth), RoundUp(width, lanes), width,
                    product + j, stride, accumulate);
            }
            first = last;
        }
    }

    /// <summary>Rows side by side in memory: those of each k are read from end to end, and shared out to the tiles' panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackAcross(T* target, int batch, int row, int rows, int k, int depth)
    {
        for (int d = 0; d < depth; d++)
        {
            byte* from = (byte*)_stridedLeft!.At(batch, row, k + d);
            for (int i = 0; i < rows;)
            {
                int count = _kernel.NextRows(rows - i), bytes = count * sizeof(T), done = 0;
                byte* to = (byte*)(target + ((nint)i * depth) + ((nint)d * count));
                for (; done + 16 <= bytes; done += 16) Vector128.Store(Vector128.Load(from + done), to + done);
                for (; done + 8 <= bytes; done += 8) *(long*)(to + done) = *(long*)(from + done);
                if (done < bytes) *(int*)(to + done) = *(int*)(from + done);
                from += bytes;
                i += count;
            }
        }
    }
}
