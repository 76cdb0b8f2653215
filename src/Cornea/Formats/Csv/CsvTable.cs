using System.Globalization;

namespace Cornea.Formats;

/// <summary>A table, as <see cref="CsvFile"/> and other readers give it.</summary>
public sealed class CsvTable
{
    private readonly string _path;

    internal CsvTable(string path, int rows, IReadOnlyList<CsvColumn> columns)
    {
        _path = path;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Puts columns together that come from elsewhere.</summary>
    /// <param name="name">What messages call the table.</param>
    /// <param name="columns">Its columns, as <see cref="TableColumnBuilder"/> makes them.</param>
    /// <exception cref="ArgumentException">Columns differ in length, or two have one name.</exception>
    public CsvTable(string name, IReadOnlyList<CsvColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (CsvColumn column in columns)
        {
            if (column.Rows != columns[0].Rows)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' of '{name}' has {column.Rows} rows, and '{columns[0].Name}' has {columns[0].Rows}. " +
                    "Give all as many.", nameof(columns));
            }
            if (!names.Add(column.Name))
            {
                throw new ArgumentException($"Two columns of '{name}' are named '{column.Name}'. Rename one of them.", nameof(columns));
            }
        }
        (_path, Rows, Columns) = (name, columns.Count == 0 ? 0 : columns[0].Rows, columns);
    }

    /// <summary>How many rows, without the header.</summary>
    public int Rows { get; }

    /// <summary>The columns from left to right.</summary>
    public IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>Its name, how many rows it has, and its columns with what they hold.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_path}: {Rows:N0} rows of {string.Join(", ", Columns)}");

    /// <summary>A column by its name.</summary>
    /// <param name="name">As in the header.</param>
    /// <exception cref="KeyNotFoundException">There is no such column; the message names those there are.</exception>
    public CsvColumn this[string name] => Columns.FirstOrDefault(column => column.Name == name) ?? throw new KeyNotFoundException(
        $"The table '{_path}' has no column '{name}'. It has: {string.Join(", ", Columns.Select(static column => column.Name))}.");

    /// <summary>Columns of numbers side by side.</summary>
    /// <param name="names">Which; all that hold numbers when none is named.</param>
    /// <returns>Float32 (rows, columns).</returns>
    /// <exception cref="InvalidOperationException">A named column holds text, none holds numbers, or a column of whole numbers has one that
    /// float32 does not hold exactly.</exception>
    public Tensor ToTensor(params ReadOnlySpan<string> names) => ToTensor(DType.Float32, names);

    /// <summary>Columns of numbers side by side, in a type of one's own.</summary>
    /// <param name="dtype">Float32, which holds whole numbers up to 2^24 exactly, or Float64, which holds those up to 2^53.</param>
    /// <param name="names">Which; all that hold numbers when none is named.</param>
    /// <returns>(rows, columns).</returns>
    /// <exception cref="ArgumentException">Another type is given.</exception>
    /// <exception cref="InvalidOperationException">A named column holds text, none holds numbers, or a column of whole numbers has one that
    /// the type does not hold exactly.</exception>
    public Tensor ToTensor(DType dtype, params ReadOnlySpan<string> names)
    {
        if (dtype is not (DType.Float32 or DType.Float64))
        {
            throw new ArgumentException(
                $"CsvTable.ToTensor expects Float32 or Float64, but received {dtype}. Cast the result.", nameof(dtype));
        }
        var columns = new List<CsvColumn>();
        foreach (string name in names)
        {
            columns.Add(this[name].Numbers is not null ? this[name] : throw new InvalidOperationException(
                $"Column '{name}' of '{_path}' holds text such as '{this[name].Text!.FirstOrDefault()}'. " +
                "Leave it out, or number it with ToClasses."));
        }
        if (names.IsEmpty)
        {
            CheckNoStray(Columns);
            columns.AddRange(Columns.Where(static column => column.Numbers is not null));
        }
        if (columns.Count == 0)
        {
            // A header that holds another separator was read as one name.
            int mark = Columns.Count == 1 ? Columns[0].Name.AsSpan().IndexOfAny(";\t|") : -1;
            throw new InvalidOperationException($"The table '{_path}' has no column of numbers. " + (mark < 0
                ? "Number its texts with ToClasses."
                : $"Its one column is named '{Columns[0].Name}': read it with separator: '{Columns[0].Name[mark]}'.".Replace("\t", "\\t")));
        }
        return dtype == DType.Float32 ? Beside<float>(columns, dtype) : Beside<double>(columns, dtype);
    }

    /// <summary>Refuses columns of numbers with a word among them, which must not vanish silently.</summary>
    /// <param name="columns">Columns that would be left out where they are text.</param>
    internal void CheckNoStray(IEnumerable<CsvColumn> columns)
    {
        if (columns.FirstOrDefault(static column => column.Stray is not null) is { Stray: var (row, text) } column)
        {
            throw new InvalidOperationException(
                $"Column '{column.Name}' of '{_path}' holds numbers, but '{text}' in row {row}. Mend the field, name the word in " +
                "missing, read the column as text, or name the columns you want.");
        }
    }

    /// <summary>The numbers of a column, refused where it holds whole numbers of which one is not exact in the type.</summary>
    internal Tensor Exact(CsvColumn column, DType dtype)
    {
        Tensor numbers = column.Numbers!, cast = numbers.Cast(dtype);
        if (column.IsWhole && Rows > 0)
        {
            bool[] differ = cast.Cast(numbers.DType).NotEqualTo(numbers).ToArray<bool>();
            int row = 0;
            while (row < Rows && (!differ[row] || double.IsNaN(numbers[row].Item<double>())))
            {
                row++;
            }
            if (row < Rows)
            {
                string value = numbers.DType == DType.Int64 ? $"{numbers[row].Item<long>()}" : $"{numbers[row].Item<double>():R}";
                throw new InvalidOperationException(
                    $"Column '{column.Name}' of '{_path}' has the whole number {value} in row {row}, which {dtype} does not hold " +
                    $"exactly. Take it {(dtype == DType.Float32 ? "with ToTensor(DType.Float64, ...)" : "from the column's Numbers")}, " +
                    "or name the columns you want without it.");
            }
        }
        return cast.Compute();
    }

    private Tensor Beside<T>(List<CsvColumn> columns, DType dtype) where T : unmanaged => Tensor.Create<T>([Rows, columns.Count], values =>
    {
        for (int column = 0; column < columns.Count; column++)
        {
            ReadOnlySpan<T> numbers = Exact(columns[column], dtype).AsSpan<T>();
            for (int row = 0; row < Rows; row++)
            {
                values[row * columns.Count + column] = numbers[row];
            }
        }
    });
}
