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

    /// <summary>The words that stand for a missing number unless others are given: ?, NA, N/A, NaN, null and the like.</summary>
    public static IReadOnlyList<string> MissingWords { get; } =
        ["?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file, compressed with gzip or not.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="separator">What stands between fields: one ASCII character, such as <c>;</c> or a tabulator.</param>
    /// <param name="types">What some columns must hold; a field that is something else is an error. Other columns are looked at.</param>
    /// <param name="missing">Words that stand for a missing number, beside empty fields; <see cref="MissingWords"/> when null.</param>
    /// <exception cref="MalformedFileException">The table is broken; the message gives line and column.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static CsvTable Read(
        string path, bool header = true, char separator = ',', IReadOnlyDictionary<string, CsvColumnType>? types = null,
        IReadOnlyList<string>? missing = null)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return Read(stream, header, separator, types, path, missing);
    }

    /// <summary>Reads a table from a stream to its end.</summary>
    /// <param name="stream">The content, compressed with gzip or not.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="types">What some columns must hold.</param>
    /// <param name="missing">Words that stand for a missing number, beside empty fields; <see cref="MissingWords"/> when null.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <exception cref="MalformedFileException">The table is broken; the message gives line and column.</exception>
    public static CsvTable Read(
        Stream stream, bool header = true, char separator = ',', IReadOnlyDictionary<string, CsvColumnType>? types = null,
        string name = "stream", IReadOnlyList<string>? missing = null)
    {
        if (!char.IsAscii(separator) || separator is '"' or '\r' or '\n')
        {
            throw new ArgumentException(
                $"A separator is one ASCII character other than a quote and a line end, but received '{separator}'.",
                nameof(separator));
        }
        byte[] bytes = Content(stream, name);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new MalformedFileException(name, 0, "text", "the table is UTF-16, and UTF-8 is read", "Save the table as UTF-8.");
        }
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
        byte[][] words = [.. (missing ?? MissingWords).Append("").Distinct().Select(System.Text.Encoding.UTF8.GetBytes)];
        var columns = new CsvColumn[width];
        for (int column = 0; column < width; column++)
        {
            CsvColumnType? type = types is not null && types.TryGetValue(names[column], out CsvColumnType wanted) ? wanted : null;
            columns[column] = Column(fields, names[column], column, first, rows, type, words);
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

    private static CsvColumn Column(CsvFields fields, string name, int column, int first, int rows, CsvColumnType? type,
        IReadOnlyList<byte[]> missing)
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
            int tooLong = -1;
            while (row < rows && Number(fields.Span(At(row)), missing, out values[row]))
            {
                any |= !double.IsNaN(values[row]) || fields.Span(At(row)).Length > 0;
                tooLong = tooLong < 0 && IsTooLong(fields.Span(At(row)), values[row]) ? row : tooLong;
                row++;
            }
            if (row == rows && any)
            {
                if (tooLong >= 0)
                {
                    throw Wrong(tooLong, "a whole number that a column with fractions or missing values holds exactly (up to 2^53)");
                }
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
        return new CsvColumn(name, null, text) { Stray = type is null ? Stray() : null };

        // Of a column that is mostly numbers: the first field that is none.
        (int Row, string Text)? Stray()
        {
            int numbers = 0, first = -1;
            for (int row = 0; row < rows; row++)
            {
                bool number = Number(fields.Span(At(row)), missing, out _);
                numbers += number && fields.Span(At(row)).Length > 0 ? 1 : 0;
                first = first < 0 && !number ? row : first;
            }
            return first >= 0 && numbers * 2 > rows ? (first, text[first]) : null;
        }

        int At(int row) => (first + row) * fields.Width + column;

        MalformedFileException Wrong(int row, string expected) => fields.Fault(At(row), name,
            $"{expected} was expected, but '{fields.Text(At(row))}' came", "Mend the field, or read the column as text.");
    }

    private static bool Whole(ReadOnlySpan<byte> field, out long value)
    {
        field = field.Trim((byte)' ');
        return Utf8Parser.TryParse(field, out value, out int used) && used == field.Length;
    }

    private static bool Number(ReadOnlySpan<byte> field, IReadOnlyList<byte[]> missing, out double value)
    {
        field = field.Trim((byte)' ');
        foreach (byte[] word in missing)
        {
            if (field.SequenceEqual(word))
            {
                value = double.NaN;
                return true;
            }
        }
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }
        ReadOnlySpan<byte> digits = field.Length > 0 && field[0] is (byte)'-' or (byte)'+' ? field[1..] : field;
        if (digits.Length != 3 || (digits[0] | 32) != 'i' || (digits[1] | 32) != 'n' || (digits[2] | 32) != 'f')
        {
            return false;
        }
        value = field[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return true;
    }

    // A whole number that no double holds exactly.
    private static bool IsTooLong(ReadOnlySpan<byte> field, double value) => Math.Abs(value) >= 1L << 53
        && field.Trim((byte)' ').TrimStart("+-"u8).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
        && !(Int128.TryParse(field, NumberStyles.Integer, CultureInfo.InvariantCulture, out Int128 exact) && Math.Abs(value) < 1e38
            && (Int128)value == exact);
}
