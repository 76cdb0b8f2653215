using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// A copy between two orders of axes: of short runs of bytes whose last axis is contiguous in both, so that finding the next run must cost
/// less than copying it, or of a few planes (<see cref="InterleaveTiles"/>).
/// </summary>
internal sealed unsafe class CopyKernel : Kernel
{
    // Bytes per tile: enough to hide the cost of claiming it, few enough to share the work.
    private const int TileBytes = 64 * 1024;

    private readonly Workers _workers;
    private readonly CopyTiles _tiles;

    private CopyKernel(ElementwiseSpec spec, CopyTiles tiles, Workers workers) : base(spec)
    {
        _workers = workers;
        _tiles = tiles;
    }

    /// <summary>The kernel of a copy, or null where it computes something, or its elements lie otherwise.</summary>
    public static CopyKernel? TryMake(ElementwiseSpec spec, Workers workers)
    {
        if (spec.Program.Instructions is not [LoadInstruction { Operand: 0 }] || spec.Reads.Length != 1 || spec.Writes.Length != 1
            || spec.Reads[0].DType != spec.Writes[0].DType || spec.Writes[0].Count == 0)
        {
            return null;
        }
        var (from, to) = (spec.Reads[0], spec.Writes[0]);
        var nest = LoopNest.Of([from, to], to.Lengths.AsSpan());
        if (nest.Lengths.Length < 2 || nest.Strides[1][^1] != 1)
            return null;
        CopyTiles? tiles = nest.Strides[0][^1] == 1 ? new Runs(from, to, Turned(nest, from, to))
            : InterleaveTiles.Fits(to.DType, nest) ? new InterleaveTiles(from, to, nest) : null;
        return tiles is null ? null : new CopyKernel(spec, tiles, workers);
    }

    // Of few runs beside one another, those of a longer axis before them are copied in turn: elements have no order.
    private static LoopNest Turned(LoopNest nest, BufferView from, BufferView to)
    {
        const int FewRuns = 8;
        var axes = nest.Lengths.Length;
        var longer = Array.FindLastIndex(nest.Lengths, axes - 2, length => length >= FewRuns);
        if (nest.Lengths[^2] >= FewRuns || longer < 0)
            return nest;
        int[] order = [.. Enumerable.Range(0, axes - 1).Where(axis => axis != longer), longer, axes - 1];
        BufferView Walk(BufferView view, int[] strides) =>
            (view with { Lengths = [.. nest.Lengths], Strides = [.. strides] }).Transpose([.. order]);
        var (source, target) = (Walk(from, nest.Strides[0]), Walk(to, nest.Strides[1]));
        var turned = LoopNest.Of([source, target], target.Lengths.AsSpan());
        return turned.Lengths.Length > 1 ? turned : nest;
    }

    public override bool CanMove(BufferSlot slot) => true;

    public override void Move(BufferSlot slot, nint bytes) =>
        _tiles.Move(ReferenceEquals(Spec.Reads[0].Buffer, slot) ? bytes : 0, ReferenceEquals(Spec.Writes[0].Buffer, slot) ? bytes : 0);

    public override void Run() => _workers.Run(_tiles, _tiles.Count);

    private sealed class Runs : CopyTiles
    {
        private readonly LoopNest _nest;
        private readonly int _size;
        private readonly nint _runBytes;
        private readonly int _inner; // runs along the last axis but one
        private readonly nint _fromStep;
        private readonly nint _toStep;
        private readonly long _runsPerTile;
        private byte* _from;
        private byte* _to;

        public Runs(BufferView from, BufferView to, LoopNest nest)
        {
            _nest = nest;
            _size = from.DType.Size();
            _from = from.Buffer.Address + (long)from.Offset * _size;
            _to = to.Buffer.Address + (long)to.Offset * _size;
            _runBytes = (nint)nest.Row * _size;
            _inner = nest.Lengths[^2];
            _fromStep = (nint)nest.Strides[0][^2] * _size;
            _toStep = (nint)nest.Strides[1][^2] * _size;
            _runsPerTile = Math.Max(1, TileBytes / _runBytes);
            Count = checked((int)((nest.Rows + _runsPerTile - 1) / _runsPerTile));
        }

        public override int Count { get; }

        public override void Move(nint from, nint to)
        {
            _from += from;
            _to += to;
        }

        public override void RunTile(int tile, int worker)
        {
            var last = Math.Min(_nest.Rows, (tile + 1) * _runsPerTile);
            for (var run = tile * _runsPerTile; run < last;)
            {
                var runs = (int)Math.Min(last - run, _inner - run % _inner);
                CopyRuns(_from + _nest.RowStart(0, run) * _size, _to + _nest.RowStart(1, run) * _size, runs);
                run += runs;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void CopyRuns(byte* from, byte* to, int runs)
        {
            var (bytes, fromStep, toStep) = (_runBytes, _fromStep, _toStep);
            if (bytes < 32 && bytes % sizeof(uint) == 0)
            {
                for (var i = 0; i < runs; i++, from += fromStep, to += toStep)
                {
                    for (nint k = 0; k < bytes; k += sizeof(uint))
                        *(uint*)(to + k) = *(uint*)(from + k);
                }
                return;
            }
            if (bytes % 32 != 0 || bytes > 512)
            {
                for (var i = 0; i < runs; i++, from += fromStep, to += toStep)
                    Buffer.MemoryCopy(from, to, bytes, bytes);
                return;
            }
            for (var i = 0; i < runs; i++, from += fromStep, to += toStep)
            {
                for (nint k = 0; k < bytes; k += 32)
                    Vector256.Store(Vector256.Load(from + k), to + k);
            }
        }
    }
}
