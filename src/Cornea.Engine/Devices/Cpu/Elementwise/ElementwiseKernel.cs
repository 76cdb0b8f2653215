using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>A fused elementwise kernel: rows, or parts of one long row, are the tiles.</summary>
internal sealed unsafe class ElementwiseKernel : Kernel
{
    // Elements per tile: enough to hide the cost of claiming it, few enough to share the work.
    private const int TileElements = 16 * 1024;

    private readonly Workers _workers;
    private readonly LoopNest _nest;
    private readonly ElementwiseCode _code;
    private readonly Tiles _tiles;
    private readonly int _count;

    public ElementwiseKernel(ElementwiseSpec spec, Workers workers) : base(spec)
    {
        _workers = workers;
        BufferView[] views = [.. spec.Reads, .. spec.Writes];
        _nest = LoopNest.Of(views, spec.Writes[0].Lengths.AsSpan());
        var joined = JoinedRows.TryMake(_nest, [.. views.Select(view => view.DType.Size())], workers.Count);
        var operands = views.Select((view, k) => new RowOperand(
            view.DType, _nest.Row == 1 ? 1 : joined?.Stride(k) ?? _nest.Strides[k][^1])).ToArray();
        _code = ElementwiseCode.Make(spec.Program, operands, workers.Count, spec.Writes[0].Count);
        _tiles = new Tiles(this, views, operands, joined);
        _count = spec.Writes[0].Count == 0 ? 0 : _tiles.Count;
    }

    public override bool CanMove(BufferSlot slot) => true;

    public override void Move(BufferSlot slot, nint bytes) => _tiles.Move(slot, bytes);

    public override void Run() => _workers.Run(_tiles, _count);

    private sealed class Tiles : TileWork
    {
        private readonly ElementwiseKernel _kernel;
        private readonly BufferSlot[] _slots;
        private readonly byte*[] _starts;
        private readonly nint[] _steps;
        private readonly int[] _sizes;
        private readonly int _piecesPerRow;
        private readonly int _piece;
        private readonly long _rows; // joined rows, where there are any
        private readonly int _rowsPerTile;
        private readonly JoinedRows? _joined;

        public Tiles(ElementwiseKernel kernel, BufferView[] views, RowOperand[] operands, JoinedRows? joined)
        {
            _kernel = kernel;
            _slots = [.. views.Select(view => view.Buffer)];
            _sizes = [.. operands.Select(operand => operand.DType.Size())];
            _steps = [.. operands.Select(operand => (nint)(operand.Stride * operand.DType.Size()))];
            _starts = new byte*[views.Length];
            for (var k = 0; k < views.Length; k++)
                _starts[k] = views[k].Buffer.Address + (long)views[k].Offset * _sizes[k];
            var nest = kernel._nest;
            _piecesPerRow = Math.Max(1, (nest.Row + TileElements / 2) / TileElements);
            _piece = Math.Max(1, (nest.Row + _piecesPerRow - 1) / _piecesPerRow);
            // Whole vectors per piece, so that only the last one has elements left over.
            _piece = (_piece + 63) / 64 * 64;
            _piecesPerRow = Math.Max(1, (nest.Row + _piece - 1) / _piece);
            _joined = joined;
            var row = joined?.Row ?? nest.Row;
            _rows = nest.Rows * nest.Row / Math.Max(1, row);
            _rowsPerTile = _piecesPerRow > 1 ? 1 : Math.Max(1, TileElements / Math.Max(1, row));
            Count = checked((int)((_rows + _rowsPerTile - 1) / _rowsPerTile * _piecesPerRow));
        }

        public int Count { get; }

        public void Move(BufferSlot slot, nint bytes)
        {
            for (var k = 0; k < _slots.Length; k++)
            {
                if (ReferenceEquals(_slots[k], slot))
                    _starts[k] += bytes;
            }
        }

        public override void RunTile(int tile, int worker)
        {
            var nest = _kernel._nest;
            var operands = stackalloc byte*[_starts.Length];
            var (group, piece) = (tile / _piecesPerRow, tile % _piecesPerRow);
            var start = (nint)piece * _piece;
            var count = Math.Min(_piece, nest.Row - start);
            var first = (long)group * _rowsPerTile;
            var last = Math.Min(first + _rowsPerTile, _rows);
            if (_joined is not null)
            {
                RunJoined(_joined, first, last, worker);
                return;
            }
            if (nest.Lengths.Length == 2)
            {
                for (var k = 0; k < _starts.Length; k++)
                    operands[k] = _starts[k] + (first * nest.Strides[k][0] * _sizes[k]) + (start * _steps[k]);
                for (var row = first; row < last; row++)
                {
                    _kernel._code.Run(operands, count, worker);
                    for (var k = 0; k < _starts.Length; k++)
                        operands[k] += (long)nest.Strides[k][0] * _sizes[k];
                }
                return;
            }
            for (var row = first; row < last; row++)
            {
                for (var k = 0; k < _starts.Length; k++)
                    operands[k] = _starts[k] + (nest.Lengths.Length == 1 ? 0 : nest.RowStart(k, row) * _sizes[k]) + start * _steps[k];
                _kernel._code.Run(operands, count, worker);
            }
        }

        private void RunJoined(JoinedRows joined, long first, long last, int worker)
        {
            var operands = stackalloc byte*[_starts.Length];
            var steps = stackalloc nint[_starts.Length];
            for (var turn = first; turn < last;)
            {
                var served = joined.Served(turn, last - turn);
                var rows = Math.Min(joined.RowsPerCall, served);
                fixed (byte** starts = _starts)
                    joined.Begin(starts, turn, rows, worker, operands, steps);
                for (var row = 0; row < served; row += rows)
                {
                    _kernel._code.Run(operands, (nint)Math.Min(rows, served - row) * joined.Row, worker);
                    for (var k = 0; k < _starts.Length; k++)
                        operands[k] += steps[k];
                }
                turn += served;
            }
        }
    }
}
