using System.Text;

namespace Cornea.Plots;

/// <summary>Writes one SVG drawing: shapes and texts, everything escaped, no script, nothing from elsewhere.</summary>
/// <remarks>
/// Colours stand as attributes, so that programs without style sheets show the drawing too; with <see cref="PlotTheme.Auto"/> a style
/// sheet at the end has those of dark paper.
/// </remarks>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();
    private readonly PlotTheme _theme;
    private readonly SortedDictionary<string, Rgb> _fills = new(StringComparer.Ordinal), _strokes = new(StringComparer.Ordinal);

    /// <summary>Opens a drawing on paper.</summary>
    /// <param name="width">Its width in its own units, and its size where the page does not say another.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">Its name for those who do not see it.</param>
    /// <param name="description">What it shows, in words.</param>
    /// <param name="theme">Its colours.</param>
    public SvgWriter(double width, double height, string title, string description, PlotTheme theme = PlotTheme.Light)
    {
        _theme = theme;
        _text.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" ")
            .Append($"viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\" ")
            .Append("role=\"img\" font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif\" font-size=\"12\">\n")
            .Append($"<title>{Markup.Escape(title)}</title>\n<desc>{Markup.Escape(description)}</desc>\n");
        Rectangle(0, 0, width, height, Paint.Paper);
    }

    /// <summary>Draws a filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, Paint fill, double opacity = 1, double radius = 0,
        Paint? stroke = null, string? title = null)
    {
        _text.Append($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"");
        if (radius > 0) _text.Append($" rx=\"{N(radius)}\"");
        _text.Append(Colors(fill, stroke));
        if (opacity < 1) _text.Append($" fill-opacity=\"{N(opacity)}\"");
        Close("rect", title);
    }

    /// <summary>Draws the frame of a rectangle.</summary>
    public void Frame(double x, double y, double width, double height, Paint stroke, double thickness = 1, double radius = 0)
    {
        _text.Append($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"");
        if (radius > 0) _text.Append($" rx=\"{N(radius)}\"");
        _text.Append(Colors(null, stroke)).Append($" stroke-width=\"{N(thickness)}\"/>\n");
    }

    /// <summary>Draws a straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, Paint stroke, double width = 1, string? dash = null) =>
        _text.Append($"<line x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"{Colors(null, stroke, line: true)} ")
            .Append($"stroke-width=\"{N(width)}\"{Dashed(dash)}/>\n");

    /// <summary>Draws a line through points.</summary>
    public void Polyline(IEnumerable<(double X, double Y)> points, Paint stroke, double width = 1, string? dash = null, double opacity = 1)
    {
        _text.Append("<polyline points=\"").AppendJoin(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"))
            .Append($"\"{Colors(null, stroke)} stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"{Dashed(dash)}");
        if (opacity < 1) _text.Append($" stroke-opacity=\"{N(opacity)}\"");
        _text.Append("/>\n");
    }

    /// <summary>Draws a filled area through points.</summary>
    public void Polygon(IEnumerable<(double X, double Y)> points, Paint fill, double opacity = 1) =>
        _text.Append("<polygon points=\"").AppendJoin(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"))
            .Append($"\"{Colors(fill, null)} fill-opacity=\"{N(opacity)}\"/>\n");

    /// <summary>Draws a path of SVG commands, not filled.</summary>
    public void Path(string commands, Paint stroke, double width = 1, double opacity = 1)
    {
        _text.Append($"<path d=\"{commands}\"{Colors(null, stroke)} stroke-width=\"{N(width)}\"");
        if (opacity < 1) _text.Append($" stroke-opacity=\"{N(opacity)}\"");
        _text.Append("/>\n");
    }

    /// <summary>Draws a disc.</summary>
    public void Circle(double x, double y, double radius, Paint fill, double opacity = 1, string? title = null)
    {
        _text.Append($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\"{Colors(fill, null)}");
        if (opacity < 1) _text.Append($" fill-opacity=\"{N(opacity)}\"");
        Close("circle", title);
    }

    /// <summary>Shows a PNG file, whose pixels stay sharp.</summary>
    public void Image(double x, double y, double width, double height, ReadOnlySpan<byte> png)
    {
        _text.Append($"<image x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" preserveAspectRatio=\"none\" ")
            .Append("style=\"image-rendering:pixelated\" href=\"data:image/png;base64,")
            .Append(Convert.ToBase64String(png)).Append("\"/>\n");
    }

    /// <summary>Writes a text.</summary>
    /// <param name="x">Where it starts, its middle, or its end, as the anchor says.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="size">Its height.</param>
    /// <param name="bold">Whether it is bold.</param>
    /// <param name="angle">Degrees by which it is turned to the right about its anchor.</param>
    /// <param name="fill">Its colour; ink where null.</param>
    public void Text(double x, double y, string text, string anchor = "start", double size = 12, bool bold = false, double angle = 0,
        Paint? fill = null)
    {
        if (text.Length == 0) return;
        _text.Append($"<text x=\"{N(x)}\" y=\"{N(y)}\"");
        if (anchor != "start") _text.Append($" text-anchor=\"{anchor}\"");
        if (size != 12) _text.Append($" font-size=\"{N(size)}\"");
        if (bold) _text.Append(" font-weight=\"bold\"");
        if (angle != 0) _text.Append($" transform=\"rotate({N(angle)} {N(x)} {N(y)})\"");
        _text.Append($"{Colors(fill ?? Paint.Ink, null)}>{Markup.Escape(text)}</text>\n");
    }

    /// <summary>Closes the drawing and gives its text.</summary>
    public string Finish()
    {
        if (_fills.Count + _strokes.Count > 0)
        {
            _text.Append("<style>@media (prefers-color-scheme:dark){");
            foreach (var (name, color) in _fills) _text.Append($".{name}{{fill:{color.Hex}}}");
            foreach (var (name, color) in _strokes) _text.Append($".{name}{{stroke:{color.Hex}}}");
            _text.Append("}</style>\n");
        }
        return _text.Append("</svg>\n").ToString();
    }

    /// <summary>About how wide a text of this size is. Fonts differ; this is on the wide side of most.</summary>
    public static double WidthOf(string text, double size = 12) => CellText.Width(text) * size * 0.58;

    /// <summary>A text that fits into so many units, its end cut off where it is longer.</summary>
    public static string Fit(string text, double width, double size = 12) =>
        CellText.Truncate(CellText.Clean(text), Math.Max(1, (int)(width / (size * 0.58))), "…");

    private string Colors(Paint? fill, Paint? stroke, bool line = false)
    {
        var classes = new List<string>();
        if (_theme == PlotTheme.Auto)
        {
            Note(fill, "-f", _fills);
            Note(stroke, "-s", _strokes);
        }
        var text = classes.Count > 0 ? $" class=\"{string.Join(' ', classes)}\"" : "";
        text += fill is { } area ? $" fill=\"{area.On(_theme).Hex}\"" : line ? "" : " fill=\"none\"";
        return stroke is { } edge ? $"{text} stroke=\"{edge.On(_theme).Hex}\"" : text;

        void Note(Paint? paint, string suffix, SortedDictionary<string, Rgb> used)
        {
            if (paint is { Name.Length: > 0 } known && known.Light != known.Dark)
            {
                classes.Add(known.Class + suffix);
                used[known.Class + suffix] = known.Dark;
            }
        }
    }

    private void Close(string element, string? title) => _text.Append(
        title is null ? "/>\n" : $"><title>{Markup.Escape(title)}</title></{element}>\n");

    private static string Dashed(string? dash) => dash is null ? "" : $" stroke-dasharray=\"{dash}\"";

    private static string N(double value) => Markup.Number(value);
}
