using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Cornea.Graph;

namespace Cornea.Devices.Cpu.RandomNumbers;

/// <summary>Eight blocks of <see cref="Philox"/> at once: 32 numbers in the order in which single blocks give them, or 8 normal
/// numbers.</summary>
internal static unsafe class PhiloxVectors
{
    /// <summary>Numbers made by one call.</summary>
    public const int Count = 32;

    /// <summary>Whether this machine can.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>The bits of blocks <paramref name="block"/> to <paramref name="block"/> + 7. The low half of the block numbers must not
    /// wrap around.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Draw(ulong key, uint block, uint blockHigh, uint stream, uint* target)
    {
        var (a, b, c, d) = Blocks(key, block, blockHigh, stream, 0);
        // From eight of each kind to eight blocks of four: within halves first, then the halves.
        var (ab0, ab1) = (Avx2.UnpackLow(a, b).AsUInt64(), Avx2.UnpackHigh(a, b).AsUInt64());
        var (cd0, cd1) = (Avx2.UnpackLow(c, d).AsUInt64(), Avx2.UnpackHigh(c, d).AsUInt64());
        var (r0, r1) = (Avx2.UnpackLow(ab0, cd0), Avx2.UnpackHigh(ab0, cd0));
        var (r2, r3) = (Avx2.UnpackLow(ab1, cd1), Avx2.UnpackHigh(ab1, cd1));
        Avx2.Permute2x128(r0, r1, 0x20).AsUInt32().Store(target);
        Avx2.Permute2x128(r2, r3, 0x20).AsUInt32().Store(target + 8);
        Avx2.Permute2x128(r0, r1, 0x31).AsUInt32().Store(target + 16);
        Avx2.Permute2x128(r2, r3, 0x31).AsUInt32().Store(target + 24);
    }

    /// <summary>The normal numbers <see cref="Philox.Normal"/> of eight elements that follow one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Normals(ulong key, uint element, uint stream)
    {
        var (a, b, _, _) = Blocks(key, element, 0, stream, 1);
        (a, b) = (a >> 8, b >> 8);
        return Vector256.Narrow(
            BoxMuller.Of(Fractions(Vector256.WidenLower(a)), Fractions(Vector256.WidenLower(b))),
            BoxMuller.Of(Fractions(Vector256.WidenUpper(a)), Fractions(Vector256.WidenUpper(b))));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Fractions(Vector256<ulong> bits) => BoxMuller.Whole(bits) * BoxMuller.Step;

    // Eight blocks; the counter's parts from the lowest on, of which the lowest differs from block to block by 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> A, Vector256<uint> B, Vector256<uint> C, Vector256<uint> D) Blocks(
        ulong key, uint first, uint second, uint third, uint fourth)
    {
        var a = Vector256.Create(first) + Vector256<uint>.Indices;
        var b = Vector256.Create(second);
        var c = Vector256.Create(third);
        var d = Vector256.Create(fourth);
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        var (m0, m1) = (Vector256.Create(Philox.Multiplier0), Vector256.Create(Philox.Multiplier1));
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var (highA, highC) = (High(a, m0), High(c, m1));
            var (lowA, lowC) = (a * m0, c * m1);
            a = highC ^ b ^ Vector256.Create(k0);
            b = lowC;
            c = highA ^ d ^ Vector256.Create(k1);
            d = lowA;
            k0 += Philox.Weyl0;
            k1 += Philox.Weyl1;
        }
        return (a, b, c, d);
    }

    // The upper halves of the eight products.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> High(Vector256<uint> x, Vector256<uint> y)
    {
        var even = Avx2.Multiply(x, y) >> 32;
        var odd = Avx2.Multiply((x.AsUInt64() >> 32).AsUInt32(), y);
        return Avx2.Blend(even.AsUInt32(), odd.AsUInt32(), 0b10101010);
    }
}
