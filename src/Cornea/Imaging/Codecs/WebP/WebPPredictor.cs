using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Imaging;

/// <summary>What a pixel is expected to be from those to its left and above, in the fourteen ways of the format.</summary>
internal static class WebPPredictor
{
    private interface IMode
    {
        /// <summary>Whether the pixel to the left counts, so that one pixel has to wait for the one before it.</summary>
        static abstract bool ReadsLeft { get; }

        /// <summary>The pixels that are expected; each byte by itself.</summary>
        static abstract Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft);
    }

    /// <summary>Adds what is expected to some pixels of a row.</summary>
    /// <param name="mode">In which way; 14 and 15 mean 0.</param>
    /// <param name="pixels">All pixels; those before the first one are done.</param>
    /// <param name="first">The first one.</param>
    /// <param name="end">Behind the last one.</param>
    /// <param name="width">Pixels in a row.</param>
    public static void Add(int mode, Span<uint> pixels, int first, int end, int width)
    {
        switch (mode)
        {
            case 1: Add<Left>(pixels, first, end, width); break;
            case 2: Add<Top>(pixels, first, end, width); break;
            case 3: Add<TopRight>(pixels, first, end, width); break;
            case 4: Add<TopLeft>(pixels, first, end, width); break;
            case 5: Add<Mean<Mean<Left, TopRight>, Top>>(pixels, first, end, width); break;
            case 6: Add<Mean<Left, TopLeft>>(pixels, first, end, width); break;
            case 7: Add<Mean<Left, Top>>(pixels, first, end, width); break;
            case 8: Add<Mean<TopLeft, Top>>(pixels, first, end, width); break;
            case 9: Add<Mean<Top, TopRight>>(pixels, first, end, width); break;
            case 10: Add<Mean<Mean<Left, TopLeft>, Mean<Top, TopRight>>>(pixels, first, end, width); break;
            case 11: Add<Select>(pixels, first, end, width); break;
            case 12: Add<Full>(pixels, first, end, width); break;
            case 13: Add<Half>(pixels, first, end, width); break;
            default: Add<Opaque>(pixels, first, end, width); break;
        }
    }

    private static void Add<TMode>(Span<uint> pixels, int first, int end, int width) where TMode : struct, IMode
    {
        int i = first;
        if (!TMode.ReadsLeft)
        {
            for (; i + Vector128<uint>.Count <= end && i >= width + 1; i += Vector128<uint>.Count)
            {
                Vector128<byte> expected = TMode.Of(
                    default, Four(pixels, i - width), Four(pixels, i - width + 1), Four(pixels, i - width - 1));
                (Four(pixels, i) + expected).AsUInt32().CopyTo(pixels[i..]);
            }
        }
        Vector128<byte> left = i > 0 ? One(pixels[i - 1]) : default;
        if (i < width + 1)
        {
            // Only ways that look to the left, or straight up, are asked for where nothing is above or to its left.
            for (; i < end; i++)
            {
                left = One(pixels[i]) + TMode.Of(left, i < width ? default : One(pixels[i - width]), default, default);
                pixels[i] = left.AsUInt32().ToScalar();
            }
            return;
        }
        // Right of the last pixel of a row stands the first one of the next.
        ReadOnlySpan<uint> above = pixels.Slice(i - width - 1, end - i + 2);
        Span<uint> own = pixels[i..end];
        for (int x = 0; x < own.Length; x++)
        {
            left = One(own[x]) + TMode.Of(left, One(above[x + 1]), One(above[x + 2]), One(above[x]));
            own[x] = left.AsUInt32().ToScalar();
        }
    }

    private static Vector128<byte> One(uint pixel) => Vector128.CreateScalar(pixel).AsByte();

    private static Vector128<byte> Four(Span<uint> pixels, int at) => Vector128.Create<uint>(pixels.Slice(at, 4)).AsByte();

    private readonly struct Opaque : IMode
    {
        public static bool ReadsLeft => false;

        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft) =>
            Vector128.Create(0xFF000000).AsByte();
    }

    private readonly struct Left : IMode
    {
        public static bool ReadsLeft => true;

        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft) =>
            left;
    }

    private readonly struct Top : IMode
    {
        public static bool ReadsLeft => false;

        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft) =>
            top;
    }

    private readonly struct TopRight : IMode
    {
        public static bool ReadsLeft => false;

        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft) =>
            topRight;
    }

    private readonly struct TopLeft : IMode
    {
        public static bool ReadsLeft => false;

        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft) =>
            topLeft;
    }

    // Rounded down.
    private readonly struct Mean<TFirst, TSecond> : IMode where TFirst : struct, IMode where TSecond : struct, IMode
    {
        public static bool ReadsLeft => TFirst.ReadsLeft || TSecond.ReadsLeft;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft)
        {
            Vector128<byte> a = TFirst.Of(left, top, topRight, topLeft), b = TSecond.Of(left, top, topRight, topLeft);
            return (((a ^ b) & Vector128.Create((byte)0xFE)).AsUInt32() >>> 1).AsByte() + (a & b);
        }
    }

    // That of the two which is nearer to left + top - top left, by the sum of the four bytes' distances.
    private readonly struct Select : IMode
    {
        public static bool ReadsLeft => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft) =>
            Distance(top, topLeft) < Distance(left, topLeft) ? left : top;

        private static uint Distance(Vector128<byte> a, Vector128<byte> b)
        {
            uint bytes = (Vector128.Max(a, b) - Vector128.Min(a, b)).AsUInt32().ToScalar();
            return unchecked(((bytes & 0x00FF00FF) + (bytes >> 8 & 0x00FF00FF)) * 0x00010001) >> 16;
        }
    }

    private readonly struct Full : IMode
    {
        public static bool ReadsLeft => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft) =>
            Clamped(Wide(left) + Wide(top) - Wide(topLeft));
    }

    private readonly struct Half : IMode
    {
        public static bool ReadsLeft => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<byte> Of(Vector128<byte> left, Vector128<byte> top, Vector128<byte> topRight, Vector128<byte> topLeft)
        {
            Vector128<short> mean = Wide(Mean<Left, Top>.Of(left, top, topRight, topLeft)), more = mean - Wide(topLeft);
            // Halves are rounded towards 0.
            return Clamped(mean + (more - (more >> 15) >> 1));
        }
    }

    private static Vector128<short> Wide(Vector128<byte> bytes) => Vector128.WidenLower(bytes).AsInt16();

    private static Vector128<byte> Clamped(Vector128<short> values) => Vector128.Narrow(
        Vector128.Min(Vector128.Max(values, Vector128<short>.Zero), Vector128.Create((short)255)).AsUInt16(), Vector128<ushort>.Zero);
}
