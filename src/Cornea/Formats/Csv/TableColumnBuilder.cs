namespace Cornea.Formats;

/// <summary>
/// Collects the values of a column of a <see cref="CsvTable"/>, row by row, for tables that come from elsewhere than text.
/// </summary>
/// <param name="name">The column's name.</param>
/// <param name="type">What it holds.</param>
/// <example><code>
/// var size = new TableColumnBuilder("size", CsvColumnType.Float64);
/// foreach (var house in houses)
///     size.Add(house.Size);
/// var table = new CsvTable("houses", [size.Build()]);
/// </code></example>
public sealed class TableColumnBuilder(string name, CsvColumnType type)
{
    private readonly List<long> _whole = [];
    private readonly List<double> _numbers = [];
    private readonly List<string> _text = [];
    private readonly List<int> _missing = [];

    /// <summary>Rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds a whole number, to a column of numbers of any kind.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="InvalidOperationException">The column holds text.</exception>
    public void Add(long value)
    {
        if (type == CsvColumnType.Int64)
        {
            _whole.Add(value);
            Rows++;
            return;
        }
        Add((double)value);
    }

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; NaN stands for a missing one.</param>
    /// <exception cref="InvalidOperationException">The column holds whole numbers or text.</exception>
    public void Add(double value)
    {
        _numbers.Add(type == CsvColumnType.Float64 ? value : throw Unfit("a number with a fraction"));
        Rows++;
    }

    /// <summary>Adds a text.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="InvalidOperationException">The column holds numbers.</exception>
    public void Add(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _text.Add(type == CsvColumnType.Text ? value : throw Unfit("a text"));
        Rows++;
    }

    /// <summary>Adds a row in which the value is missing: NaN among numbers, nothing among texts.</summary>
    public void AddMissing()
    {
        switch (type)
        {
            case CsvColumnType.Int64:
                _missing.Add(Rows);
                _whole.Add(0);
                break;
            case CsvColumnType.Float64:
                _numbers.Add(double.NaN);
                break;
            default:
                _text.Add("");
                break;
        }
        Rows++;
    }

    /// <summary>The column: whole numbers as Int64, or as Float64 with NaN where some are missing; other numbers as Float64;
    /// text.</summary>
    /// <exception cref="InvalidOperationException">A whole number is beyond 2^53 in a column with missing values.</exception>
    public CsvColumn Build()
    {
        if (type != CsvColumnType.Int64)
        {
            return type == CsvColumnType.Text ? new CsvColumn(name, null, _text) : new CsvColumn(name, Tensor.From([.. _numbers]), null);
        }
        if (_missing.Count == 0)
        {
            return new CsvColumn(name, Tensor.From([.. _whole]), null) { IsWhole = true };
        }
        int row = _whole.FindIndex(static value => !CsvNumber.IsExact(value));
        if (row >= 0)
        {
            throw new InvalidOperationException(
                $"Column '{name}' has the whole number {_whole[row]} in row {row}, and nothing in row {_missing[0]}: the numbers of a " +
                "column with missing values are doubles, which are exact up to 2^53. Leave the column out, or fill it before.");
        }
        double[] numbers = [.. _whole.Select(static value => (double)value)];
        foreach (int missing in _missing)
        {
            numbers[missing] = double.NaN;
        }
        return new CsvColumn(name, Tensor.From(numbers), null) { IsWhole = true };
    }

    private InvalidOperationException Unfit(string what) =>
        new($"Column '{name}' holds {type}, but received {what} in row {Rows}. Make the column of another type.");
}
