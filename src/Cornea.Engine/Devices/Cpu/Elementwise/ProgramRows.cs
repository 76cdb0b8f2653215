using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>The elements that a program of one result makes, some adjacent rows of its space at a time: what a kernel does to its
/// input.</summary>
internal sealed unsafe class ProgramRows
{
    private readonly LoopNest _nest;
    private readonly int[] _sizes;
    private readonly byte*[] _starts;
    private readonly int _resultSize;
    private readonly ElementwiseCode _code;
    private readonly JoinedRows? _joined;

    /// <summary>Makes the program ready.</summary>
    /// <param name="program">The program.</param>
    /// <param name="reads">Its operands, over the whole space.</param>
    /// <param name="dtype">The type of its result.</param>
    /// <param name="workers">Workers that may run it at once.</param>
    public ProgramRows(ElementwiseProgram program, IReadOnlyList<BufferView> reads, DType dtype, int workers)
    {
        var lengths = reads[0].Lengths;
        _nest = LoopNest.Of(reads, lengths.AsSpan(), lengths.Length - 1);
        _sizes = [.. reads.Select(read => read.DType.Size())];
        _resultSize = dtype.Size();
        _starts = new byte*[reads.Count];
        for (var k = 0; k < reads.Count; k++)
            _starts[k] = reads[k].Buffer.Address + (long)reads[k].Offset * _sizes[k];
        _joined = _nest.Row == lengths[^1] && _nest.Lengths.Length == 2 ? JoinedRows.TryMake(_nest, _sizes, workers) : null;
        RowOperand[] operands =
        [
            .. reads.Select((read, k) => new RowOperand(read.DType, _joined?.Stride(k) ?? _nest.Strides[k][^1])),
            new RowOperand(dtype, 1),
        ];
        _code = ElementwiseCode.Make(program, operands, workers, reads[0].Count);
    }

    /// <summary>Makes elements.</summary>
    /// <param name="first">The first row, along the last axis of the space.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="length">Elements of a row.</param>
    /// <param name="results">Where they go.</param>
    /// <param name="worker">The worker that runs it.</param>
    public void Fill(long first, int rows, int length, byte* results, int worker)
    {
        var operands = stackalloc byte*[_starts.Length + 1];
        if (_joined is not null)
        {
            var steps = stackalloc nint[_starts.Length];
            var most = Math.Min(_joined.RowsPerCall, rows);
            fixed (byte** starts = _starts)
                _joined.Begin(starts, first, most, worker, operands, steps);
            for (var done = 0; done < rows; done += most)
            {
                var count = (nint)Math.Min(most, rows - done) * length;
                operands[_starts.Length] = results;
                _code.Run(operands, count, worker);
                results += count * _resultSize;
                for (var k = 0; k < _starts.Length; k++)
                    operands[k] += steps[k];
            }
            return;
        }
        var (flat, total) = (first * length, (long)rows * length);
        for (long done = 0; done < total;)
        {
            var (row, column) = Math.DivRem(flat + done, _nest.Row);
            var count = (nint)Math.Min(total - done, _nest.Row - column);
            for (var k = 0; k < _starts.Length; k++)
                operands[k] = _starts[k] + (_nest.RowStart(k, row) + column * _nest.Strides[k][^1]) * _sizes[k];
            operands[_starts.Length] = results + done * _resultSize;
            _code.Run(operands, count, worker);
            done += count;
        }
    }
}
