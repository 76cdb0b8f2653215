using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cornea.Imaging;

/// <summary>A change of pixels that is undone after decoding.</summary>
/// <param name="kind">What was done.</param>
/// <param name="width">Pixels in a row, before it was done.</param>
/// <param name="height">Rows.</param>
/// <param name="bits">Of the side of a tile that has values of its own; of the numbers of colours in a pixel.</param>
/// <param name="values">The values of the tiles, or the colours.</param>
internal sealed class WebPTransform(WebPTransformKind kind, int width, int height, int bits, uint[] values)
{
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
                AddGreen(pixels);
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

    private static void AddGreen(Span<uint> pixels)
    {
        Span<Vector<uint>> vectors = MemoryMarshal.Cast<uint, Vector<uint>>(pixels);
        foreach (ref Vector<uint> pixel in vectors)
        {
            Vector<uint> green = pixel >>> 8 & new Vector<uint>(0xFF);
            pixel = (pixel.As<uint, byte>() + (green << 16 | green).As<uint, byte>()).As<byte, uint>();
        }
        foreach (ref uint pixel in pixels[(vectors.Length * Vector<uint>.Count)..])
        {
            uint green = pixel >> 8 & 0xFF;
            pixel = Sum(pixel, green << 16 | green);
        }
    }

    private void UndoCrossColor(uint[] pixels)
    {
        int wide = width + (1 << bits) - 1 >> bits;
        for (int y = 0; y < height; y++)
        {
            Span<uint> row = pixels.AsSpan(y * width, width);
            for (int tile = 0; tile < wide; tile++)
            {
                AddColors(row[(tile << bits)..Math.Min(width, tile + 1 << bits)], values[(y >> bits) * wide + tile]);
            }
        }
    }

    private static void AddColors(Span<uint> pixels, uint factors)
    {
        (int redOfGreen, int blueOfGreen, int blueOfRed) = ((sbyte)factors, (sbyte)(factors >> 8), (sbyte)(factors >> 16));
        Span<Vector128<int>> vectors = MemoryMarshal.Cast<uint, Vector128<int>>(pixels);
        foreach (ref Vector128<int> pixel in vectors)
        {
            // Both are bytes with a sign; the factor is in 32nds.
            Vector128<int> green = pixel << 16 >> 24;
            Vector128<int> red = (pixel >>> 16) + (green * redOfGreen >> 5);
            Vector128<int> blue = pixel + (green * blueOfGreen >> 5) + ((red << 24 >> 24) * blueOfRed >> 5);
            pixel = pixel & Vector128.Create(unchecked((int)0xFF00FF00)) | (red & Vector128.Create(0xFF)) << 16
                | blue & Vector128.Create(0xFF);
        }
        foreach (ref uint pixel in pixels[(vectors.Length * Vector128<int>.Count)..])
        {
            int green = (sbyte)(pixel >> 8), red = (int)(pixel >> 16) + (green * redOfGreen >> 5);
            int blue = (int)pixel + (green * blueOfGreen >> 5) + ((sbyte)red * blueOfRed >> 5);
            pixel = (pixel & 0xFF00FF00) | (uint)(red & 0xFF) << 16 | (uint)(blue & 0xFF);
        }
    }

    private void UndoPredictor(uint[] pixels)
    {
        int wide = width + (1 << bits) - 1 >> bits;
        WebPPredictor.Add(0, pixels, 0, 1, width);
        WebPPredictor.Add(1, pixels, 1, width, width);
        for (int y = 1; y < height; y++)
        {
            int start = y * width;
            WebPPredictor.Add(2, pixels, start, start + 1, width);
            for (int tile = 0; tile < wide; tile++)
            {
                int mode = (int)(values[(y >> bits) * wide + tile] >> 8 & 15);
                WebPPredictor.Add(
                    mode, pixels, start + Math.Max(1, tile << bits), start + Math.Min(width, tile + 1 << bits), width);
            }
        }
    }
}
