namespace Cornea.Studio.Models;

/// <summary>
/// Makes of a drawing the picture that a network trained on MNIST expects: the ink scaled into 20 x 20 pixels, then moved so that its
/// centre of mass is the middle of 28 x 28.
/// </summary>
internal static class DigitPicture
{
    public const int Side = 28;

    private const int Box = 20;
    private const float Ink = 0.1f;

    /// <summary>The picture, 0 for background to 1 for ink; null where there is no ink.</summary>
    /// <param name="drawing">Ink from 0 to 1, row by row.</param>
    /// <param name="width">Columns of the drawing.</param>
    public static float[]? Of(ReadOnlySpan<float> drawing, int width)
    {
        var height = drawing.Length / width;
        var (left, top, right, bottom) = (width, height, -1, -1);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (drawing[(y * width) + x] < Ink)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        if (right < 0)
            return null;
        var scale = Box / (float)Math.Max(right - left + 1, bottom - top + 1);
        var ink = Area(drawing, width, left, top, right + 1, bottom + 1, scale, out var columns, out var rows);
        return Centred(ink, columns, rows);
    }

    // Each pixel is the mean of the part of the drawing that it covers.
    private static float[] Area(
        ReadOnlySpan<float> drawing, int width, int left, int top, int right, int bottom, float scale, out int columns, out int rows)
    {
        columns = Math.Clamp((int)MathF.Round((right - left) * scale), 1, Box);
        rows = Math.Clamp((int)MathF.Round((bottom - top) * scale), 1, Box);
        var ink = new float[columns * rows];
        var (across, down) = ((right - left) / (float)columns, (bottom - top) / (float)rows);
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                ink[(y * columns) + x] = Mean(
                    drawing, width, left + (x * across), top + (y * down), left + ((x + 1) * across), top + ((y + 1) * down));
            }
        }
        return ink;
    }

    private static float Mean(ReadOnlySpan<float> drawing, int width, float left, float top, float right, float bottom)
    {
        var (sum, area) = (0f, 0f);
        for (var y = (int)top; y < Math.Min(MathF.Ceiling(bottom), drawing.Length / width); y++)
        {
            var part = Math.Min(bottom, y + 1) - Math.Max(top, y);
            for (var x = (int)left; x < Math.Min(MathF.Ceiling(right), width); x++)
            {
                var covered = part * (Math.Min(right, x + 1) - Math.Max(left, x));
                sum += covered * drawing[(y * width) + x];
                area += covered;
            }
        }
        return area > 0 ? Math.Clamp(sum / area, 0, 1) : 0;
    }

    private static float[] Centred(float[] ink, int columns, int rows)
    {
        var (mass, across, down) = (0f, 0f, 0f);
        for (var i = 0; i < ink.Length; i++)
        {
            mass += ink[i];
            across += ink[i] * ((i % columns) + 0.5f);
            down += ink[i] * ((i / columns) + 0.5f);
        }
        var left = Math.Clamp((int)MathF.Round((Side / 2f) - (across / mass)), 0, Side - columns);
        var top = Math.Clamp((int)MathF.Round((Side / 2f) - (down / mass)), 0, Side - rows);
        var picture = new float[Side * Side];
        for (var y = 0; y < rows; y++)
            ink.AsSpan(y * columns, columns).CopyTo(picture.AsSpan(((top + y) * Side) + left));
        return picture;
    }
}
