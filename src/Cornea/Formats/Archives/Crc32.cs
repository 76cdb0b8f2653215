using System.Buffers.Binary;

namespace Cornea.Formats;

/// <summary>CRC-32 of gzip, zip and PNG (reflected polynomial EDB88320): by the processor where it can, else eight bytes a step with
/// eight tables.</summary>
internal static class Crc32
{
    // Tables[256 * k + b]: the effect of byte b followed by k zero bytes.
    private static readonly uint[] Tables = MakeTables();

    /// <summary>CRC of the bytes seen so far (0 for none) followed by <paramref name="bytes"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        bytes = bytes[FoldedCrc32.Append(ref crc, bytes)..];
        return ~AppendByTables(crc, bytes);
    }

    /// <summary>Goes on with an inverted checksum by tables alone.</summary>
    internal static uint AppendByTables(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> table = Tables;
        ReadOnlySpan<uint> t0 = table[..256], t1 = table.Slice(256, 256), t2 = table.Slice(512, 256), t3 = table.Slice(768, 256);
        ReadOnlySpan<uint> t4 = table.Slice(1024, 256), t5 = table.Slice(1280, 256), t6 = table.Slice(1536, 256),
            t7 = table.Slice(1792, 256);
        while (bytes.Length >= 8)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = t7[(byte)word] ^ t6[(byte)(word >> 8)] ^ t5[(byte)(word >> 16)] ^ t4[(byte)(word >> 24)]
                ^ t3[(byte)(word >> 32)] ^ t2[(byte)(word >> 40)] ^ t1[(byte)(word >> 48)] ^ t0[(byte)(word >> 56)];
            bytes = bytes[8..];
        }
        foreach (byte value in bytes)
        {
            crc = t0[(byte)(crc ^ value)] ^ (crc >> 8);
        }
        return crc;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (uint index = 0; index < 256; index++)
        {
            uint value = index;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
            }
            tables[index] = value;
        }
        for (int index = 256; index < tables.Length; index++)
        {
            uint previous = tables[index - 256];
            tables[index] = tables[previous & 0xFF] ^ (previous >> 8);
        }
        return tables;
    }
}
