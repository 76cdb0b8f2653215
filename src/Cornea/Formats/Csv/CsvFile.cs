using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Cornea.Formats;

/// <summary>Reads tables of comma-separated values, RFC 4180, in UTF-8.</summary>
/// <remarks>
/// A field may stand in quotes and then hold commas, line ends and, doubled, quotes. Lines end with LF or CRLF; empty lines are passed
/// over. A column is of whole numbers when all its fields are, else of numbers when all its fields are numbers or missing, else of text.
/// Spaces around numbers are passed over, and a decimal point is a point.
/// </remarks>
public static class CsvFile
{
    /// <summary>The words that stand for a missing number unless others are given: ?, NA, N/A, NaN, null and the like.</summary>
    public static IReadOnlyList<string> MissingWords { get; } =
        ["?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "None"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file, compressed with gzip or not.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="separator">What stands between fields: one ASCII character, such as <c>;</c> or a tabulator.</param>
    /// <param name="types">What some columns must hold; a field that is something else is an error. Other columns are looked at.</param>
    /// <param name="missing">Words that stand for a missing number, beside empty fields; <see cref="MissingWords"/> when null.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <exception cref="MalformedFileException">The table is broken; the message gives line and column.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static CsvTable Read(
        string path, bool header = true, char separator = ',', IReadOnlyDictionary<string, CsvColumnType>? types = null,
        IReadOnlyList<string>? missing = null, ReadLimits? limits = null)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return Read(stream, header, separator, types, path, missing, limits);
    }

    /// <summary>Reads a table from a stream to its end.</summary>
    /// <param name="stream">The content, compressed with gzip or not.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="types">What some columns must hold.</param>
    /// <param name="missing">Words that stand for a missing number, beside empty fields; <see cref="MissingWords"/> when null.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <exception cref="MalformedFileException">The table is broken; the message gives line and column.</exception>
    public static CsvTable Read(
        Stream stream, bool header = true, char separator = ',', IReadOnlyDictionary<string, CsvColumnType>? types = null,
        string name = "stream", IReadOnlyList<string>? missing = null, ReadLimits? limits = null)
    {
        if (!char.IsAscii(separator) || separator is '"' or '\r' or '\n')
        {
            throw new ArgumentException(
                $"A separator is one ASCII character other than a quote and a line end, but received '{separator}'.",
                nameof(separator));
        }
        byte[][] words = [.. (missing ?? MissingWords).Append("").Distinct().Select(System.Text.Encoding.UTF8.GetBytes)];
        var layout = new CsvLayout(name, header, (byte)separator, types, words, limits ?? ReadLimits.Default);
        stream = FormatReader.Seekable(stream);
        long begin = stream.Position;
        if (stream.Length - begin is >= CsvBlocks.LargeText and var length && length <= layout.Limits.FileBytes)
        {
            if (CsvBlocks.TryRead(stream, layout) is { } table)
            {
                return table;
            }
            stream.Position = begin;
        }
        CsvText text = Content(stream, layout);
        string[] names = Begin(text, layout, out int at, out int line);
        List<CsvPart> parts = text.Parts(at, line, Environment.ProcessorCount);
        CsvColumnBuilder[][] columns = [.. parts.Select(part => Builders(text, names, part, layout))];
        int rows = ReadParts(text, parts, columns);
        // Loops without queries: a table may have tens of thousands of columns and next to nothing in them.
        bool hasText = false;
        var parted = new CsvColumnBuilder[names.Length][];
        for (int column = 0; column < names.Length; column++)
        {
            parted[column] = new CsvColumnBuilder[columns.Length];
            bool isText = false;
            for (int part = 0; part < columns.Length; part++)
            {
                parted[column][part] = columns[part][column];
                isText |= columns[part][column].IsText;
            }
            if (isText)
            {
                columns[0][column].BecomeText();
                hasText = true;
            }
        }
        if (hasText)
        {
            ReadText(text, columns[0], at, line, rows);
        }
        Array.ForEach(parted, CsvColumnBuilder.Agree);
        // The text is needed no more, and there is room for the columns to be put together in.
        text.Release();
        return new CsvTable(name, rows, Array.ConvertAll(parted, own => CsvColumnBuilder.Build(own, rows)));
    }

    /// <summary>Reads the names of the columns.</summary>
    /// <param name="text">The table, or its begin.</param>
    /// <param name="layout">How it is written.</param>
    /// <param name="at">Where its first row begins.</param>
    /// <param name="line">The line of that row.</param>
    internal static string[] Begin(CsvText text, CsvLayout layout, out int at, out int line)
    {
        // Without its mark UTF-16 shows in the zeros beside letters and digits.
        if (text.Bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, ..])
        {
            throw new MalformedFileException(layout.Name, 0, "text", "the table is UTF-16, and UTF-8 is read", "Save the table as UTF-8.");
        }
        (at, line) = (text.Start, 1);
        if (!text.NextRow(ref at, ref line))
        {
            throw text.Fault(1, 0, "table", 0, "there are no rows", "Check that this is the right file.");
        }
        string[] names = Names(text, layout.HasHeader, layout.Limits.Columns, ref at, ref line);
        foreach (string wanted in layout.Types?.Keys ?? [])
        {
            if (!names.Contains(wanted, StringComparer.Ordinal))
            {
                throw new ArgumentException(
                    $"The table '{layout.Name}' has no column '{wanted}'. It has: {string.Join(", ", names)}.", "types");
            }
        }
        // The end of the header's line is no row.
        text.NextRow(ref at, ref line);
        return names;
    }

    /// <summary>What takes the columns of a part.</summary>
    internal static CsvColumnBuilder[] Builders(CsvText text, string[] names, CsvPart part, CsvLayout layout)
    {
        int most = text.MostRows(part);
        return [.. names.Select((own, index) => new CsvColumnBuilder(text, own, index, part, most,
            layout.Types is not null && layout.Types.TryGetValue(own, out CsvColumnType wanted) ? wanted : null, layout.Missing))];
    }

    // Rows of all parts, which are read side by side. Of several faults the first one in the table is thrown.
    private static int ReadParts(CsvText text, List<CsvPart> parts, CsvColumnBuilder[][] columns)
    {
        if (parts.Count == 1)
        {
            return ReadRows(text, columns[0], parts[0]);
        }
        var rows = new int[parts.Count];
        var faults = new Exception?[parts.Count];
        Parallel.For(0, parts.Count, part =>
        {
            try
            {
                rows[part] = ReadRows(text, columns[part], parts[part]);
            }
            catch (MalformedFileException fault)
            {
                faults[part] = fault;
            }
        });
        if (faults.FirstOrDefault(static fault => fault is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
        return rows.Sum();
    }

    /// <summary>Reads the rows of a part; how many there are.</summary>
    internal static int ReadRows(CsvText text, CsvColumnBuilder[] columns, CsvPart part)
    {
        (int rows, int at, int line) = (0, part.Start, part.Line);
        while (text.NextRow(ref at, ref line) && at < part.End)
        {
            int begin = at, first = line, width = 0;
            do
            {
                if (width < columns.Length)
                {
                    columns[width].Add(ref at, ref line);
                }
                else
                {
                    text.Field(ref at, ref line, width);
                }
                width++;
            }
            while (text.NextField(ref at));
            if (width != columns.Length)
            {
                throw text.Fault(first, width - 1, "row", begin, $"the row has {width} fields, and the first has {columns.Length}",
                    "Mend the row, or name the right separator.");
            }
            rows++;
        }
        return rows;
    }

    private static void ReadText(CsvText text, CsvColumnBuilder[] columns, int at, int line, int rows)
    {
        foreach (CsvColumnBuilder column in columns.Where(static column => column.IsText))
        {
            column.BeginText(rows);
        }
        while (text.NextRow(ref at, ref line))
        {
            for (int column = 0; column < columns.Length; column++)
            {
                int first = line;
                CsvField field = text.Field(ref at, ref line, column);
                if (columns[column].IsText)
                {
                    columns[column].AddText(field, first);
                }
                text.NextField(ref at);
            }
        }
    }

    private static CsvText Content(Stream stream, CsvLayout layout)
    {
        int largest = layout.Limits.FileBytes;
        using FormatReader reader = Gzip.Open(stream, layout.Name);
        if (reader.Length > largest)
        {
            throw reader.Fault("length", $"the file has {reader.Length} bytes, and tables of at most {largest} are read",
                "Divide it, or raise ReadLimits.FileBytes.");
        }
        return new CsvText(reader.ReadToEnd(largest, "content"), layout.Separator, layout.Name);
    }

    // The first row; where it is no header it stays to be read.
    private static string[] Names(CsvText text, bool header, int most, ref int at, ref int line)
    {
        (int begin, int first) = (at, line);
        var fields = new List<CsvField>();
        do
        {
            if (fields.Count == most)
            {
                throw text.Fault(first, most - 1, "columns", at, $"there are more than {most} columns",
                    "Name the right separator, or raise ReadLimits.Columns.");
            }
            fields.Add(text.Field(ref at, ref line, fields.Count));
        }
        while (text.NextField(ref at));
        var names = new string[fields.Count];
        var seen = new HashSet<string>(names.Length, StringComparer.Ordinal);
        for (int column = 0; column < names.Length; column++)
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"column {column + 1}");
            names[column] = header ? text.Text(fields[column], first, column).Trim() : number;
            if (names[column].Length == 0)
            {
                names[column] = number;
            }
            if (!seen.Add(names[column]))
            {
                throw text.Fault(first, column, names[column], fields[column].Start, $"two columns are named '{names[column]}'",
                    "Rename one of them in the header.");
            }
        }
        (at, line) = header ? (at, line) : (begin, first);
        return names;
    }
}
