using System.Globalization;
using System.Text;

namespace Cornea.Formats;

/// <summary>Finds the fields of a table in its bytes; they are decoded when they are asked for.</summary>
internal sealed class CsvFields
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes;
    private readonly byte _separator;
    private readonly string _path;

    // Where each field begins and how long it is, without its quotes; a negative length marks doubled quotes inside.
    private readonly List<(int Start, int Length)> _fields = [];
    private readonly List<int> _lines = [];

    public CsvFields(byte[] bytes, byte separator, string path)
    {
        _bytes = bytes;
        _separator = separator;
        _path = path;
        Find(bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0);
    }

    public int Width { get; private set; }

    public int Rows => _lines.Count;

    /// <summary>A field as it stands; empty where it needs decoding, since no number does.</summary>
    public ReadOnlySpan<byte> Span(int field) => _fields[field].Length >= 0
        ? _bytes.AsSpan(_fields[field].Start, _fields[field].Length)
        : "\""u8;

    public string Text(int field)
    {
        (int start, int length) = _fields[field];
        try
        {
            string text = Strict.GetString(_bytes, start, Math.Abs(length));
            return length < 0 ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
        }
        catch (DecoderFallbackException exception)
        {
            throw Fault(field, "text", "the field is not UTF-8", "Save the table as UTF-8.", exception);
        }
    }

    public MalformedFileException Fault(int field, string column, string problem, string remedy, Exception? inner = null)
    {
        int row = Width == 0 ? 0 : field / Width, offset = field < _fields.Count ? _fields[field].Start : 0;
        int line = row < _lines.Count ? _lines[row] : 1;
        return Fault(line, Width == 0 ? 0 : field % Width, column, offset, problem, remedy, inner);
    }

    private MalformedFileException Fault(
        int line, int column, string name, int offset, string problem, string remedy, Exception? inner = null) =>
        new(_path, offset, name, string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column + 1}: {problem}"), remedy,
            inner);

    private void Find(int at)
    {
        int line = 1;
        while (at < _bytes.Length)
        {
            if (_bytes[at] is (byte)'\n' or (byte)'\r')
            {
                line += _bytes[at++] == '\n' ? 1 : 0;
                continue;
            }
            int begin = at, beginLine = line, before = _fields.Count;
            bool more = true;
            while (more)
            {
                Field(ref at, ref line, _fields.Count - before);
                more = at < _bytes.Length && _bytes[at] == _separator;
                at += more ? 1 : 0;
            }
            _lines.Add(beginLine);
            int width = _fields.Count - before;
            if (Width == 0)
            {
                Width = width;
            }
            else if (width != Width)
            {
                throw Fault(beginLine, width - 1, "row", begin, $"the row has {width} fields, and the first has {Width}",
                    "Mend the row, or name the right separator.");
            }
        }
    }

    // Ends on the separator, the line end or the end of the file behind the field.
    private void Field(ref int at, ref int line, int column)
    {
        if (at >= _bytes.Length || _bytes[at] != '"')
        {
            int length = _bytes.AsSpan(at).IndexOfAny(_separator, (byte)'\n', (byte)'\r');
            length = length < 0 ? _bytes.Length - at : length;
            _fields.Add((at, length));
            at += length;
            return;
        }
        int start = ++at, firstLine = line;
        bool doubled = false;
        while (true)
        {
            int step = _bytes.AsSpan(at).IndexOfAny((byte)'"', (byte)'\n');
            if (step < 0)
            {
                throw Fault(firstLine, column, "quote", start - 1, "a quoted field does not end", "Close the quote.");
            }
            at += step + 1;
            if (_bytes[at - 1] == '\n')
            {
                line++;
            }
            else if (at < _bytes.Length && _bytes[at] == '"')
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
        if (at < _bytes.Length && _bytes[at] != _separator && _bytes[at] is not ((byte)'\n' or (byte)'\r'))
        {
            throw Fault(line, column, "quote", at, "text follows a quoted field", "Double the quotes inside a quoted field.");
        }
        _fields.Add((start, doubled ? start - end : end - start));
    }
}
