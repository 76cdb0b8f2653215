using System.Buffers.Binary;
using System.Text;

namespace Cornea.Formats.Protobuf;

/// <summary>
/// Reads one protobuf message, front to back. Every length is checked against what is really there before it is used, messages may
/// stand in each other only so deep, and every fault is a <see cref="MalformedFileException"/> with its offset in the file.
/// </summary>
/// <remarks>Source: https://protobuf.dev/programming-guides/encoding.</remarks>
internal sealed class ProtobufReader
{
    /// <summary>So many messages may stand in each other, as in Google's parsers.</summary>
    public const int DeepestNesting = 100;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly string _path;
    private readonly long _start;
    private readonly int _depth;
    private int _position;
    private int _field;
    private WireType _type;

    /// <summary>Initializes a reader of a whole file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="path">Its name for messages.</param>
    public ProtobufReader(ReadOnlyMemory<byte> content, string path) : this(content, path, 0, 1)
    {
    }

    private ProtobufReader(ReadOnlyMemory<byte> content, string path, long start, int depth) =>
        (_content, _path, _start, _depth) = (content, path, start, depth);

    /// <summary>Where in the file the next byte lies.</summary>
    public long Offset => _start + _position;

    /// <summary>The number of the field that <see cref="Next"/> found.</summary>
    public int Field => _field;

    private ReadOnlySpan<byte> Rest => _content.Span[_position..];

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    public bool Next()
    {
        if (_position == _content.Length)
            return false;
        var key = Varint("key of a field");
        var (number, type) = (key >> 3, (int)(key & 7));
        if (number is 0 or > 0x1FFFFFFF)
            throw Fault("key of a field", $"a field number between 1 and {0x1FFFFFFF} was expected, but it is {number}");
        if (type is not (0 or 1 or 2 or 5))
            throw Fault("key of a field", $"field {number} has wire type {type}, which is no type of numbers, texts or messages");
        (_field, _type) = ((int)number, (WireType)type);
        return true;
    }

    /// <summary>Passes over the value of a field.</summary>
    public void Skip()
    {
        switch (_type)
        {
            case WireType.Varint:
                Varint("unknown field");
                break;
            case WireType.Fixed64:
                Take(8, "unknown field");
                break;
            case WireType.Fixed32:
                Take(4, "unknown field");
                break;
            case WireType.LengthDelimited:
                Bytes("unknown field");
                break;
            default:
                throw Fault("unknown field", $"wire type {_type} is not known");
        }
    }

    /// <summary>A whole number.</summary>
    public long Int64(string name)
    {
        Expect(WireType.Varint, name);
        return unchecked((long)Varint(name));
    }

    /// <summary>A whole number of 32 bits.</summary>
    public int Int32(string name) => unchecked((int)Int64(name));

    /// <summary>A number of four bytes.</summary>
    public float Single(string name)
    {
        Expect(WireType.Fixed32, name);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4, name));
    }

    /// <summary>The bytes of a text, of bytes or of a message; they are not copied.</summary>
    public ReadOnlyMemory<byte> Bytes(string name)
    {
        Expect(WireType.LengthDelimited, name);
        var length = Varint(name);
        if (length > (ulong)(_content.Length - _position))
        {
            throw Fault(name, $"{length} bytes were expected here, but only {_content.Length - _position} are left",
                FormatReader.Truncated);
        }
        var bytes = _content.Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    /// <summary>A text.</summary>
    public string Text(string name) => Encoding.UTF8.GetString(Bytes(name).Span);

    /// <summary>A reader of a message in this one.</summary>
    public ProtobufReader Message(string name)
    {
        if (_depth == DeepestNesting)
            throw Fault(name, $"more than {DeepestNesting} messages stand in each other");
        var bytes = Bytes(name);
        return new ProtobufReader(bytes, _path, Offset - bytes.Length, _depth + 1);
    }

    /// <summary>Adds whole numbers, one or packed.</summary>
    public void Int64s(List<long> values, string name)
    {
        if (_type != WireType.LengthDelimited)
        {
            values.Add(Int64(name));
            return;
        }
        var packed = Packed(name);
        while (packed._position < packed._content.Length)
            values.Add(unchecked((long)packed.Varint(name)));
    }

    /// <summary>Adds numbers of four bytes, one or packed.</summary>
    public void Singles(List<float> values, string name)
    {
        if (_type != WireType.LengthDelimited)
        {
            values.Add(Single(name));
            return;
        }
        var packed = Packed(name);
        while (packed._position < packed._content.Length)
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(packed.Take(4, name)));
    }

    /// <summary>Adds numbers of eight bytes, one or packed.</summary>
    public void Doubles(List<double> values, string name)
    {
        if (_type != WireType.LengthDelimited)
        {
            Expect(WireType.Fixed64, name);
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(Take(8, name)));
            return;
        }
        var packed = Packed(name);
        while (packed._position < packed._content.Length)
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed.Take(8, name)));
    }

    /// <summary>A fault at this place.</summary>
    public MalformedFileException Fault(string name, string problem, string remedy = FormatReader.Unreadable) =>
        new(_path, Offset, name, problem, remedy);

    private ProtobufReader Packed(string name)
    {
        var bytes = Bytes(name);
        return new ProtobufReader(bytes, _path, Offset - bytes.Length, _depth);
    }

    private void Expect(WireType type, string name)
    {
        if (_type != type)
            throw Fault(name, $"wire type {type} was expected, but field {_field} has {_type}");
    }

    private ReadOnlySpan<byte> Take(int count, string name)
    {
        if (count > _content.Length - _position)
            throw Fault(name, $"{count} bytes were expected here, but only {_content.Length - _position} are left", FormatReader.Truncated);
        var taken = Rest[..count];
        _position += count;
        return taken;
    }

    private ulong Varint(string name)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_position == _content.Length)
                throw Fault(name, "a whole number was expected, but the content ends inside it", FormatReader.Truncated);
            var one = _content.Span[_position++];
            if (shift == 63 && one > 1)
                break;
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
                return value;
        }
        throw Fault(name, "a whole number has more than 64 bits");
    }
}
