namespace Cornea.Imaging;

/// <summary>A change of pixels that is undone after decoding.</summary>
/// <param name="kind">What was done.</param>
/// <param name="width">Pixels in a row, before it was done.</param>
/// <param name="height">Rows.</param>
/// <param name="bits">Of the side of a tile that has values of its own; of the numbers of colours in a pixel.</param>
/// <param name="values">The values of the tiles, or the colours.</param>
internal sealed class WebPTransform(WebPTransformKind kind, int width, int height, int bits, uint[] values)
{
    private const uint Opaque = 0xFF000000;

    /// <summary>The pixels as they were.</summary>
    public uint[] Undo(uint[] pixels)
    {
        switch (kind)
        {
            case WebPTransformKind.Predictor:
                UndoPredictor(pixels);
                return pixels;
            case WebPTransformKind.CrossColor:
                UndoCrossColor(pixels);
                return pixels;
            case WebPTransformKind.SubtractGreen:
                foreach (ref uint pixel in pixels.AsSpan())
                {
                    uint green = pixel >> 8 & 0xFF;
                    pixel = Sum(pixel, green << 16 | green);
                }
                return pixels;
            default:
                return Colors(pixels);
        }
    }

    /// <summary>The sums of the four bytes, each without its carry.</summary>
    public static uint Sum(uint a, uint b) =>
        ((a & 0xFF00FF00) + (b & 0xFF00FF00) & 0xFF00FF00) | ((a & 0x00FF00FF) + (b & 0x00FF00FF) & 0x00FF00FF);

    private uint[] Colors(uint[] packed)
    {
        int packedWide = width + (1 << bits) - 1 >> bits, depth = 8 >> bits;
        var pixels = new uint[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                uint numbers = packed[y * packedWide + (x >> bits)] >> 8 & 0xFF;
                int number = (int)(numbers >> depth * (x & ((1 << bits) - 1)) & ((1 << depth) - 1));
                pixels[y * width + x] = number < values.Length ? values[number] : 0;
            }
        }
        return pixels;
    }

    private void UndoCrossColor(uint[] pixels)
    {
        int wide = width + (1 << bits) - 1 >> bits;
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, i++)
            {
                uint factors = values[(y >> bits) * wide + (x >> bits)], pixel = pixels[i];
                uint green = pixel >> 8, red = (pixel >> 16) + Part(factors, green), blue = pixel + Part(factors >> 8, green);
                blue += Part(factors >> 16, red);
                pixels[i] = (pixel & 0xFF00FF00) | (red & 0xFF) << 16 | (blue & 0xFF);
            }
        }
    }

    // Both are bytes with a sign; the factor is in 32nds.
    private static uint Part(uint factor, uint color) => unchecked((uint)((sbyte)factor * (sbyte)color >> 5));

    private void UndoPredictor(uint[] pixels)
    {
        int wide = width + (1 << bits) - 1 >> bits;
        pixels[0] = Sum(pixels[0], Opaque);
        for (int x = 1; x < width; x++)
        {
            pixels[x] = Sum(pixels[x], pixels[x - 1]);
        }
        for (int y = 1, i = width; y < height; y++)
        {
            pixels[i] = Sum(pixels[i], pixels[i - width]);
            i++;
            for (int x = 1; x < width; x++, i++)
            {
                uint mode = values[(y >> bits) * wide + (x >> bits)] >> 8 & 15;
                // Right of the last pixel of a row stands the first one of the next.
                pixels[i] = Sum(pixels[i], Predicted(
                    mode, pixels[i - 1], pixels[i - width], pixels[i - width + 1], pixels[i - width - 1]));
            }
        }
    }

    private static uint Predicted(uint mode, uint left, uint top, uint topRight, uint topLeft) => mode switch
    {
        1 => left,
        2 => top,
        3 => topRight,
        4 => topLeft,
        5 => Mean(Mean(left, topRight), top),
        6 => Mean(left, topLeft),
        7 => Mean(left, top),
        8 => Mean(topLeft, top),
        9 => Mean(top, topRight),
        10 => Mean(Mean(left, topLeft), Mean(top, topRight)),
        11 => Difference(top, topLeft) < Difference(left, topLeft) ? left : top,
        12 => EachByte(left, top, topLeft, static (a, b, c) => a + b - c),
        13 => EachByte(Mean(left, top), topLeft, 0, static (a, b, _) => a + (a - b) / 2),
        _ => Opaque,
    };

    private static uint Mean(uint a, uint b) => ((a ^ b) & 0xFEFEFEFE) / 2 + (a & b);

    private static int Difference(uint a, uint b)
    {
        int sum = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            sum += Math.Abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF));
        }
        return sum;
    }

    private static uint EachByte(uint a, uint b, uint c, Func<int, int, int, int> function)
    {
        uint result = 0;
        for (int shift = 0; shift < 32; shift += 8)
        {
            int value = function((int)(a >> shift & 0xFF), (int)(b >> shift & 0xFF), (int)(c >> shift & 0xFF));
            result |= (uint)Math.Clamp(value, 0, 255) << shift;
        }
        return result;
    }
}
