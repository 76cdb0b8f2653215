using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Elementwise;
using Cornea.Devices.Cpu.Matrix;
using Cornea.Devices.Cpu.Threads;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>The tiles of a <see cref="ReduceKernel"/>: a part of the reduction of some columns each, or several short reductions.</summary>
internal sealed unsafe class ReduceTiles : TileWork
{
    // Elements of one part, and of the blocks that a program writes before they are reduced.
    private const int PartElements = 16 * 1024;
    private const int Block = 2048;

    private readonly ReducedResult[] _results;
    private readonly int[] _lengths;
    private readonly int[] _sizes; // of the walk's operands: reads, then stored results
    private readonly BufferSlot[] _slots; // of the walk's operands
    private readonly byte*[] _starts;
    private readonly int[] _operandOf; // which operand of the code each operand of the walk is
    private readonly int _operands;
    private readonly int _blocksPerWorker;
    private readonly ElementwiseCode? _code;
    private readonly GemmScratch _scratch;
    private readonly int _outer, _reduced, _inner;
    private readonly LoopNest _nest;
    private readonly JoinedRows? _joined;
    private readonly int _rowsPerBlock;
    private readonly int _partLength, _partCount, _outerPerTile;
    private readonly int _innerPiece, _innerPieces;

    public ReduceTiles(ReduceSpec spec, Workers workers, GemmScratch scratch)
    {
        _lengths = [.. spec.Lengths];
        _outer = Product(0, spec.First);
        _reduced = Product(spec.First, spec.First + spec.Count);
        _inner = Product(spec.First + spec.Count, _lengths.Length);
        BufferView[] walked = [.. spec.Reads, .. spec.Writes.Skip(spec.Kinds.Length)];
        _sizes = [.. walked.Select(view => view.DType.Size())];
        _slots = [.. walked.Select(view => view.Buffer)];
        _starts = new byte*[walked.Length];
        for (var k = 0; k < walked.Length; k++)
            _starts[k] = walked[k].Buffer.Address + (long)walked[k].Offset * _sizes[k];

        // Columns in blocks; rows of the reduction in parts of about PartElements.
        _innerPiece = Math.Min(_inner, Block);
        _innerPieces = _inner == 0 ? 0 : (_inner + _innerPiece - 1) / _innerPiece;
        _partLength = Math.Max(1, Math.Min(_reduced, PartElements / Math.Max(1, _innerPiece)));
        _partCount = Math.Max(1, (_reduced + _partLength - 1) / _partLength);
        _outerPerTile = _partCount > 1 || _innerPieces > 1 ? 1 : Math.Max(1, PartElements / Math.Max(1, _reduced * _inner));
        Count = _outer == 0 || _inner == 0 ? 0 : checked((_outer + _outerPerTile - 1) / _outerPerTile * _partCount * _innerPieces);

        _nest = LoopNest.Of(walked, _lengths, _inner > 1 ? spec.First + spec.Count : -1);
        // A whole operand is reduced where it lies; what the program makes goes through a block.
        var made = Enumerable.Range(0, spec.Kinds.Length).Where(result => PlainOperand(spec, result) is null).ToArray();
        _blocksPerWorker = made.Length;
        _operands = walked.Length + made.Length;
        _operandOf = [.. Enumerable.Range(0, walked.Length).Select(k => k < spec.Reads.Length ? k : k + made.Length)];
        if (_operands > spec.Reads.Length)
        {
            _joined = _inner > 1 ? JoinedRows.TryMake(_nest, _sizes, workers.Count) : null;
            if (_joined?.Row != _inner)
                _joined = null;
            RowOperand Walked(int k) => new(walked[k].DType, _joined?.Stride(k) ?? _nest.Strides[k][^1]);
            RowOperand[] operands =
            [
                .. Enumerable.Range(0, spec.Reads.Length).Select(Walked),
                .. made.Select(result => new RowOperand(spec.Writes[result].DType, 1)),
                .. Enumerable.Range(spec.Reads.Length, walked.Length - spec.Reads.Length).Select(Walked),
            ];
            var program =
                spec.Program with
                {
                    Results =
                [.. made.Select(result => spec.Program.Results[result]), .. spec.Program.Results[spec.Kinds.Length..]]
                };
            _code = ElementwiseCode.Make(program, operands, workers.Count, (long)_outer * _reduced * _inner);
        }
        _rowsPerBlock = _inner == 1 && _partCount == 1 ? Math.Max(1, Block / Math.Max(1, _reduced)) : 1;
        // What parts of a reduction come to lies in memory that kernels share: none keeps any between its runs.
        long shared = 0;
        var parts = new long[spec.Kinds.Length];
        for (var result = 0; result < parts.Length; result++)
        {
            parts[result] = shared;
            shared += ((long)_outer * _partCount * _inner * spec.Writes[result].DType.Size() + 63) / 64 * 64;
        }
        _scratch = scratch;
        scratch.Require(_partCount > 1 ? shared : 0, (long)made.Length * Block * sizeof(double));
        _results = [.. spec.Kinds.Select((kind, result) => new ReducedResult(
            kind, spec.Writes[result], _partCount > 1 ? parts[result] : null,
            PlainOperand(spec, result) ?? spec.Reads.Length + Array.IndexOf(made, result), Array.IndexOf(made, result),
            PlainOperand(spec, result) is { } operand ? RowStep(spec, spec.Reads[operand])!.Value : _inner))];
    }

