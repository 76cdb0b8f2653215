namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// Many short rows done by one call of a program: where rows follow one another in every operand, or one row serves them all (as a
/// channel's mean does), that row is repeated into a block, and the rows become one long one. A row may span several axes, along which
/// an operand is then repeated or lies in strides (as the mean of a group of channels does).
/// </summary>
internal sealed unsafe class JoinedRows
{
    // Elements of one call.
    private const int Block = 1024;
    private const int ShortRow = Block / 4;

    private readonly int _row;
    private readonly int[] _sizes;
    private readonly int[] _blockOf; // where in a worker's memory the block lies that an operand is repeated into, or -1
    private readonly int[]?[] _places; // which elements make a block's row, where they do not follow one another
    private readonly bool[] _isScalar;
    private readonly int[] _outer; // lengths of the axes before the rows'
    private readonly int[][] _outerStrides;
    private readonly HostMemory _scratch;
    private readonly int _workerBytes;

    // The last axes are a row, the one before them counts rows.
    private JoinedRows(int[] lengths, IReadOnlyList<int[]> strides, int axes, int[] sizes, int workers)
    {
        var rows = lengths.Length - axes - 1;
        _row = Product(lengths.AsSpan()[^axes..]);
        _sizes = sizes;
        RowsInTurn = lengths[rows];
        _outer = lengths[..rows];
        _outerStrides = [.. strides.Select(stride => stride[..rows])];
        _isScalar = [.. strides.Select(stride => IsRepeated(stride, rows))];
        _blockOf = new int[sizes.Length];
        _places = new int[sizes.Length][];
        for (var k = 0; k < sizes.Length; k++)
        {
            var isBlock = !_isScalar[k] && strides[k][rows] == 0;
            _blockOf[k] = isBlock ? _workerBytes : -1;
            _workerBytes += isBlock ? Block * sizes[k] : 0;
            if (isBlock && !Follows(strides[k].AsSpan()[^axes..], lengths.AsSpan()[^axes..]))
                _places[k] = Places(strides[k].AsSpan()[^axes..], lengths.AsSpan()[^axes..]);
        }
        _scratch = new HostMemory(new TensorType(new Shape(Math.Max(1, workers * _workerBytes)), DType.UInt8), cleared: false);
    }

    /// <summary>Elements of a row.</summary>
    public int Row => _row;

    /// <summary>Rows of one call.</summary>
    public int RowsPerCall => Block / _row;

    /// <summary>How many rows lie as the operands say; the next ones begin elsewhere.</summary>
    public int RowsInTurn { get; }

    /// <summary>The joined walk of a nest, or null where its rows are long or lie otherwise.</summary>
    /// <param name="nest">The walk.</param>
    /// <param name="sizes">Bytes of an element, per operand of the nest.</param>
    /// <param name="workers">Workers that may run it at once.</param>
    public static JoinedRows? TryMake(LoopNest nest, int[] sizes, int workers) => TryMake(nest.Lengths, nest.Strides, sizes, workers);

    /// <summary>The joined walk of rows along which elements follow one another, or are all the same; null where they are long or lie
    /// otherwise.</summary>
    /// <param name="row">Elements of a row.</param>
    /// <param name="strides">Of each operand, elements from row to row and along a row.</param>
    /// <param name="sizes">Bytes of an element, per operand.</param>
    /// <param name="workers">Workers that may run it at once.</param>
    public static JoinedRows? TryMake(int row, IReadOnlyList<int[]> strides, int[] sizes, int workers) =>
        strides.All(stride => stride is [0, 0] or [_, 1]) ? TryMake([int.MaxValue, row], strides, sizes, workers) : null;

    /// <summary>How an operand lies along the joined rows: 0 where it is one element, else 1.</summary>
    /// <param name="operand">The operand.</param>
    public int Stride(int operand) => _isScalar[operand] ? 0 : 1;

    /// <summary>Rows from one on, up to a count, that one <see cref="Begin"/> serves.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">Rows at most.</param>
    public int Served(long first, long count) => (int)Math.Min(count, RowsInTurn - (first % RowsInTurn));

