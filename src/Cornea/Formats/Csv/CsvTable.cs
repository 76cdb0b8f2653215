namespace Cornea.Formats;

/// <summary>A table read by <see cref="CsvFile"/>.</summary>
public sealed class CsvTable
{
    private readonly string _path;

    internal CsvTable(string path, int rows, IReadOnlyList<CsvColumn> columns)
    {
        _path = path;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>How many rows, without the header.</summary>
    public int Rows { get; }

    /// <summary>The columns from left to right.</summary>
    public IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>A column by its name.</summary>
    /// <param name="name">As in the header.</param>
    /// <exception cref="KeyNotFoundException">There is no such column; the message names those there are.</exception>
    public CsvColumn this[string name] => Columns.FirstOrDefault(column => column.Name == name) ?? throw new KeyNotFoundException(
        $"The table '{_path}' has no column '{name}'. It has: {string.Join(", ", Columns.Select(static column => column.Name))}.");

    /// <summary>Columns of numbers side by side.</summary>
    /// <param name="names">Which; all that hold numbers when none is named.</param>
    /// <returns>Float32 (rows, columns).</returns>
    /// <exception cref="InvalidOperationException">A named column holds text, or none holds numbers.</exception>
    public Tensor ToTensor(params ReadOnlySpan<string> names)
    {
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
            throw new InvalidOperationException($"The table '{_path}' has no column of numbers. Number its texts with ToClasses.");
        }
        var values = new float[Rows * columns.Count];
        for (int column = 0; column < columns.Count; column++)
        {
            float[] numbers = columns[column].Numbers!.ToArray<float>();
            for (int row = 0; row < Rows; row++)
            {
                values[row * columns.Count + column] = numbers[row];
            }
        }
        return Tensor.From(values, [Rows, columns.Count]);
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
}
