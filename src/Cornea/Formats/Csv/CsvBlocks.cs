using System.Runtime.InteropServices;

namespace Cornea.Formats;

/// <summary>
/// Reads a large table of numbers block by block, so that its text never stands in memory as a whole beside its columns. What is not of
/// numbers in plain lines, or damaged, is left to <see cref="CsvFile"/>, which reads it as a whole and says what is wrong.
/// </summary>
internal sealed class CsvBlocks
{
    /// <summary>Smaller tables are read as a whole.</summary>
    public const int LargeText = 64 << 20;

    // So much memory of columns is worth a collection, which takes some milliseconds.
    private const int CollectedBytes = 32 << 20;

    private readonly Stream _stream;
    private readonly CsvLayout _layout;
    private readonly int _blockLength;
    private readonly Lock _reading = new();
    private readonly List<Block> _blocks = [];
    private string[] _names = [];
    private long[][] _values = [];
    private byte[] _rest = [];
    private int _lines;
    private int _rows;
    private bool _hasEnded;
    private volatile bool _isPlain = true;

    private CsvBlocks(Stream stream, CsvLayout layout, int blockLength) => (_stream, _layout, _blockLength) = (stream, layout, blockLength);

    /// <summary>Reads a table; null where it has to be read as a whole.</summary>
    /// <param name="stream">The content, which can seek. It stands elsewhere afterwards.</param>
    /// <param name="layout">How it is written.</param>
    /// <param name="blockLength">Bytes of a block.</param>
    public static CsvTable? TryRead(Stream stream, CsvLayout layout, int blockLength = 1 << 20)
    {
        var table = new CsvBlocks(stream, layout, blockLength);
        long begin = stream.Position;
        try
        {
            if (!table.CountLines())
            {
                return null;
            }
            stream.Position = begin;
            Parallel.For(0, Environment.ProcessorCount, _ => table.ReadBlocks());
        }
        catch (AggregateException)
        {
            // Whoever reads the table as a whole meets the fault again, and tells it.
            return null;
        }
        return table._isPlain && table._rows > 0 ? table.Join() : null;
    }

    // As many rows as there can be; false where a quote may hide the end of a line.
    private bool CountLines()
    {
        var buffer = new byte[_blockLength];
        long lines = 1;
        while (_stream.Read(buffer) is var length and > 0)
        {
            ReadOnlySpan<byte> content = buffer.AsSpan(0, length);
            if (content.Contains((byte)'"'))
            {
                return false;
            }
            lines += content.Count((byte)'\n');
        }
        _lines = (int)Math.Min(lines, Array.MaxLength);
        return true;
    }

    private void ReadBlocks()
    {
        var buffer = new byte[_blockLength + 1];
        while (_isPlain)
        {
            CsvText text;
            CsvPart part;
            Block block;
            lock (_reading)
            {
                int length = Next(buffer);
                if (length <= 0)
                {
                    _isPlain &= length == 0;
                    return;
                }
                text = new CsvText(buffer, _layout.Separator, _layout.Name);
                (int start, int line) = (0, 1);
                if (_blocks.Count == 0)
                {
                    _names = CsvFile.Begin(text, _layout, out start, out line);
                    _values = [.. _names.Select(_ => GC.AllocateUninitializedArray<long>(_lines))];
                }
                part = new CsvPart(start, line, length);
                int lines = buffer.AsSpan(start, length - start).Count((byte)'\n');
                block = new Block(_rows, lines, new bool[_names.Length], new bool[_names.Length]);
                _rows += block.Rows;
                _blocks.Add(block);
            }
            CsvColumnBuilder[] columns = CsvFile.Builders(text, _names, part, _layout);
            int rows = CsvFile.ReadRows(text, columns, part);
            lock (_reading)
            {
                // Behind the last row there may be empty lines.
                bool isLast = _hasEnded && ReferenceEquals(block, _blocks[^1]);
                _rows -= isLast ? block.Rows - rows : 0;
                _isPlain &= (rows == block.Rows || isLast) && !columns.Any(static one => one.IsText || one.IsTooLong);
            }
            for (int column = 0; column < columns.Length && _isPlain; column++)
            {
                block.IsWhole[column] = columns[column].CopyTo(_values[column].AsSpan(block.Start));
                block.HasFraction[column] = columns[column].HasFraction;
            }
        }
    }

    // The next block of whole lines, the last of them ended: its length, 0 at the end, -1 where a line is too long for a block.
    private int Next(byte[] buffer)
    {
        if (_hasEnded)
        {
            return 0;
        }
        _rest.CopyTo(buffer, 0);
        int wanted = _blockLength - _rest.Length;
        int length = _rest.Length + _stream.ReadAtLeast(buffer.AsSpan(_rest.Length, wanted), wanted, throwOnEndOfStream: false);
        if (length < _blockLength)
        {
            _hasEnded = true;
            buffer[length] = (byte)'\n';
            return length + 1;
        }
        int end = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        _rest = buffer[end..length];
        return end == 0 ? -1 : end;
    }

    // Null where a whole number is not exact in the type that its column needs.
    private CsvTable? Join()
    {
        var columns = new CsvColumn[_names.Length];
        long collected = 0;
        for (int column = 0; column < columns.Length; column++)
        {
            Span<long> values = _values[column].AsSpan(0, _rows);
            bool isWhole = _blocks.All(block => block.IsWhole[column]);
            foreach (Block block in _blocks)
            {
                if (!isWhole && block.IsWhole[column] && !Widen(values[block.Start..Math.Min(_rows, block.Start + block.Rows)]))
                {
                    return null;
                }
            }
            long[] own = _values[column];
            Tensor tensor = isWhole
                ? Tensor.Create<long>([_rows], target => own.AsSpan(0, _rows).CopyTo(target), cleared: false)
                : Tensor.Create<double>(
                    [_rows], target => MemoryMarshal.Cast<long, double>(own.AsSpan(0, _rows)).CopyTo(target), cleared: false);
            columns[column] = new CsvColumn(_names[column], tensor, null) { IsWhole = !_blocks.Any(block => block.HasFraction[column]) };
            _values[column] = [];
            collected += 8L * _rows;
            if (collected >= CollectedBytes)
            {
                // Else all columns would be there twice: as they were read and as tensors.
                GC.Collect(2, GCCollectionMode.Aggressive);
                collected = 0;
            }
        }
        return new CsvTable(_layout.Name, _rows, columns);
    }

    private static bool Widen(Span<long> values)
    {
        foreach (ref long value in values)
        {
            if (!CsvNumber.IsExact(value))
            {
                return false;
            }
            value = BitConverter.DoubleToInt64Bits(value);
        }
        return true;
    }

    /// <summary>What was read of a block.</summary>
    /// <param name="Start">Its first row.</param>
    /// <param name="Rows">How many it has.</param>
    /// <param name="IsWhole">Of each column, whether its values are whole numbers, and not floating-point ones.</param>
    /// <param name="HasFraction">Of each column, whether one of them has a point or an exponent.</param>
    private sealed record Block(int Start, int Rows, bool[] IsWhole, bool[] HasFraction);
}
