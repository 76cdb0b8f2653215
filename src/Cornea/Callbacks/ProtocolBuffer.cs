using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Cornea.Callbacks;

/// <summary>
/// A message in the wire format of protocol buffers: fields one after another, each a key (number and wire type), then a
/// varint, eight bytes, four bytes, or a length and bytes. Source: https://protobuf.dev/programming-guides/encoding.
/// </summary>
internal sealed class ProtocolBuffer
{
    private const int Varint = 0;
    private const int Eight = 1;
    private const int Delimited = 2;
    private const int Four = 5;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public ProtocolBuffer Whole(int field, long value)
    {
        Key(field, Varint);
        Number((ulong)value);
        return this;
    }

    public ProtocolBuffer Double(int field, double value)
    {
        Key(field, Eight);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    public ProtocolBuffer Float(int field, float value)
    {
        Key(field, Four);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    public ProtocolBuffer Text(int field, string value) => Content(field, Encoding.UTF8.GetBytes(value));

    public ProtocolBuffer Message(int field, ProtocolBuffer value) => Content(field, value.Bytes);

    /// <summary>A repeated field of doubles, packed.</summary>
    public ProtocolBuffer Doubles(int field, ReadOnlySpan<double> values)
    {
        Key(field, Delimited);
        Number((ulong)values.Length * 8);
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
            _bytes.Advance(8);
        }
        return this;
    }

    private ProtocolBuffer Content(int field, ReadOnlySpan<byte> content)
    {
        Key(field, Delimited);
        Number((ulong)content.Length);
        _bytes.Write(content);
        return this;
    }

    private void Key(int field, int wireType) => Number((ulong)((field << 3) | wireType));

    // Seven bits a byte, the lowest first; the top bit says that more follow.
    private void Number(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            span[count++] = (byte)(value | 0x80);
        span[count++] = (byte)value;
        _bytes.Advance(count);
    }
}
