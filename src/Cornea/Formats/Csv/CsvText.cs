using System.Globalization;
using System.Text;

namespace Cornea.Formats;

/// <summary>Finds the rows and fields of a table in its bytes, one after the other.</summary>
internal sealed class CsvText(byte[] bytes, byte separator, string path)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Less is not worth a thread.
    private const int ShortestPart = 1 << 20;

    public byte[] Bytes => bytes;

    public byte Separator => separator;

    /// <summary>Lets the file go; fields cannot be read after it.</summary>
    public void Release()
    {
        bool isLarge = bytes.Length >= CsvBlocks.LargeText;
        bytes = [];
        if (isLarge)
        {
            // Else the file would stay in memory until all columns are there twice: as they were read and as tensors. It takes some ten
            // milliseconds.
            GC.Collect(2, GCCollectionMode.Aggressive);
        }
    }

    /// <summary>Where the table begins: behind a byte order mark.</summary>
    public int Start => bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;

    /// <summary>As many rows as there can be in a part.</summary>
    public int MostRows(CsvPart part)
    {
        ReadOnlySpan<byte> lines = bytes.AsSpan(part.Start..part.End);
        int returns = lines.Count((byte)'\r');
        // A file may mix the ends of lines of several systems.
        return 1 + lines.Count((byte)'\n') + returns - (returns > 0 ? lines.Count("\r\n"u8) : 0);
    }

    /// <summary>Cuts a table without quotes into parts of whole lines, that can be read side by side.</summary>
    /// <param name="start">Where its first row begins.</param>
    /// <param name="line">The line of that row.</param>
    /// <param name="most">No more parts than this.</param>
    /// <returns>One part or more, in order.</returns>
    public List<CsvPart> Parts(int start, int line, int most)
    {
        int length = bytes.Length - start, count = Math.Clamp(length / ShortestPart, 1, most);
        var parts = new List<CsvPart>();
        if (count > 1 && bytes.AsSpan(start).Contains((byte)'"'))
        {
            count = 1;
        }
        for (int part = 1; part < count; part++)
        {
            int at = Math.Max(start, (int)(bytes.Length - (long)length * (count - part) / count));
            int end = bytes.AsSpan(at).IndexOf((byte)'\n') + 1;
            if (end > 0)
            {
                parts.Add(new CsvPart(start, line, at + end));
                line += bytes.AsSpan(start..(at + end)).Count((byte)'\n');
                start = at + end;
            }
        }
        parts.Add(new CsvPart(start, line, bytes.Length));
        return parts;
    }

    /// <summary>Goes to the next row, passing over empty lines; false at the end of the table.</summary>
    public bool NextRow(ref int at, ref int line)
    {
        while (at < bytes.Length && bytes[at] is (byte)'\n' or (byte)'\r')
        {
            line += bytes[at++] == '\n' ? 1 : 0;
        }
        return at < bytes.Length;
    }

    /// <summary>Passes over a separator; false where the row ends.</summary>
    public bool NextField(ref int at)
    {
        bool more = at < bytes.Length && bytes[at] == separator;
        at += more ? 1 : 0;
        return more;
    }

    /// <summary>A field; ends on the separator, the line end or the end of the table behind it.</summary>
    public CsvField Field(ref int at, ref int line, int column)
    {
        if (at >= bytes.Length || bytes[at] != '"')
        {
            int length = bytes.AsSpan(at).IndexOfAny(separator, (byte)'\n', (byte)'\r');
            length = length < 0 ? bytes.Length - at : length;
            at += length;
            return new CsvField(at - length, length);
        }
        int start = ++at, firstLine = line;
        bool doubled = false;
        while (true)
        {
            int step = bytes.AsSpan(at).IndexOfAny((byte)'"', (byte)'\n');
            if (step < 0)
            {
                throw Fault(firstLine, column, "quote", start - 1, "a quoted field does not end", "Close the quote.");
            }
            at += step + 1;
            if (bytes[at - 1] == '\n')
            {
                line++;
            }
            else if (at < bytes.Length && bytes[at] == '"')
            {
                doubled = true;
                at++;
            }
            else
            {
                break;
            }
        }
        int end = at - 1;
        if (at < bytes.Length && bytes[at] != separator && bytes[at] is not ((byte)'\n' or (byte)'\r'))
        {
            throw Fault(line, column, "quote", at, "text follows a quoted field", "Double the quotes inside a quoted field.");
        }
        return new CsvField(start, doubled ? start - end : end - start);
    }

    /// <summary>A field that was read before, and its line.</summary>
    /// <param name="part">Where it stands.</param>
    /// <param name="row">The row, counted from the part's first.</param>
    /// <param name="column">Its column.</param>
    public (CsvField Field, int Line) Find(CsvPart part, int row, int column)
    {
        (int at, int line) = (part.Start, part.Line);
        for (int i = 0; NextRow(ref at, ref line); i++)
        {
            int first = line, own = 0;
            do
            {
                CsvField field = Field(ref at, ref line, own);
                if (i == row && own == column)
                {
                    return (field, first);
                }
                own++;
            }
            while (NextField(ref at));
        }
        return (default, line);
    }

    /// <summary>A field as it stands; a quote where it needs decoding, since no number does.</summary>
    public ReadOnlySpan<byte> Span(CsvField field) => field.Length >= 0 ? bytes.AsSpan(field.Start, field.Length) : "\""u8;

    /// <summary>A field as text, taken from some that are known already where it is among them.</summary>
    public string Text(CsvField field, int line, int column, Dictionary<string, string>? known = null)
    {
        const int shortest = 128;
        try
        {
            ReadOnlySpan<byte> content = bytes.AsSpan(field.Start, Math.Abs(field.Length));
            if (known is null || content.Length > shortest || field.Length < 0)
            {
                string text = Strict.GetString(content);
                return field.Length < 0 ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
            }
            Span<char> letters = stackalloc char[shortest];
            ReadOnlySpan<char> own = letters[..Strict.GetChars(content, letters)];
            return known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(own, out string? same) ? same : own.ToString();
        }
        catch (DecoderFallbackException exception)
        {
            throw Fault(line, column, "text", field.Start, "the field is not UTF-8", "Save the table as UTF-8.", exception);
        }
    }

    public MalformedFileException Fault(
        int line, int column, string name, int offset, string problem, string remedy, Exception? inner = null) =>
        new(path, offset, name, string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column + 1}: {problem}"), remedy,
            inner);
}