    /// <summary>Points operands at a first row, and says how far they move from call to call.</summary>
    /// <param name="starts">The first element of each operand.</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="rows">Rows of the first call.</param>
    /// <param name="worker">The worker, for scratch.</param>
    /// <param name="operands">Receives the operands' addresses.</param>
    /// <param name="steps">Receives bytes from one call to the next, where each does <see cref="RowsPerCall"/> rows.</param>
    public void Begin(byte** starts, long firstRow, int rows, int worker, byte** operands, nint* steps)
    {
        var (turn, row) = Math.DivRem(firstRow, RowsInTurn);
        for (var k = 0; k < _sizes.Length; k++)
        {
            var bytes = _row * _sizes[k];
            var start = starts[k] + (turn == 0 ? 0 : TurnStart(k, turn) * _sizes[k]);
            if (_blockOf[k] >= 0)
            {
                operands[k] = _scratch.Address + ((long)worker * _workerBytes) + _blockOf[k];
                steps[k] = 0;
                Repeat(k, start, operands[k], rows);
            }
            else
            {
                operands[k] = _isScalar[k] ? start : start + (row * bytes);
                steps[k] = _isScalar[k] ? 0 : (nint)RowsPerCall * bytes;
            }
        }
    }

    private void Repeat(int operand, byte* start, byte* block, int rows)
    {
        var bytes = _row * _sizes[operand];
        if (_places[operand] is not { } places)
            new Span<byte>(start, bytes).CopyTo(new Span<byte>(block, bytes));
        else if (_sizes[operand] == sizeof(float))
            Collect((float*)start, (float*)block, places);
        else
            Collect(start, block, places, _sizes[operand]);
        for (var i = 1; i < rows; i++)
            new Span<byte>(block, bytes).CopyTo(new Span<byte>(block + ((long)i * bytes), bytes));
    }

    private static void Collect(float* from, float* to, int[] places)
    {
        for (var i = 0; i < places.Length; i++)
            to[i] = from[places[i]];
    }

    private static void Collect(byte* from, byte* to, int[] places, int size)
    {
        for (var i = 0; i < places.Length; i++)
            new Span<byte>(from + ((nint)places[i] * size), size).CopyTo(new Span<byte>(to + ((nint)i * size), size));
    }

    private long TurnStart(int operand, long turn)
    {
        long start = 0;
        for (var axis = _outer.Length - 1; axis >= 0; axis--)
        {
            start += turn % _outer[axis] * _outerStrides[operand][axis];
            turn /= _outer[axis];
        }
        return start;
    }

    // As few axes as possible are a row.
    private static JoinedRows? TryMake(int[] lengths, IReadOnlyList<int[]> strides, int[] sizes, int workers)
    {
        long row = 1;
        for (var axes = 1; axes < lengths.Length; axes++)
        {
            row *= lengths[^axes];
            if (row > ShortRow)
                return null;
            var count = lengths[^(axes + 1)];
            // Each turn repeats its rows once more.
            if (row > 1 && (axes + 1 == lengths.Length || row * count >= ShortRow)
                && strides.All(stride => IsRepeated(stride, lengths.Length - axes - 1) || stride[^(axes + 1)] == 0
                    || (stride[^(axes + 1)] == row && Follows(stride.AsSpan()[^axes..], lengths.AsSpan()[^axes..]))))
            {
                return new JoinedRows(lengths, strides, axes, sizes, workers);
            }
        }
        return null;
    }

    private static bool IsRepeated(int[] strides, int from) => !strides.AsSpan()[from..].ContainsAnyExcept(0);

    private static bool Follows(ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths)
    {
        var expected = 1;
        for (var axis = lengths.Length - 1; axis >= 0; axis--)
        {
            if (strides[axis] != expected)
                return false;
            expected *= lengths[axis];
        }
        return true;
    }

    private static int[] Places(ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths)
    {
        var places = new int[Product(lengths)];
        for (var i = 0; i < places.Length; i++)
        {
            for (var (axis, rest) = (lengths.Length - 1, i); axis >= 0; axis--)
            {
                places[i] += rest % lengths[axis] * strides[axis];
                rest /= lengths[axis];
            }
        }
        return places;
    }

    private static int Product(ReadOnlySpan<int> lengths)
    {
        var product = 1;
        foreach (var length in lengths)
            product *= length;
        return product;
    }
}
