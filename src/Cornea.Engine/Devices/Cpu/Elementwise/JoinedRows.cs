namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// Many short rows done by one call of a program: where rows follow one another in every operand, or one row serves them all (as a
/// channel's mean does), that row is repeated into a block, and the rows become one long one.
/// </summary>
internal sealed unsafe class JoinedRows
{
    // Elements of one call.
    private const int Block = 1024;
    private const int ShortRow = Block / 4;

    private readonly int _row;
    private readonly int[] _sizes;
    private readonly int[] _blockOf; // where in a worker's memory the block lies that an operand is repeated into, or -1
    private readonly bool[] _isScalar;
    private readonly HostMemory _scratch;
    private readonly int _workerBytes;

    private JoinedRows(int row, IReadOnlyList<int[]> strides, int[] sizes, int workers)
    {
        _row = row;
        _sizes = sizes;
        _isScalar = [.. strides.Select(stride => stride is [0, 0])];
        _blockOf = new int[sizes.Length];
        for (var k = 0; k < sizes.Length; k++)
        {
            _blockOf[k] = strides[k] is [0, 1] ? _workerBytes : -1;
            _workerBytes += strides[k] is [0, 1] ? Block * sizes[k] : 0;
        }
        _scratch = new HostMemory(new TensorType(new Shape(Math.Max(1, workers * _workerBytes)), DType.UInt8), cleared: false);
    }

    /// <summary>Rows of one call.</summary>
    public int RowsPerCall => Block / _row;

    /// <summary>The joined walk of a nest, or null where its rows are long or lie otherwise.</summary>
    /// <param name="nest">The walk.</param>
    /// <param name="sizes">Bytes of an element, per operand of the nest.</param>
    /// <param name="workers">Workers that may run it at once.</param>
    public static JoinedRows? TryMake(LoopNest nest, int[] sizes, int workers) =>
        nest.Lengths.Length == 2 ? TryMake(nest.Row, nest.Strides, sizes, workers) : null;

    /// <summary>The joined walk of rows, or null where they are long or lie otherwise.</summary>
    /// <param name="row">Elements of a row.</param>
    /// <param name="strides">Of each operand, elements from row to row and along a row.</param>
    /// <param name="sizes">Bytes of an element, per operand.</param>
    /// <param name="workers">Workers that may run it at once.</param>
    public static JoinedRows? TryMake(int row, IReadOnlyList<int[]> strides, int[] sizes, int workers) =>
        row is > 1 and <= ShortRow && strides.All(stride => stride is [0, 0] or [0, 1] || (stride[1] == 1 && stride[0] == row))
            ? new JoinedRows(row, strides, sizes, workers)
            : null;

    /// <summary>Points operands at a first row, and says how far they move from call to call.</summary>
    /// <param name="starts">The first element of each operand.</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="rows">Rows of the first call.</param>
    /// <param name="worker">The worker, for scratch.</param>
    /// <param name="operands">Receives the operands' addresses.</param>
    /// <param name="steps">Receives bytes from one call to the next, where each does <see cref="RowsPerCall"/> rows.</param>
    public void Begin(byte** starts, long firstRow, int rows, int worker, byte** operands, nint* steps)
    {
        for (var k = 0; k < _sizes.Length; k++)
        {
            var bytes = _row * _sizes[k];
            if (_isScalar[k] || _blockOf[k] >= 0)
            {
                operands[k] = starts[k];
                steps[k] = 0;
            }
            else
            {
                operands[k] = starts[k] + firstRow * bytes;
                steps[k] = (nint)RowsPerCall * bytes;
            }
            if (_blockOf[k] < 0)
                continue;
            var block = _scratch.Address + (long)worker * _workerBytes + _blockOf[k];
            for (var i = 0; i < rows; i++)
                new Span<byte>(starts[k], bytes).CopyTo(new Span<byte>(block + (long)i * bytes, bytes));
            operands[k] = block;
        }
    }
}
