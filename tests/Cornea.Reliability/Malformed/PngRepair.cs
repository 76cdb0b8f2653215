using System.Buffers.Binary;

namespace Cornea.Reliability.Malformed;

/// <summary>Puts right the checksums of a PNG's chunks.</summary>
internal static class PngRepair
{
    private const int SignatureLength = 8;

    public static byte[] Repair(byte[] file)
    {
        var repaired = (byte[])file.Clone();
        for (var at = SignatureLength; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                break;
            var crc = Crc32.Append(0, repaired.AsSpan(at + 4, (int)length + 4));
            BinaryPrimitives.WriteUInt32BigEndian(repaired.AsSpan(at + 8 + (int)length), crc);
            at += (int)length + 12;
        }
        return repaired;
    }
}
