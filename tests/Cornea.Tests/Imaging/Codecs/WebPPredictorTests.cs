using Shouldly;

namespace Cornea.Tests.Imaging;

/// <summary>The predictions that are undone in vectors, by the format's definition of each, byte by byte.</summary>
public sealed class WebPPredictorTests
{
    [Fact]
    public void Each_way_of_predicting_is_undone_as_it_is_defined()
    {
        var random = new Random(14);
        for (int mode = 0; mode < 16; mode++)
        {
            foreach (int width in (int[])[2, 3, 4, 5, 6, 9, 17, 40])
            {
                var coded = new uint[4 * width];
                for (int i = 0; i < coded.Length; i++)
                {
                    // Near ones too: their predictions are clamped at other places.
                    coded[i] = random.Next(3) == 0 ? (uint)random.Next(0, 3) * 0x01FF0101 : (uint)random.NextInt64(1L << 32);
                }
                uint[] expected = [.. coded], pixels = [.. coded];
                for (int y = 1; y < 4; y++)
                {
                    for (int x = 1; x < width; x++)
                    {
                        int i = y * width + x;
                        expected[i] = Sum(expected[i], Predicted(
                            mode, expected[i - 1], expected[i - width], expected[i - width + 1], expected[i - width - 1]));
                    }
                    WebPPredictor.Add(mode, pixels, y * width + 1, (y + 1) * width, width);
                }

                pixels.ShouldBe(expected, $"mode {mode}, width {width}");
            }
        }
    }

    private static uint Sum(uint a, uint b) => Bytes(i => Byte(a, i) + Byte(b, i) & 0xFF);

    private static int Byte(uint pixel, int i) => (int)(pixel >> 8 * i & 0xFF);

    private static uint Bytes(Func<int, int> value) =>
        (uint)value(0) | (uint)value(1) << 8 | (uint)value(2) << 16 | (uint)value(3) << 24;

    private static uint Mean(uint a, uint b) => Bytes(i => (Byte(a, i) + Byte(b, i)) / 2);

    private static uint Predicted(int mode, uint left, uint top, uint topRight, uint topLeft) => mode switch
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
        11 => Nearer(left, top, topLeft),
        12 => Bytes(i => Math.Clamp(Byte(left, i) + Byte(top, i) - Byte(topLeft, i), 0, 255)),
        13 => Bytes(i =>
        {
            int mean = Byte(Mean(left, top), i);
            return Math.Clamp(mean + (mean - Byte(topLeft, i)) / 2, 0, 255);
        }),
        _ => 0xFF000000,
    };

    private static uint Nearer(uint left, uint top, uint topLeft)
    {
        (int toLeft, int toTop) = (0, 0);
        for (int i = 0; i < 4; i++)
        {
            int expected = Byte(left, i) + Byte(top, i) - Byte(topLeft, i);
            toLeft += Math.Abs(expected - Byte(left, i));
            toTop += Math.Abs(expected - Byte(top, i));
        }
        return toLeft < toTop ? left : top;
    }
}