    public int Count { get; }

    /// <summary>Called before the tiles run, since the shared memory may have moved since the last time.</summary>
    public void Begin()
    {
        if (_partCount > 1)
        {
            var shared = _scratch.Shared;
            foreach (var result in _results)
                result.PutParts(shared);
        }
    }

    /// <summary>From now on the operands and results of a slot lie so many bytes further on.</summary>
    public void Move(BufferSlot slot, nint bytes)
    {
        for (var k = 0; k < _slots.Length; k++)
        {
            if (ReferenceEquals(_slots[k], slot))
                _starts[k] += bytes;
        }
        foreach (var result in _results)
            result.Move(slot, bytes);
    }

    public override void RunTile(int tile, int worker)
    {
        var piece = tile % _innerPieces;
        var part = tile / _innerPieces % _partCount;
        var group = tile / _innerPieces / _partCount;
        var (from, to) = (part * _partLength, Math.Min((part + 1) * _partLength, _reduced));
        var column = piece * _innerPiece;
        var columns = Math.Min(_innerPiece, _inner - column);
        var last = Math.Min(_outer, (group + 1) * _outerPerTile);
        if (_rowsPerBlock > 1)
        {
            ReduceRows(group * _outerPerTile, last, worker);
            return;
        }
        for (var outer = group * _outerPerTile; outer < last; outer++)
        {
            var first = ((long)outer * _partCount + part) * _inner + column;
            foreach (var result in _results)
                result.Start(first, columns);
            if (_inner == 1)
                ReduceRow(outer, from, to, first, worker);
            else if (_joined is not null)
                ReduceJoined(_joined, (long)outer * _reduced + from, to - from, first, worker);
            else
                ReduceColumns(outer, from, to, column, columns, first, worker);
        }
    }

    public void Combine()
    {
        if (_partCount == 1)
            return;
        foreach (var result in _results)
            result.Combine(_outer, _partCount, _inner);
    }

    // Short rows: a block holds several, so that the program runs over many elements at once.
    private void ReduceRows(int from, int to, int worker)
    {
        var operands = stackalloc byte*[_operands];
        for (var outer = from; outer < to; outer += _rowsPerBlock)
        {
            var rows = Math.Min(_rowsPerBlock, to - outer);
            Fill((long)outer * _reduced, rows * _reduced, operands, worker);
            foreach (var result in _results)
            {
                for (var row = 0; row < rows; row++)
                {
                    result.Start(outer + row, 1);
                    result.AddRow(outer + row, operands[result.Operand] + (long)row * _reduced * result.Size, _reduced);
                }
            }
        }
    }

    private void ReduceRow(int outer, int from, int to, long target, int worker)
    {
        var operands = stackalloc byte*[_operands];
        for (var start = from; start < to; start += Block)
        {
            // Whole blocks either way, so that elements made here and elements read are added in the same order.
            var count = Math.Min(Block, to - start);
            Fill((long)outer * _reduced + start, count, operands, worker);
            foreach (var result in _results)
                result.AddRow(target, operands[result.Operand], count);
        }
    }

    private void ReduceColumns(int outer, int from, int to, int column, int columns, long target, int worker)
    {
        var operands = stackalloc byte*[_operands];
        if (_code is null)
        {
            Fill(((long)outer * _reduced + from) * _inner + column, columns, operands, worker);
            foreach (var result in _results)
                result.AddRows(target, operands[result.Operand], columns, to - from, result.Step);
            return;
        }
        if (_nest.Lengths.Length == 2 && _nest.Row == _inner)
        {
            ReduceEvenRows(operands, (long)outer * _reduced + from, to - from, column, columns, target, worker);
            return;
        }
        for (var row = from; row < to; row++)
        {
            Fill(((long)outer * _reduced + row) * _inner + column, columns, operands, worker);
            foreach (var result in _results)
                result.AddRows(target, operands[result.Operand], columns, 1, _inner);
        }
    }

