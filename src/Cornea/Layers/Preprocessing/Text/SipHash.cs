using System.Buffers.Binary;
using System.Numerics;

namespace Cornea.Layers;

/// <summary>A keyed 64-bit hash: SipHash-2-4. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.</summary>
internal static class SipHash
{
    public static ulong Hash(ReadOnlySpan<byte> text, ulong key0, ulong key1)
    {
        Span<ulong> v = [key0 ^ 0x736F6D6570736575, key1 ^ 0x646F72616E646F6D, key0 ^ 0x6C7967656E657261, key1 ^ 0x7465646279746573];
        var rest = text;
        for (; rest.Length >= 8; rest = rest[8..])
            Absorb(v, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        Span<byte> last = stackalloc byte[8];
        rest.CopyTo(last);
        last[7] = unchecked((byte)text.Length);
        Absorb(v, BinaryPrimitives.ReadUInt64LittleEndian(last));
        v[2] ^= 0xFF;
        for (var i = 0; i < 4; i++)
            Round(v);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void Absorb(Span<ulong> v, ulong word)
    {
        v[3] ^= word;
        Round(v);
        Round(v);
        v[0] ^= word;
    }

    private static void Round(Span<ulong> v)
    {
        unchecked
        {
            v[0] += v[1];
            v[2] += v[3];
            v[1] = BitOperations.RotateLeft(v[1], 13) ^ v[0];
            v[3] = BitOperations.RotateLeft(v[3], 16) ^ v[2];
            v[0] = BitOperations.RotateLeft(v[0], 32);
            v[2] += v[1];
            v[0] += v[3];
            v[1] = BitOperations.RotateLeft(v[1], 17) ^ v[2];
            v[3] = BitOperations.RotateLeft(v[3], 21) ^ v[0];
            v[2] = BitOperations.RotateLeft(v[2], 32);
        }
    }
}
