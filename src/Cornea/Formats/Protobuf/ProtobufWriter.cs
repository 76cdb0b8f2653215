using System.Buffers.Binary;
using System.Text;

namespace Cornea.Formats.Protobuf;

/// <summary>Writes a protobuf message; fields that have the value that readers assume anyway may be left out by the caller.</summary>
internal sealed class ProtobufWriter
{
    private readonly MemoryStream _content = new();

    /// <summary>How many bytes were written.</summary>
    public long Length => _content.Length;

    /// <summary>The bytes so far.</summary>
    public ReadOnlyMemory<byte> Content => _content.GetBuffer().AsMemory(0, (int)_content.Length);

    /// <summary>A whole number.</summary>
    public void Int64(int field, long value)
    {
        Key(field, WireType.Varint);
        Varint(unchecked((ulong)value));
    }

    /// <summary>A number of four bytes.</summary>
    public void Single(int field, float value)
    {
        Key(field, WireType.Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _content.Write(bytes);
    }

    /// <summary>Bytes.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Key(field, WireType.LengthDelimited);
        Varint((ulong)value.Length);
        _content.Write(value);
    }

    /// <summary>A text; nothing where it is empty.</summary>
    public void Text(int field, string value)
    {
        if (value.Length > 0)
            Bytes(field, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>A text, the empty one too.</summary>
    public void EveryText(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message.</summary>
    public void Message(int field, Action<ProtobufWriter> write)
    {
        var inner = new ProtobufWriter();
        write(inner);
        Bytes(field, inner.Content.Span);
    }

    private void Key(int field, WireType type) => Varint(((ulong)field << 3) | (ulong)type);

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _content.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }
        _content.WriteByte((byte)value);
    }
}
