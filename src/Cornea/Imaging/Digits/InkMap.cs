namespace Cornea.Imaging;

/// <summary>How much ink is where: 0 none to 255 full, row by row.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Values">[height, width].</param>
internal sealed record InkMap(int Width, int Height, float[] Values)
{
    private const float Full = 255;

    // Pictures above this size come from cameras and JPEG files, whose background is never quite even.
    private const int LargestClean = 2 * DigitImage.Side;

    // Parts of less ink than this share of the largest part are specks.
    private const double SmallestPart = 0.03;

    /// <summary>Takes the background away, whose light may change evenly over the picture, as on a photographed page.</summary>
    /// <param name="levels">0 black to 255 white.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="ink">Whether ink is dark or light.</param>
    public static InkMap Of(float[] levels, int width, int height, InkColor ink)
    {
        var background = BackgroundPlane.Fit(levels, width, height);
        var differences = new float[levels.Length];
        double light = 0, dark = 0;
        for (var i = 0; i < levels.Length; i++)
        {
            float difference = levels[i] - (float)background[i % width, i / width];
            differences[i] = difference;
            light += Math.Max(0, difference - background.Noise);
            dark += Math.Max(0, -difference - background.Noise);
        }
        if (ink == InkColor.Dark || ink == InkColor.Auto && dark > light)
        {
            for (var i = 0; i < differences.Length; i++)
            {
                differences[i] = -differences[i];
            }
        }
        return new InkMap(width, height, Thresholded(differences, (float)background.Noise, Math.Max(width, height)));
    }

    /// <summary>The mean position of the ink, in pixels from the left and from the top; there is some.</summary>
    public (double Across, double Down) CenterOfMass()
    {
        double mass = 0, across = 0, down = 0;
        for (var i = 0; i < Values.Length; i++)
        {
            mass += Values[i];
            across += Values[i] * (i % Width);
            down += Values[i] * (i / Width);
        }
        return (across / mass, down / mass);
    }

    /// <summary>Without the parts that hardly have ink beside the largest: dust, the grain of a photograph.</summary>
    public InkMap WithoutSpecks()
    {
        if (Math.Max(Width, Height) <= LargestClean)
        {
            return this;
        }
        var part = new int[Values.Length];
        var ink = new List<double> { 0 };
        var open = new Stack<int>();
        for (var start = 0; start < Values.Length; start++)
        {
            if (Values[start] <= 0 || part[start] != 0)
            {
                continue;
            }
            ink.Add(0);
            part[start] = ink.Count - 1;
            open.Push(start);
            while (open.TryPop(out int at))
            {
                ink[^1] += Values[at];
                for (int y = Math.Max(0, at / Width - 1); y <= Math.Min(Height - 1, at / Width + 1); y++)
                {
                    for (int x = Math.Max(0, at % Width - 1); x <= Math.Min(Width - 1, at % Width + 1); x++)
                    {
                        int beside = y * Width + x;
                        if (Values[beside] > 0 && part[beside] == 0)
                        {
                            part[beside] = ink.Count - 1;
                            open.Push(beside);
                        }
                    }
                }
            }
        }
        double least = SmallestPart * ink.Max();
        return this with { Values = [.. Values.Select((value, i) => ink[part[i]] >= least ? value : 0)] };
    }

    /// <summary>The smallest part that has all ink; 0 x 0 where there is none.</summary>
    public InkMap Cropped()
    {
        int left = Width, right = -1, top = Height, bottom = -1;
        for (var i = 0; i < Values.Length; i++)
        {
            if (Values[i] > 0)
            {
                (left, right) = (Math.Min(left, i % Width), Math.Max(right, i % Width));
                (top, bottom) = (Math.Min(top, i / Width), i / Width);
            }
        }
        if (right < 0)
        {
            return new InkMap(0, 0, []);
        }
        var cropped = new InkMap(right - left + 1, bottom - top + 1, new float[(right - left + 1) * (bottom - top + 1)]);
        for (var y = 0; y < cropped.Height; y++)
        {
            Values.AsSpan((top + y) * Width + left, cropped.Width).CopyTo(cropped.Values.AsSpan(y * cropped.Width));
        }
        return cropped;
    }

    /// <summary>The mean width of the strokes in pixels: a band of width w and length l has the area w l and the outline 2 l.</summary>
    public double StrokeWidth()
    {
        double area = 0, outline = 0;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (!Inked(x, y))
                {
                    continue;
                }
                area++;
                outline += (Inked(x - 1, y) ? 0 : 1) + (Inked(x + 1, y) ? 0 : 1) + (Inked(x, y - 1) ? 0 : 1) + (Inked(x, y + 1) ? 0 : 1);
            }
        }
        return outline > 0 ? 2 * area / outline : 0;
    }

    /// <summary>Each pixel as the strongest within a radius, on a map that grows by the radius on each side.</summary>
    public InkMap Dilated(int radius)
    {
        int width = Width + 2 * radius, height = Height + 2 * radius;
        var values = new float[width * height];
        for (var i = 0; i < Values.Length; i++)
        {
            if (Values[i] <= 0)
            {
                continue;
            }
            for (int down = -radius; down <= radius; down++)
            {
                var half = (int)Math.Sqrt(radius * radius - down * down);
                foreach (ref float value in values.AsSpan((i / Width + radius + down) * width + i % Width + radius - half, 2 * half + 1))
                {
                    value = Math.Max(value, Values[i]);
                }
            }
        }
        return new InkMap(width, height, values);
    }

    /// <summary>Another size: the mean of the area under each pixel where smaller, linear interpolation where larger.</summary>
    public InkMap Resized(int width, int height)
    {
        if (width == Width && height == Height)
        {
            return this;
        }
        var columns = AxisResampling.Create(Width, width);
        var rows = AxisResampling.Create(Height, height);
        var between = new float[width * Height];
        for (var y = 0; y < Height; y++)
        {
            columns.Apply(Values.AsSpan(y * Width), 1, between.AsSpan(y * width), 1);
        }
        var values = new float[width * height];
        for (var x = 0; x < width; x++)
        {
            rows.Apply(between.AsSpan(x), width, values.AsSpan(x), width);
        }
        return new InkMap(width, height, values);
    }

    private bool Inked(int x, int y) => x >= 0 && x < Width && y >= 0 && y < Height && Values[y * Width + x] > Full / 2;

    // A drawn picture keeps its soft edges. Of a photograph the lower third is shadow, and ink is full before its very darkest point.
    private static float[] Thresholded(float[] differences, float noise, int side)
    {
        float strongest = differences.Length == 0 ? 0 : differences.Max();
        if (noise <= 1)
        {
            float least = side > LargestClean ? Math.Max(noise, 0.06f * strongest) : noise;
            return Array.ConvertAll(differences, value => value > least ? value : 0);
        }
        float from = Math.Max(2 * noise, 0.35f * strongest), to = Math.Max(0.75f * strongest, from + 1);
        return Array.ConvertAll(differences, value => value > from ? Math.Min(Full, Full * (value - from) / (to - from)) : 0);
    }
}
