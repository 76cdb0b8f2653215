using Cornea.Compilation;

namespace Cornea.Backends.Cpu;

/// <summary>
/// A reduction of the middle of (outer, reduced, inner), of elements that a program makes or that lie in memory. Long
/// reductions are cut into parts of a fixed length whose results are combined in order, so lanes never change a bit.
/// </summary>
internal sealed unsafe class ReduceKernel : Kernel
{
    // Elements of one part, and of the block that a program writes before it is reduced.
    private const int PartElements = 16 * 1024;
    private const int Block = 2048;

    private readonly Lanes _lanes;
    private readonly Tiles _tiles;

    public ReduceKernel(ReduceSpec spec, Lanes lanes) : base(spec)
    {
        _lanes = lanes;
        _tiles = new Tiles(spec, lanes);
    }

    public override void Run()
    {
        _lanes.Run(_tiles, _tiles.Count);
        _tiles.Combine();
    }

    private sealed class Tiles : TileWork
    {
        private readonly Accumulation _accumulation;
        private readonly Access[] _reads;
        private readonly int[] _lengths;
        private readonly int[] _sizes;
        private readonly byte*[] _starts;
        private readonly ElementwiseCode? _code;
        private readonly byte* _target;
        private readonly byte* _parts;
        private readonly byte* _blocks;
        private readonly Buffer _scratch;
        private readonly DType _dtype;
        private readonly int _outer, _reduced, _inner, _first, _reducedAxes;
        private readonly LoopNest _nest;
        private readonly JoinedRows? _joined;
        private readonly int _rowsPerBlock;
        private readonly int _partLength, _partCount, _outerPerTile;
        private readonly int _innerPiece, _innerPieces;

        public Tiles(ReduceSpec spec, Lanes lanes)
        {
            _lengths = [.. spec.Lengths];
            _reads = [.. spec.Reads];
            _sizes = [.. _reads.Select(read => read.DType.Size())];
            (_first, _reducedAxes) = (spec.First, spec.Count);
            _outer = Product(0, spec.First);
            _reduced = Product(spec.First, spec.First + spec.Count);
            _inner = Product(spec.First + spec.Count, _lengths.Length);
            _dtype = spec.Writes[0].DType;
            _accumulation = Accumulation.Of(spec.Kind, _dtype);
            _target = spec.Writes[0].Slot.Address + (long)spec.Writes[0].Offset * _dtype.Size();
            _starts = new byte*[_reads.Length];
            for (var k = 0; k < _reads.Length; k++)
                _starts[k] = _reads[k].Slot.Address + (long)_reads[k].Offset * _sizes[k];

            // Columns in pieces that fit the block; rows of the reduction in parts of about PartElements.
            _innerPiece = Math.Min(_inner, Block);
            _innerPieces = _inner == 0 ? 0 : (_inner + _innerPiece - 1) / _innerPiece;
            _partLength = Math.Max(1, Math.Min(_reduced, PartElements / Math.Max(1, _innerPiece)));
            _partCount = Math.Max(1, (_reduced + _partLength - 1) / _partLength);
            _outerPerTile = _partCount > 1 || _innerPieces > 1 ? 1 : Math.Max(1, PartElements / Math.Max(1, _reduced * _inner));
            Count = _outer == 0 || _inner == 0 ? 0 : checked((_outer + _outerPerTile - 1) / _outerPerTile * _partCount * _innerPieces);

            _nest = LoopNest.Of(_reads, _lengths);
            var plain = spec.Program.Work == 0 && spec.Program.Instructions[spec.Program.Results[0]] is LoadInstruction && IsDense(_reads[0]);
            if (!plain)
            {
                RowOperand[] operands = [.. _reads.Select((read, k) => new RowOperand(read.DType, _nest.Strides[k][^1])), new RowOperand(_dtype, 1)];
                _code = ElementwiseCode.Make(spec.Program, operands, lanes.Count, (long)_outer * _reduced * _inner);
            }
            _rowsPerBlock = !plain && _inner == 1 && _partCount == 1 ? Math.Max(1, Block / Math.Max(1, _reduced)) : 1;
            _joined = plain || _nest.Row != _inner ? null : JoinedRows.TryMake(_nest, _sizes, lanes.Count);
            var partBytes = _partCount > 1 ? (long)_outer * _partCount * _inner * _dtype.Size() : 0;
            var partRoom = (partBytes + 63) / 64 * 64;
            _scratch = new Buffer(new TensorType(new Shape(checked((int)(partRoom + (long)lanes.Count * Block * 8))), DType.UInt8), cleared: false);
            _parts = partBytes > 0 ? _scratch.Address : _target;
            _blocks = _scratch.Address + partRoom;
        }

        public int Count { get; }

