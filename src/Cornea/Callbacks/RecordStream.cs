using System.Buffers.Binary;
using System.Numerics;

namespace Cornea.Callbacks;

/// <summary>
/// Records as TensorFlow frames them: length (8 bytes, little-endian), its checksum, the bytes, their checksum. A checksum is
/// CRC-32C, turned by 15 bits and moved by a constant. Source: TensorFlow, <c>core/lib/io/record_writer.h</c>.
/// </summary>
internal static class RecordStream
{
    private const uint Offset = 0xA282EAD8;

    public static void Write(Stream stream, ReadOnlySpan<byte> record)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(head, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Checksum(head[..8]));
        stream.Write(head);
        stream.Write(record);
        BinaryPrimitives.WriteUInt32LittleEndian(head, Checksum(record));
        stream.Write(head[..4]);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + Offset;
    }
}
