using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>The work before and after the tiles.</summary>
internal sealed unsafe partial class GemmPlan<T>
{
    /// <summary>Packs the operands that all tiles share. The panels are those of the tiles, so each is packed once.</summary>
    private sealed class PackWork : TileWork
    {
        private const int PanelsPerTile = 4;
        private readonly GemmPlan<T> _plan;
        private readonly int _blocks;
        private readonly int _leftTiles;
        private readonly int _rightTiles;

        public PackWork(GemmPlan<T> plan)
        {
            _plan = plan;
            _blocks = DivideUp(plan.Shape.Depth, plan._depthBlock);
            if (plan._leftMode == OperandMode.Shared) _leftTiles = plan._rowTiles;
            if (plan._rightMode == OperandMode.Shared) _rightTiles = DivideUp(plan.Shape.Columns, PanelsPerTile * plan._kernel.Columns);
            Count = (_leftTiles + _rightTiles) * _blocks;
        }

        /// <summary>The number of tiles.</summary>
        public int Count { get; }

        public override void RunTile(int tile, int worker)
        {
            int block = tile % _blocks, part = tile / _blocks;
            int k = block * _plan._depthBlock, depth = Math.Min(_plan._depthBlock, _plan.Shape.Depth - k);
            T* shared = (T*)_plan._scratch.Shared;
            if (part < _leftTiles)
            {
                int row = part * _plan._tileRows, rows = Math.Min(_plan._tileRows, _plan.Shape.Rows - row);
                _plan.PackLeft(_plan.SharedLeft(k) + ((nint)row * _plan.LeftStride(depth)), 0, row, rows, k, depth);
                return;
            }
            int width = PanelsPerTile * _plan._kernel.Columns, first = (part - _leftTiles) * width;
            _plan.PackRight(shared + _plan._sharedRight, first, Math.Min(_plan.Shape.Columns, first + width), k, depth);
        }
    }

    /// <summary>Packs all columns for all blocks of k, each slice's own.</summary>
    private void PackAll(T* target)
    {
        for (int start = 0; start < Shape.Depth; start += _sliceDepth)
        {
            int end = Math.Min(Shape.Depth, start + _sliceDepth);
            for (int k = start; k < end; k += _depthBlock) PackRight(target, 0, Shape.Columns, k, Math.Min(_depthBlock, end - k));
        }
    }

    /// <summary>B's panels where it is a constant.</summary>
    private GemmScratch KeepConstant(BufferView view, bool narrows, long elements)
    {
        string form = $"{typeof(T).Name} in {_depthBlock} of {_sliceDepth}, streamed {_isStreamed}, rounded {narrows}, narrow {_isNarrow}";
        return KeptPanels.Of(
            view.Buffer.ConstantAround!, view, form, elements * (_isNarrow ? sizeof(ushort) : sizeof(T)), panels =>
            {
                if (_isNarrow)
                {
                    PackNarrow((ushort*)panels.Shared);
                    return;
                }
                PackAll((T*)panels.Shared);
                if (narrows) RoundKept((T*)panels.Shared, elements);
            });
    }

    /// <summary>Rounds kept panels to bfloat16 where they are.</summary>
    private static void RoundKept(T* panels, long count)
    {
        const int Most = 1024;
        ushort* narrow = stackalloc ushort[Most];
        for (long start = 0; start < count; start += Most)
        {
            int length = (int)Math.Min(Most, count - start);
            BlockCasts.Cast(DType.Float32, DType.BFloat16, (byte*)(panels + start), (byte*)narrow, length);
            BlockCasts.Cast(DType.BFloat16, DType.Float32, (byte*)narrow, (byte*)(panels + start), length);
        }
    }

