using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Imaging;

/// <summary>Rows of RGB from rows of components. Source: JFIF 1.02, ITU-R BT.601 in fractions of 16 bits.</summary>
internal static class JpegColors
{
    private const int Half = 1 << 15;

    // 1.402, 1.772, 0.34414 and 0.71414 times 2^16.
    private const int RedOfCr = 91881, BlueOfCb = 116130, GreenOfCb = 22554, GreenOfCr = 46802;

    // Where the bytes of 32 pixels stand in two vectors that have eight of them in each 128 bits: red and green, blue behind them.
    private static readonly byte[] Interleaved = [.. Enumerable.Range(0, 128).Select(static i =>
        (byte)(i / 3 % 32 / 8 * 16 + i / 3 % 8 + (i % 3) switch { 0 => 0, 1 => 8, _ => 64 }))];

    // Three of four bytes: 12 bytes in a row, then 4 that the next pixels overwrite.
    private static Vector128<byte> Pixels => Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);

    /// <summary>Luma and two chromas to RGB.</summary>
    /// <param name="luma">At least so many as pixels, and likewise the others.</param>
    /// <param name="cb">Blue less luma, 128 for none.</param>
    /// <param name="cr">Red less luma, 128 for none.</param>
    /// <param name="pixels">[width, 3].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromLuma(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> pixels)
    {
        int width = pixels.Length / 3, x = 0;
        if (Avx512Vbmi.IsSupported)
        {
            ref byte to = ref MemoryMarshal.GetReference(pixels);
            (Vector512<byte> first, Vector512<byte> last) = (Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Interleaved)),
                Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Interleaved), 64));
            for (; x + 32 <= width; x += 32)
            {
                (Vector512<byte> redGreen, Vector512<byte> blue) = ThirtyTwo(luma.Slice(x, 32), cb.Slice(x, 32), cr.Slice(x, 32));
                Avx512Vbmi.PermuteVar64x8x2(redGreen, first, blue).StoreUnsafe(ref to, (nuint)x * 3);
                Avx512Vbmi.PermuteVar64x8x2(redGreen, last, blue).GetLower().StoreUnsafe(ref to, (nuint)x * 3 + 64);
            }
        }
        if (Vector256.IsHardwareAccelerated)
        {
            ref byte to = ref MemoryMarshal.GetReference(pixels);
            // Four bytes behind the last of eight pixels are written too.
            for (; x + 10 <= width; x += 8)
            {
                Vector256<int> y = Eight(luma, x), b = Eight(cb, x) - Vector256.Create(128), r = Eight(cr, x) - Vector256.Create(128);
                Vector256<int> red = Limited(y + (r * RedOfCr + Vector256.Create(Half) >> 16));
                Vector256<int> green = Limited(y + (Vector256.Create(Half) - b * GreenOfCb - r * GreenOfCr >> 16));
                Vector256<int> blue = Limited(y + (b * BlueOfCb + Vector256.Create(Half) >> 16));
                Vector256<byte> whole = (red | green << 8 | blue << 16).AsByte();
                Packed(whole.GetLower()).StoreUnsafe(ref to, (nuint)x * 3);
                Packed(whole.GetUpper()).StoreUnsafe(ref to, (nuint)x * 3 + 12);
            }
        }
        for (; x < width; x++)
        {
            int y = luma[x], b = cb[x] - 128, r = cr[x] - 128;
            pixels[3 * x] = Limited(y + (r * RedOfCr + Half >> 16));
            pixels[3 * x + 1] = Limited(y + (Half - b * GreenOfCb - r * GreenOfCr >> 16));
            pixels[3 * x + 2] = Limited(y + (b * BlueOfCb + Half >> 16));
        }
    }

    /// <summary>Three components side by side.</summary>
    public static void Interleave(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> pixels)
    {
        for (int x = 0; x < pixels.Length / 3; x++)
        {
            (pixels[3 * x], pixels[3 * x + 1], pixels[3 * x + 2]) = (first[x], second[x], third[x]);
        }
    }

    /// <summary>
    /// Printing inks on white paper, given as what they leave of the light (as Adobe's programs write them), to RGB: each light times
    /// that of black, over 255.
    /// </summary>
    /// <param name="pixels">[width, 3]: what cyan, magenta and yellow leave; becomes RGB.</param>
    /// <param name="black">What black leaves.</param>
    public static void Print(Span<byte> pixels, ReadOnlySpan<byte> black)
    {
        for (int x = 0; x < pixels.Length / 3; x++)
        {
            int light = black[x];
            for (int i = 3 * x; i < 3 * x + 3; i++)
            {
                int product = (255 - pixels[i]) * light + 128;
                pixels[i] = (byte)Math.Max(0, light - ((product >> 8) + product >> 8));
            }
        }
    }

    // Of 32 pixels, in each 128 bits eight: red and green in one vector, blue in the other. In 16 bits, as 1.402 Cr is Cr and 0.402 Cr,
    // and so on; the sums are those of fractions of 16 bits for every luma and chroma.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<byte> RedGreen, Vector512<byte> Blue) ThirtyTwo(
        ReadOnlySpan<byte> luma, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr)
    {
        Vector512<short> middle = Vector512.Create((short)128), one = Vector512<short>.One;
        Vector512<short> y = Avx512BW.ConvertToVector512Int16(Vector256.Create(luma));
        Vector512<short> b = Avx512BW.ConvertToVector512Int16(Vector256.Create(cb)) - middle;
        Vector512<short> r = Avx512BW.ConvertToVector512Int16(Vector256.Create(cr)) - middle;
        Vector512<short> red = (Avx512BW.MultiplyHigh(r + r, Vector512.Create((short)(RedOfCr - (1 << 16)))) + one >> 1) + r + y;
        Vector512<short> blue = (Avx512BW.MultiplyHigh(b + b, Vector512.Create((short)(BlueOfCb - (2 << 16)))) + one >> 1) + b + b + y;
        Vector512<short> pair = Vector512.Create(((1 << 16) - GreenOfCr << 16) | (-GreenOfCb & 0xFFFF)).AsInt16();
        Vector512<int> half = Vector512.Create(Half);
        Vector512<short> green = Avx512BW.PackSignedSaturate(
            Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(b, r), pair) + half >> 16,
            Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(b, r), pair) + half >> 16) - r + y;
        return (Avx512BW.PackUnsignedSaturate(red, green), Avx512BW.PackUnsignedSaturate(blue, blue));
    }

    private static Vector128<byte> Packed(Vector128<byte> pixels) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(pixels, Pixels) : Vector128.Shuffle(pixels, Pixels);

    private static Vector256<int> Eight(ReadOnlySpan<byte> row, int x)
    {
        Vector128<ushort> wide = Vector128.WidenLower(Vector128.CreateScalarUnsafe(
            MemoryMarshal.Read<ulong>(row.Slice(x, 8))).AsByte());
        return Vector256.Create(Vector128.WidenLower(wide), Vector128.WidenUpper(wide)).AsInt32();
    }

    private static Vector256<int> Limited(Vector256<int> value) => Vector256.Min(Vector256.Max(value, default), Vector256.Create(255));

    private static byte Limited(int value) => (byte)Math.Clamp(value, 0, 255);
}
