using System.Runtime.InteropServices;

namespace Cornea.Formats;

/// <summary>
/// Collects the fields of a column: whole numbers as long as all fields are, then numbers, and text from the first field on that is
/// neither, whose fields are read again at the end.
/// </summary>
/// <param name="text">The table.</param>
/// <param name="name">The column's name.</param>
/// <param name="index">Its number from 0.</param>
/// <param name="part">The lines of the table that it sees.</param>
/// <param name="capacity">As many rows as there can be.</param>
/// <param name="wanted">What it must hold; null for whatever it does.</param>
/// <param name="missing">Words for missing numbers.</param>
internal sealed class CsvColumnBuilder(
    CsvText text, string name, int index, CsvPart part, int capacity, CsvColumnType? wanted, IReadOnlyList<byte[]> missing)
{
    // A column of text often repeats a few words; those of one that does not are not remembered without end.
    private const int MostWords = 1 << 16;
    private const int FewRows = 1 << 10;

    private long[] _whole = wanted is null or CsvColumnType.Int64 ? new long[Math.Min(FewRows, capacity)] : [];
    private double[] _numbers = wanted == CsvColumnType.Float64 ? new double[Math.Min(FewRows, capacity)] : [];
    private bool _isWhole = wanted is null or CsvColumnType.Int64;
    private bool _hasFraction;
    private int _tooLong = -1;
    private int _rows;
    private int _at = part.Start;
    private string[] _text = [];
    private Dictionary<string, string>? _words;
    private (int Row, string Text)? _stray;
    private int _numeric;

    public bool IsText { get; private set; } = wanted == CsvColumnType.Text;

    /// <summary>Whether one of the numbers has a point or an exponent.</summary>
    public bool HasFraction => _hasFraction;

    /// <summary>Whether a whole number is not exact in the type that the column has.</summary>
    public bool IsTooLong => _tooLong >= 0;

    private string ColumnName => name;

    private bool TakesAnything => wanted is null;

    /// <summary>Takes the field that begins here.</summary>
    public void Add(ref int at, ref int line)
    {
        _at = at;
        if (IsText)
        {
            text.Field(ref at, ref line, index);
            return;
        }
        switch (CsvNumber.Read(text.Bytes, ref at, text.Separator, out long whole, out double number))
        {
            case 1:
                Add(whole);
                return;
            case 2 when wanted != CsvColumnType.Int64:
                _hasFraction = true;
                Add(number);
                return;
            case 2:
                throw Wrong(_rows, "a whole number");
            default:
                break;
        }
        ReadOnlySpan<byte> field = text.Span(text.Field(ref at, ref line, index));
        if (CsvNumber.IsWhole(field, out whole))
        {
            Add(whole);
        }
        else if (wanted == CsvColumnType.Int64)
        {
            throw Wrong(_rows, "a whole number");
        }
        else if (CsvNumber.IsNumber(field, missing, out number))
        {
            if (CsvNumber.IsTooLong(field, number))
            {
                _tooLong = _tooLong < 0 ? _rows : _tooLong;
            }
            _hasFraction |= double.IsFinite(number) && field.IndexOfAny(".eE"u8) >= 0;
            Add(number);
        }
        else if (wanted == CsvColumnType.Float64)
        {
            throw Wrong(_rows, "a number");
        }
        else
        {
            BecomeText();
        }
    }

    /// <summary>Copies the numbers: whole ones, or the bits of floating-point ones.</summary>
    /// <param name="target">Has room for them.</param>
    /// <returns>Whether they are whole ones.</returns>
    public bool CopyTo(Span<long> target)
    {
        (_isWhole ? _whole.AsSpan(0, _rows) : MemoryMarshal.Cast<double, long>(_numbers.AsSpan(0, _rows))).CopyTo(target);
        return _isWhole;
    }

    /// <summary>Lets numbers go: the fields of the column are text, in this part of the table or in another.</summary>
    public void BecomeText() => (IsText, _whole, _numbers) = (true, [], []);

    /// <summary>Begins to take the fields of a column of text again.</summary>
    /// <param name="rows">How many there are.</param>
    public void BeginText(int rows)
    {
        (_text, _rows) = (new string[rows], 0);
        _words = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>Takes a field of text.</summary>
    public void AddText(CsvField field, int line)
    {
        string value = text.Text(field, line, index, _words);
        if (_words!.Count < MostWords)
        {
            _words.TryAdd(value, value);
        }
        _text[_rows] = value;
        if (wanted is null)
        {
            bool number = CsvNumber.IsNumber(text.Span(field), missing, out _);
            _numeric += number && field.Length > 0 ? 1 : 0;
            _stray = _stray is null && !number ? (_rows, value) : _stray;
        }
        _rows++;
    }

    /// <summary>Gives all parts of a column of numbers the type that the widest of them needs.</summary>
    /// <param name="parts">One or more parts of the table, in order, with all their rows.</param>
    /// <exception cref="MalformedFileException">A whole number is not exact in that type.</exception>
    public static void Agree(IReadOnlyList<CsvColumnBuilder> parts)
    {
        if (parts[0].IsText || parts.All(static one => one._isWhole))
        {
            return;
        }
        foreach (CsvColumnBuilder one in parts)
        {
            one.Widen();
            if (one._tooLong >= 0)
            {
                throw one.Wrong(one._tooLong,
                    "a whole number of 64 bits, or one that a column with fractions or missing values holds exactly (up to 2^53),");
            }
        }
    }

    /// <summary>The column, once all rows of all parts are taken and they agree; the parts are empty then.</summary>
    /// <param name="parts">One or more parts of the table, in order.</param>
    /// <param name="rows">Rows of all.</param>
    public static CsvColumn Build(IReadOnlyList<CsvColumnBuilder> parts, int rows)
    {
        CsvColumnBuilder first = parts[0];
        if (first.IsText || (rows == 0 && first.TakesAnything))
        {
            return new CsvColumn(first.ColumnName, null, first._text) { Stray = first._numeric * 2 > rows ? first._stray : null };
        }
        Tensor values = first._isWhole
            ? Tensor.Create<long>([rows], target => Join(parts, target, static one => one._whole))
            : Tensor.Create<double>([rows], target => Join(parts, target, static one => one._numbers));
        return new CsvColumn(first.ColumnName, values, null) { IsWhole = !parts.Any(static one => one._hasFraction) };
    }

    private static void Join<T>(IReadOnlyList<CsvColumnBuilder> parts, Span<T> target, Func<CsvColumnBuilder, T[]> values)
    {
        foreach (CsvColumnBuilder one in parts)
        {
            values(one).AsSpan(0, one._rows).CopyTo(target);
            target = target[one._rows..];
            (one._whole, one._numbers) = ([], []);
        }
    }

    private void Add(long value)
    {
        if (_isWhole)
        {
            if (_rows == _whole.Length)
            {
                Array.Resize(ref _whole, Larger());
            }
            _whole[_rows++] = value;
            return;
        }
        if (_tooLong < 0 && !CsvNumber.IsExact(value))
        {
            _tooLong = _rows;
        }
        Store(value);
    }

    private void Add(double value)
    {
        Widen();
        Store(value);
    }

    private void Widen()
    {
        if (_isWhole)
        {
            _numbers = new double[_whole.Length];
            for (int row = 0; row < _rows; row++)
            {
                _numbers[row] = _whole[row];
                _tooLong = _tooLong < 0 && !CsvNumber.IsExact(_whole[row]) ? row : _tooLong;
            }
            (_isWhole, _whole) = (false, []);
        }
    }

    private void Store(double value)
    {
        if (_rows == _numbers.Length)
        {
            Array.Resize(ref _numbers, Larger());
        }
        _numbers[_rows++] = value;
    }

    // As many rows as there will be if they stay as long as they were.
    private int Larger() => (int)Math.Clamp(
        (long)(1.01 * _rows * (part.End - part.Start) / Math.Max(1, _at - part.Start)), Math.Min(capacity, _rows + FewRows), capacity);

    private MalformedFileException Wrong(int row, string expected)
    {
        (CsvField field, int line) = text.Find(part, row, index);
        return text.Fault(line, index, name, field.Start,
            $"{expected} was expected, but '{text.Text(field, line, index)}' came", "Mend the field, or read the column as text.");
    }
}
