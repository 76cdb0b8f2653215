using Cornea;

namespace CorneaVision1;

/// <summary>Draws pictures to try the program with: a folder of circles and one of squares. Replace them by your own.</summary>
internal static class ShapePictures
{
    private const int Size = 48;

    /// <summary>Draws the pictures where the folder is not there yet.</summary>
    /// <returns>The folder.</returns>
    public static string Draw(string folder, int countOfEach)
    {
        if (Directory.Exists(folder))
            return folder;
        var random = new Random(1);
        foreach (var name in (string[])["circle", "square"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (var number = 0; number < countOfEach; number++)
                PngFile.Write(Path.Combine(folder, name, $"{number:000}.png"), Pixels(random, name == "circle"), Size, Size, 3);
        }
        return folder;
    }

    // One shape of random color, place and size on a ground of noise.
    private static byte[] Pixels(Random random, bool circle)
    {
        var (centerX, centerY, radius) = (random.Next(16, 32), random.Next(16, 32), random.Next(7, 15));
        byte[] color = [(byte)random.Next(128, 256), (byte)random.Next(128, 256), (byte)random.Next(128, 256)];
        var pixels = new byte[Size * Size * 3];
        for (var at = 0; at < pixels.Length; at++)
        {
            var (x, y) = (at / 3 % Size - centerX, at / 3 / Size - centerY);
            var inside = circle ? x * x + y * y <= radius * radius : Math.Max(Math.Abs(x), Math.Abs(y)) <= radius;
            pixels[at] = inside ? color[at % 3] : (byte)random.Next(96);
        }
        return pixels;
    }
}
