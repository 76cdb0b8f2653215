using System.Globalization;

namespace Cornea.Plots;

/// <summary>Pictures in rows, with captions: samples and their predictions, kernels, feature maps, saliency.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Pictures">The pictures, in the order in which they are read.</param>
public sealed record ImageGrid(string Title, IReadOnlyList<PixelPicture> Pictures) : Plot(Title)
{
    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 400;

    /// <summary>Pictures in a row; as many as fit at about 64 units where null.</summary>
    public int? Columns { get; init; }

    private int InRow => Math.Clamp(Columns ?? Math.Max(1, (Width - 24) / 72), 1, Math.Max(1, Pictures.Count));

    /// <summary>The captions and sizes. The pixels are in <see cref="Pictures"/>.</summary>
    public override PlotTable ToTable() => new(["index", "caption", "width", "height", "wrong"], [.. Pictures.Select((picture, i) =>
        (IReadOnlyList<string>)[Whole(i), picture.Caption, Whole(picture.Width), Whole(picture.Height), picture.IsWrong ? "yes" : "no"])]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        const double margin = 12, gap = 8;
        var columns = InRow;
        var cell = (Width - 2 * margin - gap * (columns - 1)) / columns;
        var hasCaptions = Pictures.Any(picture => picture.Caption.Length > 0);
        double head = Title.Length > 0 ? 42 : margin, under = hasCaptions ? 19 : 0;
        // A row is as high as its highest picture.
        var rows = Pictures.Chunk(columns).Select(row => (Row: row, Height: row.Max(picture => cell * picture.Height / picture.Width)))
            .ToArray();
        var height = head + rows.Sum(row => row.Height + under + gap) - (rows.Length > 0 ? gap : 0) + margin;
        var svg = new SvgWriter(Width, height, Title.Length > 0 ? Title : "Pictures", Describe(), Theme);
        svg.Text(Width / 2.0, 26, SvgWriter.Fit(Title, Width - 24, 15), "middle", 15, bold: true);
        var y = head;
        foreach (var (row, tall) in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                var (x, picture) = (margin + (cell + gap) * i, row[i]);
                svg.Image(x, y, cell, cell * picture.Height / picture.Width, picture.ToPng());
                svg.Frame(x, y, cell, cell * picture.Height / picture.Width, picture.IsWrong ? Paint.Wrong : Paint.Faint,
                    picture.IsWrong ? 2 : 1);
                svg.Text(x + cell / 2, y + tall + 13, SvgWriter.Fit(picture.Caption, cell + gap - 2, 11), "middle", 11, picture.IsWrong,
                    fill: picture.IsWrong ? Paint.Wrong : Paint.Ink);
            }
            y += tall + under + gap;
        }
        return svg.Finish();
    }

    /// <summary>The pictures as one PNG file, without captions: those of one size side by side, a white line between them.</summary>
    /// <param name="scale">How many pixels of the file a pixel of a picture is wide and high.</param>
    public byte[] ToPng(int scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        if (Pictures.Count == 0)
            return PngFile.Encode([255], 1, 1, 1);
        int columns = InRow, rows = (Pictures.Count + columns - 1) / columns;
        int wide = Pictures.Max(picture => picture.Width) * scale + 1, high = Pictures.Max(picture => picture.Height) * scale + 1;
        var pixels = new byte[(wide * columns - 1) * (high * rows - 1) * 3];
        pixels.AsSpan().Fill(255);
        for (var i = 0; i < Pictures.Count; i++)
            Copy(Pictures[i], pixels, wide * columns - 1, i % columns * wide, i / columns * high, scale);
        return PngFile.Encode(pixels, wide * columns - 1, high * rows - 1, 3);
    }

    private static void Copy(PixelPicture picture, byte[] target, int stride, int left, int top, int scale)
    {
        for (var y = 0; y < picture.Height * scale; y++)
        {
            for (var x = 0; x < picture.Width * scale; x++)
            {
                var from = (y / scale * picture.Width + x / scale) * picture.Channels;
                var to = ((top + y) * stride + left + x) * 3;
                for (var channel = 0; channel < 3; channel++)
                    target[to + channel] = picture.Pixels[from + Math.Min(channel, picture.Channels - 1)];
            }
        }
    }

    private string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Pictures.Count} pictures")
        + (Pictures.Any(picture => picture.Caption.Length > 0)
            ? ": " + string.Join("; ", Pictures.Take(30).Select(picture => picture.Caption)) : "") + ".";

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