    // Rows that lie at even distances in every operand: some are made before they are taken together.
    private void ReduceEvenRows(byte** operands, long first, int count, int column, int columns, long target, int worker)
    {
        var walked = stackalloc byte*[_starts.Length];
        for (var k = 0; k < _starts.Length; k++)
            walked[k] = _starts[k] + (first * _nest.Strides[k][0] + (long)column * _nest.Strides[k][1]) * _sizes[k];
        var most = Math.Max(1, Block / columns);
        for (var done = 0; done < count; done += most)
        {
            var rows = Math.Min(most, count - done);
            for (var row = 0; row < rows; row++)
            {
                PointAtBlocks(operands, worker);
                foreach (var result in _results)
                {
                    if (result.Block >= 0)
                        operands[result.Operand] += (long)row * columns * result.Size;
                }
                for (var k = 0; k < _starts.Length; k++)
                {
                    operands[_operandOf[k]] = walked[k];
                    walked[k] += (long)_nest.Strides[k][0] * _sizes[k];
                }
                _code!.Run(operands, columns, worker);
            }
            PointAtBlocks(operands, worker);
            foreach (var result in _results)
            {
                if (result.Block >= 0)
                {
                    result.AddRows(target, operands[result.Operand], columns, rows, columns);
                    continue;
                }
                var step = (long)_nest.Strides[result.Operand][0] * result.Size;
                result.AddRows(target, walked[result.Operand] - rows * step, columns, rows, _nest.Strides[result.Operand][0]);
            }
        }
    }

    private void ReduceJoined(JoinedRows joined, long first, int count, long target, int worker)
    {
        var operands = stackalloc byte*[_operands];
        var walked = stackalloc byte*[_starts.Length];
        var steps = stackalloc nint[_starts.Length];
        PointAtBlocks(operands, worker);
        for (var turn = 0; turn < count;)
        {
            var served = joined.Served(first + turn, count - turn);
            var rows = Math.Min(joined.RowsPerCall, served);
            fixed (byte** starts = _starts)
                joined.Begin(starts, first + turn, rows, worker, walked, steps);
            for (var done = 0; done < served; done += rows)
            {
                var now = Math.Min(rows, served - done);
                for (var k = 0; k < _starts.Length; k++)
                {
                    operands[_operandOf[k]] = walked[k];
                    walked[k] += steps[k];
                }
                _code!.Run(operands, (nint)now * _inner, worker);
                foreach (var result in _results)
                    result.AddRows(target, operands[result.Operand], _inner, now, _inner);
            }
            turn += served;
        }
    }

    // Elements of the program's results from a flat position of the iteration space; afterwards operands point at the first ones.
    private void Fill(long flat, int count, byte** operands, int worker)
    {
        for (var done = 0; _code is not null && done < count;)
        {
            var (row, column) = Math.DivRem(flat + done, _nest.Row);
            var now = Math.Min(count - done, (int)(_nest.Row - column));
            PointAtBlocks(operands, worker);
            foreach (var result in _results)
            {
                if (result.Block >= 0)
                    operands[result.Operand] += (long)done * result.Size;
            }
            for (var k = 0; k < _starts.Length; k++)
                operands[_operandOf[k]] = _starts[k] + (_nest.RowStart(k, row) + column * _nest.Strides[k][^1]) * _sizes[k];
            _code.Run(operands, now, worker);
            done += now;
        }
        PointAtBlocks(operands, worker);
        foreach (var result in _results)
        {
            if (result.Block < 0)
                operands[result.Operand] = _starts[result.Operand] + ((flat / _inner * result.Step) + (flat % _inner)) * result.Size;
        }
    }

    private void PointAtBlocks(byte** operands, int worker)
    {
        if (_blocksPerWorker == 0)
            return;
        var blocks = _scratch.Worker(worker);
        foreach (var result in _results)
        {
            if (result.Block >= 0)
                operands[result.Operand] = blocks + (long)result.Block * Block * sizeof(double);
        }
    }

    // The operand that a result is, where its rows lie evenly in the order of the iteration space, and stay: what the kernel stores may
    // take an operand's place.
    private static int? PlainOperand(ReduceSpec spec, int result) =>
        spec.Writes.Length == spec.Kinds.Length && spec.Program.Instructions[spec.Program.Results[result]] is LoadInstruction load
        && spec.Reads[load.Operand] is var read
        && read.DType == spec.Writes[result].DType && RowStep(spec, read) is not null ? load.Operand : null;

    // Elements from a row, of the axes behind those that are reduced, to the next; null where that is not always the same.
    private static int? RowStep(ReduceSpec spec, BufferView view)
    {
        var inner = 1;
        foreach (var length in spec.Lengths.AsSpan()[(spec.First + spec.Count)..])
            inner *= length;
        if (view.IsContiguous)
            return inner;
        return inner > 1 && view.Count > inner && view.Reshape(new Shape(view.Count / inner, inner)) is { Strides: [var step, 1] }
            ? step : null;
    }

    private int Product(int from, int to)
    {
        var product = 1;
        for (var i = from; i < to; i++)
            product *= _lengths[i];
        return product;
    }
}