        public override void RunTile(int tile, int lane)
        {
            var piece = tile % _innerPieces;
            var part = tile / _innerPieces % _partCount;
            var group = tile / _innerPieces / _partCount;
            var (from, to) = (part * _partLength, Math.Min((part + 1) * _partLength, _reduced));
            var column = piece * _innerPiece;
            var columns = Math.Min(_innerPiece, _inner - column);
            if (_rowsPerBlock > 1)
            {
                ReduceRows(group * _outerPerTile, Math.Min(_outer, (group + 1) * _outerPerTile), lane);
                return;
            }
            for (var outer = group * _outerPerTile; outer < Math.Min(_outer, (group + 1) * _outerPerTile); outer++)
            {
                var result = _parts + (((long)outer * _partCount + part) * _inner + column) * _dtype.Size();
                _accumulation.Start(result, columns);
                if (_inner == 1)
                    ReduceRow(outer, from, to, result, lane);
                else
                    ReduceColumns(outer, from, to, column, columns, result, lane);
            }
        }

        public void Combine()
        {
            if (_partCount == 1)
                return;
            for (var outer = 0; outer < _outer; outer++)
            {
                var result = _target + (long)outer * _inner * _dtype.Size();
                _accumulation.Start(result, _inner);
                for (var part = 0; part < _partCount; part++)
                    _accumulation.AddColumns(result, _parts + ((long)outer * _partCount + part) * _inner * _dtype.Size(), _inner);
            }
        }

        // Short rows: a block holds several, so that the program runs over many elements at once.
        private void ReduceRows(int from, int to, int lane)
        {
            var block = _blocks + (long)lane * Block * 8;
            for (var outer = from; outer < to; outer += _rowsPerBlock)
            {
                var rows = Math.Min(_rowsPerBlock, to - outer);
                for (var done = 0; done < rows * _reduced;)
                    done += Fill((long)outer * _reduced + done, rows * _reduced - done, block + done * _dtype.Size(), lane);
                for (var row = 0; row < rows; row++)
                {
                    var result = _parts + (long)(outer + row) * _dtype.Size();
                    _accumulation.Start(result, 1);
                    _accumulation.AddRow(result, block + row * _reduced * _dtype.Size(), _reduced);
                }
            }
        }

        private void ReduceRow(int outer, int from, int to, byte* result, int lane)
        {
            var block = _blocks + (long)lane * Block * 8;
            for (var start = from; start < to; start += Block)
            {
                // Whole blocks either way, so that elements made here and elements read are added in the same order.
                var count = Math.Min(Block, to - start);
                var at = (long)outer * _reduced + start;
                for (var done = 0; _code is not null && done < count;)
                    done += Fill(at + done, count - done, block + (long)done * _dtype.Size(), lane);
                _accumulation.AddRow(result, _code is null ? _starts[0] + at * _dtype.Size() : block, count);
            }
        }

        private void ReduceColumns(int outer, int from, int to, int column, int columns, byte* result, int lane)
        {
            if (_code is null)
            {
                var first = _starts[0] + (((long)outer * _reduced + from) * _inner + column) * _dtype.Size();
                _accumulation.AddRows(result, first, columns, to - from, (long)_inner * _dtype.Size());
                return;
            }
            var block = _blocks + (long)lane * Block * 8;
            if (_joined is not null && columns == _inner)
            {
                ReduceJoined(_joined, (long)outer * _reduced + from, to - from, result, block, lane);
                return;
            }
            for (var row = from; row < to; row++)
            {
                var at = ((long)outer * _reduced + row) * _inner + column;
                for (var done = 0; done < columns;)
                {
                    var count = Fill(at + done, columns - done, block, lane);
                    _accumulation.AddColumns(result + (long)done * _dtype.Size(), block, count);
                    done += count;
                }
            }
        }

        private void ReduceJoined(JoinedRows joined, long first, int count, byte* result, byte* block, int lane)
        {
            var operands = stackalloc byte*[_reads.Length + 1];
            var steps = stackalloc nint[_reads.Length];
            var rows = Math.Min(joined.RowsPerCall, count);
            joined.Begin(_starts, first, rows, lane, operands, steps);
            operands[_reads.Length] = block;
            for (var done = 0; done < count; done += rows)
            {
                var now = Math.Min(rows, count - done);
                _code!.Run(operands, (nint)now * _inner, lane);
                _accumulation.AddRows(result, block, _inner, now, (long)_inner * _dtype.Size());
                for (var k = 0; k < _reads.Length; k++)
                    operands[k] += steps[k];
            }
        }

        // Elements of the program's result from a flat position of the iteration space, as far as a row of the walk goes.
        private int Fill(long flat, int count, byte* block, int lane)
        {
            var operands = stackalloc byte*[_reads.Length + 1];
            var (row, column) = Math.DivRem(flat, _nest.Row);
            count = Math.Min(count, (int)(_nest.Row - column));
            for (var k = 0; k < _reads.Length; k++)
                operands[k] = _starts[k] + (_nest.RowStart(k, row) + column * _nest.Strides[k][^1]) * _sizes[k];
            operands[_reads.Length] = block;
            _code!.Run(operands, count, lane);
            return count;
        }

        private bool IsDense(Access read) => read.DType == _dtype && read.IsContiguous;

        private int Product(int from, int to)
        {
            var product = 1;
            for (var i = from; i < to; i++)
                product *= _lengths[i];
            return product;
        }
    }
}
