using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Graph;

/// <summary>
/// Philox 4x32-10: 128 random bits as a pure function of a 64-bit key and a 128-bit counter (Salmon, Moraes, Dror, Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// </summary>
internal static class Philox
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    // A draw that has to be repeated counts its attempts here, so that an element never needs another element's numbers.
    private const int Attempts = 64;

    public static (uint A, uint B, uint C, uint D) Block(ulong key, ulong low, ulong high)
    {
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        var (a, b, c, d) = ((uint)low, (uint)(low >> 32), (uint)high, (uint)(high >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var p = (ulong)Multiplier0 * a;
            var q = (ulong)Multiplier1 * c;
            (a, b, c, d) = ((uint)(q >> 32) ^ b ^ k0, (uint)q, (uint)(p >> 32) ^ d ^ k1, (uint)p);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (a, b, c, d);
    }

    /// <summary>The 32 random bits of one element.</summary>
    public static uint Bits(ulong key, int stream, long element)
    {
        var (a, b, c, d) = Block(key, (ulong)element >> 2, (uint)stream);
        return (element & 3) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>24 bits as a fraction of [0, 1): every value is a float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Fraction(uint bits) => (bits >> 8) * (1f / (1 << 24));

    /// <summary>A normal number by Box and Muller's transform of two of the element's own fractions.</summary>
    public static float Normal(ulong key, int stream, long element, int attempt = 0)
    {
        // Normal draws use one block an element: high bits of the counter keep them apart from uniform draws.
        var (a, b, _, _) = Block(key, (ulong)element, (uint)stream | (ulong)(attempt + 1) << 32);
        var normal = BoxMuller.Of(Vector256.Create((a >> 8) * BoxMuller.Step), Vector256.Create((b >> 8) * BoxMuller.Step));
        return (float)normal.ToScalar();
    }

    /// <summary>A normal number at most 2 from 0.</summary>
    public static float TruncatedNormal(ulong key, int stream, long element, int attempt = 0)
    {
        for (; attempt < Attempts; attempt++)
        {
            var value = Normal(key, stream, element, attempt);
            if (Math.Abs(value) <= 2)
                return value;
        }
        return 0; // one in 10^85
    }
}
