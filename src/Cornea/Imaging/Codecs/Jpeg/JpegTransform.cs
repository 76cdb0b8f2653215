using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Imaging;

/// <summary>
/// The inverse cosine transform of a block in whole numbers. The algorithm is that of Loeffler, Ligtenberg and Moschytz ("Practical fast
/// 1-D DCT algorithms with 11 multiplications", 1989), with constants of 13 bits and 2 more bits between columns and rows: the accurate
/// one of the Independent JPEG Group's library, whose rounding decoders have followed since.
/// </summary>
internal static class JpegTransform
{
    /// <summary>Bits of the constants, and by how many bits sums are shortened after columns and after rows.</summary>
    public const int ConstantBits = 13, FirstShift = ConstantBits - 2, SecondShift = ConstantBits + 2 + 3;

    /// <summary>The constants of the algorithm, times 2^13.</summary>
    public const int C0298 = 2446, C0390 = 3196, C0541 = 4433, C0765 = 6270, C0899 = 7373, C1175 = 9633, C1501 = 12299, C1847 = 15137,
        C1961 = 16069, C2053 = 16819, C2562 = 20995, C3072 = 25172;

    /// <summary>What coefficients of a group are multiplied with.</summary>
    /// <param name="steps">[64] the same of a block, in natural order.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static short[] GroupSteps(ReadOnlySpan<short> steps)
    {
        var group = new short[JpegComponent.GroupSize];
        for (int row = 0; row < 8; row++)
        {
            for (int block = 0; block < JpegComponent.Group; block++)
            {
                steps.Slice(row * 8, 8).CopyTo(group.AsSpan(row * JpegComponent.GroupRow + block * 8));
            }
        }
        return group;
    }

    /// <summary>Samples of a group of blocks of which only the first coefficient is not 0.</summary>
    /// <param name="group">Its coefficients.</param>
    /// <param name="step">What the first ones are multiplied with.</param>
    /// <param name="samples">Where the first sample goes.</param>
    /// <param name="stride">From one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(ReadOnlySpan<short> group, int step, Span<byte> samples, int stride)
    {
        Span<ulong> line = stackalloc ulong[JpegComponent.Group];
        for (int block = 0; block < JpegComponent.Group; block++)
        {
            int value = (short)(group[block * 8] * step) + (1 << 2) >> 3;
            line[block] = (ulong)Math.Clamp(value + 128, 0, 255) * 0x0101010101010101;
        }
        for (int row = 0; row < 8; row++)
        {
            MemoryMarshal.AsBytes(line).CopyTo(samples[(row * stride)..]);
        }
    }

    /// <summary>Samples of groups of blocks that stand beside each other.</summary>
    /// <param name="groups">[groups, 8 rows, 4 blocks, 8] in natural order.</param>
    /// <param name="steps">[8, 4, 8] what coefficients are multiplied with.</param>
    /// <param name="samples">Where the first sample goes.</param>
    /// <param name="stride">From one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Inverse(ReadOnlySpan<short> groups, ReadOnlySpan<short> steps, Span<byte> samples, int stride)
    {
        for (int at = 0; at < groups.Length; at += JpegComponent.GroupSize)
        {
            ReadOnlySpan<short> group = groups.Slice(at, JpegComponent.GroupSize);
            Span<byte> target = samples.Slice(at / 8, 7 * stride + JpegComponent.GroupRow);
            if (Avx512BW.IsSupported)
            {
                JpegGroupTransform.Inverse(group, steps, target, stride);
                continue;
            }
            for (int block = 0; block < JpegComponent.Group; block++)
            {
                InverseBlock(group[(block * 8)..], steps, target[(block * 8)..], stride);
            }
        }
    }

    // A block of a group: its rows lie a row of the group apart.
    private static void InverseBlock(ReadOnlySpan<short> block, ReadOnlySpan<short> steps, Span<byte> samples, int stride)
    {
        if (Avx2.IsSupported)
        {
            InverseByVectors(block, steps, samples, stride);
            return;
        }
        Span<int> numbers = stackalloc int[64];
        Span<int> line = stackalloc int[8];
        for (int column = 0; column < 8; column++)
        {
            for (int row = 0; row < 8; row++)
            {
                int at = row * JpegComponent.GroupRow + column;
                line[row] = (short)(block[at] * steps[at]);
            }
            Line(line);
            for (int row = 0; row < 8; row++)
            {
                numbers[row * 8 + column] = Math.Clamp(line[row] + (1 << (FirstShift - 1)) >> FirstShift, short.MinValue, short.MaxValue);
            }
        }
        for (int row = 0; row < 8; row++)
        {
            Span<int> own = numbers.Slice(row * 8, 8);
            Line(own);
            for (int column = 0; column < 8; column++)
            {
                samples[row * stride + column] =
                    (byte)Math.Clamp((own[column] + (1 << (SecondShift - 1)) >> SecondShift) + 128, 0, 255);
            }
        }
    }

