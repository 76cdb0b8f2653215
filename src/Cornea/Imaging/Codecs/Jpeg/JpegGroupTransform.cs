using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static Cornea.Imaging.JpegTransform;

namespace Cornea.Imaging;

/// <summary>
/// The inverse cosine transform of four blocks at once, one in each 128 bits of a vector: the sums of <see cref="JpegTransform"/>, taken
/// as products of pairs of 16 bits.
/// </summary>
internal static class JpegGroupTransform
{
    /// <summary>Samples of a group of blocks.</summary>
    /// <param name="group">[8 rows, 4 blocks, 8].</param>
    /// <param name="steps">[8, 4, 8] what coefficients are multiplied with.</param>
    /// <param name="samples">Where the first sample goes: eight rows of 32.</param>
    /// <param name="stride">From one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Inverse(ReadOnlySpan<short> group, ReadOnlySpan<short> steps, Span<byte> samples, int stride)
    {
        ref short from = ref MemoryMarshal.GetReference(group[..JpegComponent.GroupSize]);
        ref short by = ref MemoryMarshal.GetReference(steps[..JpegComponent.GroupSize]);
        Vector512<short> r0 = Row(ref from, ref by, 0), r1 = Row(ref from, ref by, 1), r2 = Row(ref from, ref by, 2);
        Vector512<short> r3 = Row(ref from, ref by, 3), r4 = Row(ref from, ref by, 4), r5 = Row(ref from, ref by, 5);
        Vector512<short> r6 = Row(ref from, ref by, 6), r7 = Row(ref from, ref by, 7);
        Lines(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, FirstShift);
        // Three times each row with the one four further on: columns.
        for (int round = 0; round < 3; round++)
        {
            Shuffled(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        }
        Lines(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, SecondShift);
        Vector512<byte> middle = Vector512.Create((byte)128);
        Vector512<byte> p0 = Packed(r0, r1), p1 = Packed(r2, r3), p2 = Packed(r4, r5), p3 = Packed(r6, r7);
        for (int round = 0; round < 3; round++)
        {
            (p0, p1, p2, p3) = (Avx512BW.UnpackLow(p0, p2), Avx512BW.UnpackHigh(p0, p2), Avx512BW.UnpackLow(p1, p3),
                Avx512BW.UnpackHigh(p1, p3));
        }
        Store(p0 ^ middle, samples, stride, 0);
        Store(p1 ^ middle, samples, stride, 2);
        Store(p2 ^ middle, samples, stride, 4);
        Store(p3 ^ middle, samples, stride, 6);
    }

    private static Vector512<short> Row(ref short group, ref short steps, nuint row) =>
        Vector512.LoadUnsafe(ref group, row * JpegComponent.GroupRow) * Vector512.LoadUnsafe(ref steps, row * JpegComponent.GroupRow);

    private static Vector512<byte> Packed(Vector512<short> first, Vector512<short> second) =>
        Avx512BW.PackSignedSaturate(first, second).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Shuffled(
        ref Vector512<short> r0, ref Vector512<short> r1, ref Vector512<short> r2, ref Vector512<short> r3,
        ref Vector512<short> r4, ref Vector512<short> r5, ref Vector512<short> r6, ref Vector512<short> r7)
    {
        Vector512<short> a = Avx512BW.UnpackLow(r0, r4), b = Avx512BW.UnpackHigh(r0, r4);
        Vector512<short> c = Avx512BW.UnpackLow(r1, r5), d = Avx512BW.UnpackHigh(r1, r5);
        Vector512<short> e = Avx512BW.UnpackLow(r2, r6), f = Avx512BW.UnpackHigh(r2, r6);
        Vector512<short> g = Avx512BW.UnpackLow(r3, r7), h = Avx512BW.UnpackHigh(r3, r7);
        (r0, r1, r2, r3, r4, r5, r6, r7) = (a, b, c, d, e, f, g, h);
    }

    // Each vector has two rows of each block: one in the lower and one in the upper 8 bytes of its 16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<byte> rows, Span<byte> samples, int stride, int row)
    {
        Vector512<ulong> apart = Avx512F.PermuteVar8x64(rows.AsUInt64(), Vector512.Create(0UL, 2, 4, 6, 1, 3, 5, 7));
        apart.GetLower().AsByte().CopyTo(samples.Slice(row * stride, 32));
        apart.GetUpper().AsByte().CopyTo(samples.Slice((row + 1) * stride, 32));
    }

    // The transform of eight numbers in eight vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lines(
        ref Vector512<short> x0, ref Vector512<short> x1, ref Vector512<short> x2, ref Vector512<short> x3,
        ref Vector512<short> x4, ref Vector512<short> x5, ref Vector512<short> x6, ref Vector512<short> x7,
        [ConstantExpected] int shift)
    {
        var (lowLow, lowHigh) = Pairs(x2, x6, C0541, C0541 - C1847);
        var (highLow, highHigh) = Pairs(x2, x6, C0541 + C0765, C0541);
        var (firstLow, firstHigh) = Widened(x0 + x4);
        var (secondLow, secondHigh) = Widened(x0 - x4);
        Vector512<short> z3 = x7 + x3, z4 = x5 + x1;
        var (thirdLow, thirdHigh) = Pairs(z3, z4, C1175 - C1961, C1175);
        var (fourthLow, fourthHigh) = Pairs(z3, z4, C1175, C1175 - C0390);
        var (o0Low, o0High) = Pairs(x7, x1, C0298 - C0899, -C0899);
        var (o3Low, o3High) = Pairs(x7, x1, -C0899, C1501 - C0899);
        var (o1Low, o1High) = Pairs(x5, x3, C2053 - C2562, -C2562);
        var (o2Low, o2High) = Pairs(x5, x3, -C2562, C3072 - C2562);
        Vector512<int> half = Vector512.Create(1 << (shift - 1));
        (firstLow, firstHigh, secondLow, secondHigh) = (firstLow + half, firstHigh + half, secondLow + half, secondHigh + half);
        (x0, x7) = Ends(firstLow + highLow, firstHigh + highHigh, o3Low + fourthLow, o3High + fourthHigh, shift);
        (x1, x6) = Ends(secondLow + lowLow, secondHigh + lowHigh, o2Low + thirdLow, o2High + thirdHigh, shift);
        (x2, x5) = Ends(secondLow - lowLow, secondHigh - lowHigh, o1Low + fourthLow, o1High + fourthHigh, shift);
        (x3, x4) = Ends(firstLow - highLow, firstHigh - highHigh, o0Low + thirdLow, o0High + thirdHigh, shift);
    }

    // a · first + b · second of the lower and of the upper four numbers of each block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<int> Low, Vector512<int> High) Pairs(Vector512<short> a, Vector512<short> b, int first, int second)
    {
        Vector512<short> factors = Vector512.Create((second << 16) | (first & 0xFFFF)).AsInt16();
        return (Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(a, b), factors),
            Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(a, b), factors));
    }

    // Times 2^13.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<int> Low, Vector512<int> High) Widened(Vector512<short> x) =>
        (Avx512BW.UnpackLow(default, x).AsInt32() >> (16 - ConstantBits), Avx512BW.UnpackHigh(default, x).AsInt32() >> (16 - ConstantBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<short> First, Vector512<short> Last) Ends(
        Vector512<int> evenLow, Vector512<int> evenHigh, Vector512<int> oddLow, Vector512<int> oddHigh, [ConstantExpected] int shift) =>
        (Avx512BW.PackSignedSaturate(evenLow + oddLow >> shift, evenHigh + oddHigh >> shift),
            Avx512BW.PackSignedSaturate(evenLow - oddLow >> shift, evenHigh - oddHigh >> shift));
}
