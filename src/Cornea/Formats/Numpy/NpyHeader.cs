using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Cornea.Formats;

/// <summary>The header of a .npy file: a Python dictionary with the keys descr, fortran_order and shape, and nothing else.</summary>
/// <remarks>Format: NEP 1 and numpy/lib/format.py. The text is parsed by the few rules below; nothing in it is ever evaluated.</remarks>
internal readonly record struct NpyHeader(ElementType Type, bool BigEndian, bool ColumnMajor, long[] Shape)
{
    private const int LargestHeader = 1 << 16;
    private const string Remedy = "Save the array again with numpy.save.";

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(FormatReader reader)
    {
        (string descr, bool columnMajor, long[] shape) = Parse(reader, Text(reader));
        (ElementType type, bool bigEndian) = ParseType(reader, descr);
        return new NpyHeader(type, bigEndian, columnMajor, shape);
    }

    /// <summary>The header of an array of Python objects, which a pickle follows: its shape.</summary>
    public static long[] ReadObjects(FormatReader reader)
    {
        (string descr, _, long[] shape) = Parse(reader, Text(reader));
        return descr == "|O" ? shape : throw reader.Fault("descr", $"an array of lists ('|O') was expected, but '{descr}' came", Remedy);
    }

    private static string Text(FormatReader reader)
    {
        Span<byte> start = stackalloc byte[8];
        reader.ReadExactly(start, "magic");
        if (!start[..6].SequenceEqual(Magic))
        {
            throw reader.Fault("magic", "a .npy file begins with 93 'NUMPY', and this one does not", "Check that this is a .npy file.");
        }
        if (start[6] is < 1 or > 3 || start[7] != 0)
        {
            throw reader.Fault("version", $"the format version is {start[6]}.{start[7]}, and 1.0, 2.0 and 3.0 can be read", Remedy);
        }
        Span<byte> size = start[..(start[6] == 1 ? 2 : 4)];
        reader.ReadExactly(size, "header length");
        long length = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (length > LargestHeader)
        {
            throw reader.Fault("header length",
                $"the header promises {length} bytes of text, and at most {LargestHeader} are read", Remedy);
        }
        var text = new byte[length];
        reader.ReadExactly(text, "header");
        return Encoding.Latin1.GetString(text);
    }

    /// <summary>Header of version 1.0 for row-major values, padded so that the values begin at a multiple of 64 bytes.</summary>
    public static byte[] Make(ElementType type, ReadOnlySpan<long> shape)
    {
        const int prefix = 10, alignment = 64;
        string descr = type switch
        {
            ElementType.Bool => "|b1",
            ElementType.UInt8 => "|u1",
            ElementType.Int8 => "|i1",
            ElementType.UInt16 => "<u2",
            ElementType.Int16 => "<i2",
            ElementType.UInt32 => "<u4",
            ElementType.Int32 => "<i4",
            ElementType.UInt64 => "<u8",
            ElementType.Int64 => "<i8",
            ElementType.Float16 => "<f2",
            ElementType.BFloat16 => throw new ArgumentException(
                "NumPy has no bfloat16, so an npy file cannot hold it. Cast the tensor to Float32, or save it as safetensors.",
                nameof(type)),
            ElementType.Float32 => "<f4",
            ElementType.Float64 => "<f8",
        };
        var sizes = new StringBuilder();
        foreach (long size in shape)
        {
            sizes.Append(CultureInfo.InvariantCulture, $"{(sizes.Length == 0 ? "" : " ")}{size},");
        }
        if (shape.Length > 1)
        {
            sizes.Length--;
        }
        string text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({sizes}), }}";
        int length = (prefix + text.Length + 1 + alignment - 1) / alignment * alignment;
        var header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)(length - prefix)));
        Encoding.ASCII.GetBytes(text, header.AsSpan(prefix));
        header[^1] = (byte)'\n';
        return header;
    }

    private static (string Descr, bool ColumnMajor, long[] Shape) Parse(FormatReader reader, string text)
    {
        var cursor = new Cursor(reader, text);
        string? descr = null;
        bool? columnMajor = null;
        long[]? shape = null;
        cursor.Expect('{');
        while (!cursor.Accept('}'))
        {
            string key = cursor.Text("a key");
            cursor.Expect(':');
            switch (key)
            {
                case "descr" when descr is null && cursor.Accept('['):
                    throw reader.Fault("descr", "the array has named fields (a structured dtype), and plain numbers are read",
                        "Save one field at a time: numpy.save(path, array['field']).");
                case "descr" when descr is null:
                    descr = cursor.Text("descr");
                    break;
                case "fortran_order" when columnMajor is null:
                    columnMajor = cursor.Truth();
                    break;
                case "shape" when shape is null:
                    shape = cursor.Shape();
                    break;
                default:
                    throw reader.Fault("header", $"the key '{key}' is unknown or comes twice", Remedy);
            }
            if (!cursor.Accept(','))
            {
                cursor.Expect('}');
                break;
            }
        }
        cursor.ExpectEnd();
        if (descr is null || columnMajor is null || shape is null)
        {
            string missing = descr is null ? "descr" : columnMajor is null ? "fortran_order" : "shape";
            throw reader.Fault("header", $"the key '{missing}' is missing", Remedy);
        }
        return (descr, columnMajor.Value, shape);
    }

    private static (ElementType Type, bool BigEndian) ParseType(FormatReader reader, string descr)
    {
        if (descr.Contains('O'))
        {
            throw reader.Fault("descr", $"the array holds Python objects ('{descr}'), which are pickled code and are never read",
                "Convert it to numbers with array.astype('float32') and save it again.");
        }
        ElementType? type = descr.Length == 3 ? descr[1..] switch
        {
            "b1" => ElementType.Bool,
            "u1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "u2" => ElementType.UInt16,
            "i2" => ElementType.Int16,
            "u4" => ElementType.UInt32,
            "i4" => ElementType.Int32,
            "u8" => ElementType.UInt64,
            "i8" => ElementType.Int64,
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            _ => null,
        }
        : null;
        bool known = type is { } found && (descr[0] is '<' or '>' or '=' || (descr[0] == '|' && Elements.SizeOf(found) == 1));
        return known
            ? (type!.Value, descr[0] == '>')
            : throw reader.Fault("descr", $"the type '{descr}' cannot be read; bool, integers and floats of 1 to 8 bytes can",
                "Convert it with array.astype('float32') and save it again.");
    }

    private ref struct Cursor(FormatReader reader, string text)
    {
        private int _at;

        public bool Accept(char wanted)
        {
            SkipSpace();
            if (_at < text.Length && text[_at] == wanted)
            {
                _at++;
                return true;
            }
            return false;
        }

        public void Expect(char wanted)
        {
            if (!Accept(wanted))
            {
                throw Unexpected($"'{wanted}'");
            }
        }

        public void ExpectEnd()
        {
            SkipSpace();
            if (_at < text.Length)
            {
                throw Unexpected("the end of the header");
            }
        }

        public string Text(string what)
        {
            SkipSpace();
            int quote = _at < text.Length && text[_at] is '\'' or '"' ? (int)text[_at] : -1;
            int end = quote < 0 ? -1 : text.IndexOf((char)quote, _at + 1);
            if (end < 0)
            {
                throw Unexpected($"{what} in quotes");
            }
            string value = text[(_at + 1)..end];
            _at = end + 1;
            return value;
        }

        public bool Truth()
        {
            SkipSpace();
            foreach (string word in (ReadOnlySpan<string>)["True", "False"])
            {
                if (text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
                {
                    _at += word.Length;
                    return word.Length == 4;
                }
            }
            throw Unexpected("True or False");
        }

        public long[] Shape()
        {
            Expect('(');
            var sizes = new List<long>();
            while (!Accept(')'))
            {
                sizes.Add(Number());
                if (!Accept(','))
                {
                    // Python reads (3) as the number 3: a tuple of one needs its comma.
                    if (sizes.Count == 1)
                    {
                        throw Unexpected("','");
                    }
                    Expect(')');
                    break;
                }
            }
            return [.. sizes];
        }

        private long Number()
        {
            SkipSpace();
            int start = _at;
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || (_at == start && text[_at] == '-')))
            {
                _at++;
            }
            if (!long.TryParse(text.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out long value))
            {
                _at = start;
                throw Unexpected("a size of the shape (at most 9223372036854775807)");
            }
            // Python 2 wrote its long integers as 60000L.
            if (_at < text.Length && text[_at] == 'L')
            {
                _at++;
            }
            return value;
        }

        private void SkipSpace()
        {
            while (_at < text.Length && text[_at] is ' ' or '\t' or '\n' or '\r')
            {
                _at++;
            }
        }

        private readonly MalformedFileException Unexpected(string wanted)
        {
            string found = _at >= text.Length ? "it ends" : $"it has '{text.Substring(_at, Math.Min(12, text.Length - _at))}'";
            return reader.Fault("header", $"the header should have {wanted} at its character {_at}, but {found}", Remedy);
        }
    }
}