    private static void Line(Span<int> x)
    {
        int sum = (x[2] + x[6]) * C0541, low = sum - x[6] * C1847, high = sum + x[2] * C0765;
        int first = x[0] + x[4] << ConstantBits, second = x[0] - x[4] << ConstantBits;
        (int e0, int e3, int e1, int e2) = (first + high, first - high, second + low, second - low);
        int all = (x[7] + x[3] + x[5] + x[1]) * C1175;
        int z1 = (x[7] + x[1]) * -C0899, z2 = (x[5] + x[3]) * -C2562;
        int z3 = (x[7] + x[3]) * -C1961 + all, z4 = (x[5] + x[1]) * -C0390 + all;
        int o0 = x[7] * C0298 + z1 + z3, o1 = x[5] * C2053 + z2 + z4, o2 = x[3] * C3072 + z2 + z3, o3 = x[1] * C1501 + z1 + z4;
        (x[0], x[7], x[1], x[6]) = (e0 + o3, e0 - o3, e1 + o2, e1 - o2);
        (x[2], x[5], x[3], x[4]) = (e2 + o1, e2 - o1, e3 + o0, e3 - o0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InverseByVectors(ReadOnlySpan<short> block, ReadOnlySpan<short> steps, Span<byte> samples, int stride)
    {
        ref short from = ref MemoryMarshal.GetReference(block);
        ref short by = ref MemoryMarshal.GetReference(steps);
        Vector256<int> r0 = Row(ref from, ref by, 0), r1 = Row(ref from, ref by, 1), r2 = Row(ref from, ref by, 2);
        Vector256<int> r3 = Row(ref from, ref by, 3), r4 = Row(ref from, ref by, 4), r5 = Row(ref from, ref by, 5);
        Vector256<int> r6 = Row(ref from, ref by, 6), r7 = Row(ref from, ref by, 7);
        Lines(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Vector256<int> half = Vector256.Create(1 << (FirstShift - 1));
        // Packed to 16 bits with saturation, two rows to a vector.
        Vector256<short> s04 = Avx2.PackSignedSaturate(r0 + half >> FirstShift, r4 + half >> FirstShift);
        Vector256<short> s15 = Avx2.PackSignedSaturate(r1 + half >> FirstShift, r5 + half >> FirstShift);
        Vector256<short> s26 = Avx2.PackSignedSaturate(r2 + half >> FirstShift, r6 + half >> FirstShift);
        Vector256<short> s37 = Avx2.PackSignedSaturate(r3 + half >> FirstShift, r7 + half >> FirstShift);
        Transposed(s04, s15, s26, s37, out r0, out r1, out r2, out r3, out r4, out r5, out r6, out r7);
        Lines(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        half = Vector256.Create((1 << (SecondShift - 1)) + (128 << SecondShift));
        s04 = Avx2.PackSignedSaturate(r0 + half >> SecondShift, r4 + half >> SecondShift);
        s15 = Avx2.PackSignedSaturate(r1 + half >> SecondShift, r5 + half >> SecondShift);
        s26 = Avx2.PackSignedSaturate(r2 + half >> SecondShift, r6 + half >> SecondShift);
        s37 = Avx2.PackSignedSaturate(r3 + half >> SecondShift, r7 + half >> SecondShift);
        Transposed(s04, s15, s26, s37, out r0, out r1, out r2, out r3, out r4, out r5, out r6, out r7);
        Store(r0, r1, samples, stride, 0);
        Store(r2, r3, samples, stride, 2);
        Store(r4, r5, samples, stride, 4);
        Store(r6, r7, samples, stride, 6);
    }

    private static Vector256<int> Row(ref short block, ref short steps, nuint row) => Avx2.ConvertToVector256Int32(
        Vector128.LoadUnsafe(ref block, row * JpegComponent.GroupRow) *
        Vector128.LoadUnsafe(ref steps, row * JpegComponent.GroupRow));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lines(
        ref Vector256<int> x0, ref Vector256<int> x1, ref Vector256<int> x2, ref Vector256<int> x3,
        ref Vector256<int> x4, ref Vector256<int> x5, ref Vector256<int> x6, ref Vector256<int> x7)
    {
        Vector256<int> sum = (x2 + x6) * C0541, low = sum - x6 * C1847, high = sum + x2 * C0765;
        Vector256<int> first = x0 + x4 << ConstantBits, second = x0 - x4 << ConstantBits;
        Vector256<int> e0 = first + high, e3 = first - high, e1 = second + low, e2 = second - low;
        Vector256<int> all = (x7 + x3 + x5 + x1) * C1175;
        Vector256<int> z1 = (x7 + x1) * -C0899, z2 = (x5 + x3) * -C2562;
        Vector256<int> z3 = (x7 + x3) * -C1961 + all, z4 = (x5 + x1) * -C0390 + all;
        Vector256<int> o0 = x7 * C0298 + z1 + z3, o1 = x5 * C2053 + z2 + z4, o2 = x3 * C3072 + z2 + z3, o3 = x1 * C1501 + z1 + z4;
        (x0, x7, x1, x6) = (e0 + o3, e0 - o3, e1 + o2, e1 - o2);
        (x2, x5, x3, x4) = (e2 + o1, e2 - o1, e3 + o0, e3 - o0);
    }

    // Rows 0 and 4, 1 and 5, 2 and 6, 3 and 7 of 8 x 8 numbers, each vector with the halves of both alternating, to columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transposed(
        Vector256<short> s04, Vector256<short> s15, Vector256<short> s26, Vector256<short> s37,
        out Vector256<int> c0, out Vector256<int> c1, out Vector256<int> c2, out Vector256<int> c3,
        out Vector256<int> c4, out Vector256<int> c5, out Vector256<int> c6, out Vector256<int> c7)
    {
        // In each half of 128 bits: four columns of rows 0, then of rows 4; the lower half has columns 0 to 3.
        Vector256<short> a01 = Avx2.UnpackLow(s04, s15), a45 = Avx2.UnpackHigh(s04, s15);
        Vector256<short> a23 = Avx2.UnpackLow(s26, s37), a67 = Avx2.UnpackHigh(s26, s37);
        Vector256<int> b0 = Avx2.UnpackLow(a01.AsInt32(), a23.AsInt32()), b1 = Avx2.UnpackHigh(a01.AsInt32(), a23.AsInt32());
        Vector256<int> b2 = Avx2.UnpackLow(a45.AsInt32(), a67.AsInt32()), b3 = Avx2.UnpackHigh(a45.AsInt32(), a67.AsInt32());
        // b0: columns 0 and 1 of rows 0 to 3, b2 of rows 4 to 7; b1, b3: columns 2 and 3.
        Vector256<short> d0 = Avx2.UnpackLow(b0.AsInt64(), b2.AsInt64()).AsInt16();
        Vector256<short> d1 = Avx2.UnpackHigh(b0.AsInt64(), b2.AsInt64()).AsInt16();
        Vector256<short> d2 = Avx2.UnpackLow(b1.AsInt64(), b3.AsInt64()).AsInt16();
        Vector256<short> d3 = Avx2.UnpackHigh(b1.AsInt64(), b3.AsInt64()).AsInt16();
        (c0, c4) = (Avx2.ConvertToVector256Int32(d0.GetLower()), Avx2.ConvertToVector256Int32(d0.GetUpper()));
        (c1, c5) = (Avx2.ConvertToVector256Int32(d1.GetLower()), Avx2.ConvertToVector256Int32(d1.GetUpper()));
        (c2, c6) = (Avx2.ConvertToVector256Int32(d2.GetLower()), Avx2.ConvertToVector256Int32(d2.GetUpper()));
        (c3, c7) = (Avx2.ConvertToVector256Int32(d3.GetLower()), Avx2.ConvertToVector256Int32(d3.GetUpper()));
    }

    private static void Store(Vector256<int> upper, Vector256<int> lower, Span<byte> samples, int stride, int row)
    {
        Vector128<short> first = Sse2.PackSignedSaturate(upper.GetLower(), upper.GetUpper());
        Vector128<short> second = Sse2.PackSignedSaturate(lower.GetLower(), lower.GetUpper());
        Vector128<byte> both = Sse2.PackUnsignedSaturate(first, second);
        both.GetLower().CopyTo(samples.Slice(row * stride, 8));
        both.GetUpper().CopyTo(samples.Slice((row + 1) * stride, 8));
    }
}
