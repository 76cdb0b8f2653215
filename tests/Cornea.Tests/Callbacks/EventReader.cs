using System.Buffers.Binary;
using System.Text;
using Shouldly;

namespace Cornea.Tests.Callbacks;

/// <summary>Reads event files by the description of the format, with none of the writer's code.</summary>
internal static class EventReader
{
    public static List<Dictionary<int, List<object>>> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var events = new List<Dictionary<int, List<object>>>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)).ShouldBe(Masked(bytes.AsSpan(at, 8)));
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)).ShouldBe(Masked(bytes.AsSpan(at + 12, length)));
            events.Add(Fields(bytes.AsSpan(at + 12, length)));
            at += length + 16;
        }
        return events;
    }

    /// <summary>A message: its fields by number; a value is a ulong, a float, a double or bytes.</summary>
    public static Dictionary<int, List<object>> Fields(ReadOnlySpan<byte> bytes)
    {
        var fields = new Dictionary<int, List<object>>();
        while (bytes.Length > 0)
        {
            var key = Number(ref bytes);
            object value;
            switch (key & 7)
            {
                case 0:
                    value = Number(ref bytes);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
                    bytes = bytes[8..];
                    break;
                case 2:
                    var length = (int)Number(ref bytes);
                    value = bytes[..length].ToArray();
                    bytes = bytes[length..];
                    break;
                default:
                    (key & 7).ShouldBe(5ul);
                    value = BinaryPrimitives.ReadSingleLittleEndian(bytes);
                    bytes = bytes[4..];
                    break;
            }
            if (!fields.TryGetValue((int)(key >> 3), out var list))
                fields[(int)(key >> 3)] = list = [];
            list.Add(value);
        }
        return fields;
    }

    public static Dictionary<int, List<object>> Message(this Dictionary<int, List<object>> fields, int field) =>
        Fields((byte[])fields[field].ShouldHaveSingleItem());

    public static string Text(this Dictionary<int, List<object>> fields, int field) =>
        Encoding.UTF8.GetString((byte[])fields[field].ShouldHaveSingleItem());

    public static double[] Doubles(this Dictionary<int, List<object>> fields, int field) =>
        [.. ((byte[])fields[field].ShouldHaveSingleItem()).Chunk(8).Select(chunk => BinaryPrimitives.ReadDoubleLittleEndian(chunk))];

    private static ulong Number(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    // CRC-32C (Castagnoli, reflected polynomial 82F63B78), bit by bit.
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }
}