    /// <summary>Packs all columns in bfloat16, panel by panel.</summary>
    private void PackNarrow(ushort* target)
    {
        var most = _kernel.StreamColumns * _depthBlock;
        fixed (T* panel = new T[most])
        {
            for (int k = 0; k < Shape.Depth; k += SliceBlock(k))
            {
                int depth = SliceBlock(k);
                ushort* block = target + ((nint)k * RoundUp(Shape.Columns, _kernel.Lanes));
                for (int column = 0, width; column < Shape.Columns; column += width)
                {
                    width = Math.Min(PanelAt(column), Shape.Columns - column);
                    int padded = RoundUp(width, _kernel.Lanes);
                    Right.Pack(panel, padded, 0, column, width, k, depth);
                    BlockCasts.Cast(DType.Float32, DType.BFloat16, (byte*)panel, (byte*)(block + ((nint)column * depth)), padded * depth);
                }
            }
        }

        // The values of k from one on that a tile takes at once: blocks begin anew in each slice.
        int SliceBlock(int k) => Math.Min(_depthBlock, Math.Min(Shape.Depth, (k / _sliceDepth + 1) * _sliceDepth) - k);
    }

    /// <summary>Packs columns for one block of k. Panels lie one after another, the last padded to whole vectors; blocks of k
    /// follow.</summary>
    private void PackRight(T* target, int first, int last, int k, int depth)
    {
        int lanes = _kernel.Lanes;
        target += (nint)k * RoundUp(Shape.Columns, lanes);
        for (int column = first; column < last;)
        {
            int width = Math.Min(PanelAt(column), last - column);
            Right.Pack(target + ((nint)column * depth), RoundUp(width, lanes), 0, column, width, k, depth);
            column += width;
        }
    }

    /// <summary>Adds the slices of k in order, then to C if the plan accumulates, and hands whole rows to the epilogue.</summary>
    private sealed class SliceSum(GemmPlan<T> plan) : TileWork
    {
        private const int TileElements = 4096;
        private readonly int _rows = RowsOf(plan.Shape);

        /// <summary>The number of tiles.</summary>
        public int Count => DivideUp(plan.Shape.Rows, _rows);

        /// <summary>The elements of a tile.</summary>
        public static long MostElements(GemmShape shape) => (long)RowsOf(shape) * shape.Columns;

        public override void RunTile(int tile, int worker)
        {
            int row = tile * _rows, rows = Math.Min(_rows, plan.Shape.Rows - row), columns = plan.Shape.Columns;
            nint slice = (nint)plan.Shape.Rows * columns, stride = plan.StoresProduct ? plan.ProductStride : columns;
            T* product = plan.StoresProduct ? plan.Product + (row * stride) : (T*)plan._scratch.Worker(worker) + plan._workerProduct;
            T* slices = (T*)plan._scratch.Shared + plan._sharedSlices + ((nint)row * columns);
            for (int i = 0; i < rows; i++) Add(slices + ((nint)i * columns), slice, product + (i * stride), columns);
            plan.Epilogue?.Apply(0, row, 0, rows, columns, product, stride, worker);
        }

        private static int RowsOf(GemmShape shape) => Math.Clamp(TileElements / Math.Max(1, shape.Columns), 1, Math.Max(1, shape.Rows));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Add(T* slices, nint step, T* target, int count)
        {
            int j = 0;
            for (; j + Vector<T>.Count <= count; j += Vector<T>.Count)
            {
                T* from = slices + j;
                var sum = Vector.Load(from);
                for (int slice = 1; slice < plan._slices; slice++) sum += Vector.Load(from += step);
                if (plan.Accumulate) sum = Vector.Load(target + j) + sum;
                Vector.Store(sum, target + j);
            }
            for (; j < count; j++)
            {
                T* from = slices + j;
                T sum = *from;
                for (int slice = 1; slice < plan._slices; slice++)
                {
                    sum =
                    (Vector128.CreateScalar(sum) + Vector128.CreateScalar(*(from += step))).ToScalar();
                }
                target[j] = plan.Accumulate ? (Vector128.CreateScalar(target[j]) + Vector128.CreateScalar(sum)).ToScalar() : sum;
            }
        }
    }
}
