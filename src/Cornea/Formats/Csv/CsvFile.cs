using System.Buffers.Text;
using System.Globalization;

namespace Cornea.Formats;

/// <summary>Reads tables of comma-separated values, RFC 4180, in UTF-8.</summary>
/// <remarks>
/// A field may stand in quotes and then hold commas, line ends and, doubled, quotes. Lines end with LF or CRLF; empty lines are passed
/// over. A column is of whole numbers when all its fields are, else of numbers when all its fields are numbers or empty, else of text.
/// Spaces around numbers are passed over, and a decimal point is a point.
/// </remarks>
public static class CsvFile
{
    private const int LargestFile = 1 << 30;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file, compressed with gzip or not.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="separator">What stands between fields: one ASCII character, such as <c>;</c> or a tabulator.</param>
    /// <param name="types">What some columns must hold; a field that is something else is an error. Other columns are looked at.</param>
    /// <exception cref="MalformedFileException">The table is broken; the message gives line and column.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static CsvTable Read(
        string path, bool header = true, char separator = ',', IReadOnlyDictionary<string, CsvColumnType>? types = null)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return Read(stream, header, separator, types, path);
    }

    /// <summary>Reads a table from a stream to its end.</summary>
    /// <param name="stream">The content, compressed with gzip or not.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="types">What some columns must hold.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <exception cref="MalformedFileException">The table is broken; the message gives line and column.</exception>
    public static CsvTable Read(
        Stream stream, bool header = true, char separator = ',', IReadOnlyDictionary<string, CsvColumnType>? types = null,
        string name = "stream")
    {
        if (!char.IsAscii(separator) || separator is '"' or '\r' or '\n')
        {
            throw new ArgumentException(
                $"A separator is one ASCII character other than a quote and a line end, but received '{separator}'.",
                nameof(separator));
        }
        byte[] bytes = Content(stream, name);
        var fields = new CsvFields(bytes, (byte)separator, name);
        int width = fields.Width;
        if (width == 0)
        {
            throw fields.Fault(0, "table", "there are no rows", "Check that this is the right file.");
        }
        string[] names = Names(fields, header, width);
        int first = header ? 1 : 0, rows = fields.Rows - first;
        foreach (string wanted in types?.Keys ?? [])
        {
            if (!names.Contains(wanted, StringComparer.Ordinal))
            {
                throw new ArgumentException(
                    $"The table '{name}' has no column '{wanted}'. It has: {string.Join(", ", names)}.", nameof(types));
            }
        }
        var columns = new CsvColumn[width];
        for (int column = 0; column < width; column++)
        {
            CsvColumnType? type = types is not null && types.TryGetValue(names[column], out CsvColumnType wanted) ? wanted : null;
            columns[column] = Column(fields, names[column], column, first, rows, type);
        }
        return new CsvTable(name, rows, columns);
    }

    private static byte[] Content(Stream stream, string name)
    {
        using FormatReader reader = Gzip.Open(stream, name);
        if (reader.Length > LargestFile)
        {
            throw reader.Fault("length", $"the file has {reader.Length} bytes, and tables of at most {LargestFile} are read", "Divide it.");
        }
        return reader.ReadToEnd(LargestFile, "content");
    }

    private static string[] Names(CsvFields fields, bool header, int width)
    {
        var names = new string[width];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int column = 0; column < width; column++)
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"column {column + 1}");
            names[column] = header ? fields.Text(column).Trim() : number;
            if (names[column].Length == 0)
            {
                names[column] = number;
            }
            if (!seen.Add(names[column]))
            {
                throw fields.Fault(column, names[column], $"two columns are named '{names[column]}'", "Rename one of them in the header.");
            }
        }
        return names;
    }

    private static CsvColumn Column(CsvFields fields, string name, int column, int first, int rows, CsvColumnType? type)
    {
        if (type is null or CsvColumnType.Int64)
        {
            var values = new long[rows];
            int row = 0;
            while (row < rows && Whole(fields.Span(At(row)), out values[row]))
            {
                row++;
            }
            if (row == rows && rows > 0)
            {
                return new CsvColumn(name, Tensor.From(values), null);
            }
            if (type is not null)
            {
                return rows == 0 ? new CsvColumn(name, Tensor.From(values), null) : throw Wrong(row, "a whole number");
            }
        }
        if (type is null or CsvColumnType.Float64)
        {
            var values = new double[rows];
            int row = 0;
            bool any = type is not null;
            while (row < rows && Number(fields.Span(At(row)), out values[row]))
            {
                any |= !double.IsNaN(values[row]) || fields.Span(At(row)).Length > 0;
                row++;
            }
            if (row == rows && any)
            {
                return new CsvColumn(name, Tensor.From(values), null);
            }
            if (type is not null)
            {
                throw Wrong(row, "a number");
            }
        }
        var text = new string[rows];
        // Columns of text often repeat a few words.
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int row = 0; row < rows; row++)
        {
            string value = fields.Text(At(row));
            text[row] = words.TryGetValue(value, out string? known) ? known : words[value] = value;
        }
        return new CsvColumn(name, null, text);

        int At(int row) => (first + row) * fields.Width + column;

        MalformedFileException Wrong(int row, string expected) => fields.Fault(At(row), name,
            $"{expected} was expected, but '{fields.Text(At(row))}' came", "Mend the field, or read the column as text.");
    }

    private static bool Whole(ReadOnlySpan<byte> field, out long value)
    {
        field = field.Trim((byte)' ');
        return Utf8Parser.TryParse(field, out value, out int used) && used == field.Length;
    }

    private static bool Number(ReadOnlySpan<byte> field, out double value)
    {
        field = field.Trim((byte)' ');
        if (field.IsEmpty)
        {
            value = double.NaN;
            return true;
        }
        return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
