using System.Text;

namespace Cornea.Plots;

/// <summary>Writes one SVG drawing: shapes and texts, everything escaped, no script, no style sheet, nothing from elsewhere.</summary>
internal sealed class SvgWriter
{
    public const string Ink = "#333333", Faint = "#e3e3e3", Paper = "#ffffff";

    private readonly StringBuilder _text = new();

    /// <summary>Opens a drawing on white paper.</summary>
    /// <param name="width">Its width in its own units, and its size where the page does not say another.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">Its name for those who do not see it.</param>
    /// <param name="description">What it shows, in words.</param>
    public SvgWriter(double width, double height, string title, string description)
    {
        _text.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" ")
            .Append($"viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\" ")
            .Append("role=\"img\" font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif\" font-size=\"12\">\n")
            .Append($"<title>{Markup.Escape(title)}</title>\n<desc>{Markup.Escape(description)}</desc>\n");
        Rectangle(0, 0, width, height, Paper);
    }

    public void Rectangle(double x, double y, double width, double height, string fill) =>
        _text.Append($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" fill=\"{fill}\"/>\n");

    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string? dash = null) =>
        _text.Append($"<line x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\" ")
            .Append($"stroke=\"{stroke}\" stroke-width=\"{N(width)}\"{Dashed(dash)}/>\n");

    public void Polyline(IEnumerable<(double X, double Y)> points, string stroke, double width = 1, string? dash = null) =>
        _text.Append("<polyline points=\"").AppendJoin(' ', points.Select(point => $"{N(point.X)},{N(point.Y)}"))
            .Append($"\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{N(width)}\" stroke-linejoin=\"round\"{Dashed(dash)}/>\n");

    public void Circle(double x, double y, double radius, string fill) =>
        _text.Append($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill=\"{fill}\"/>\n");

    /// <summary>Writes a text.</summary>
    /// <param name="x">Where it starts, its middle, or its end, as the anchor says.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="size">Its height.</param>
    /// <param name="bold">Whether it is bold.</param>
    /// <param name="upward">Whether it runs from below to above.</param>
    public void Text(double x, double y, string text, string anchor = "start", double size = 12, bool bold = false, bool upward = false)
    {
        if (text.Length == 0) return;
        _text.Append($"<text x=\"{N(x)}\" y=\"{N(y)}\"");
        if (anchor != "start") _text.Append($" text-anchor=\"{anchor}\"");
        if (size != 12) _text.Append($" font-size=\"{N(size)}\"");
        if (bold) _text.Append(" font-weight=\"bold\"");
        if (upward) _text.Append($" transform=\"rotate(-90 {N(x)} {N(y)})\"");
        _text.Append($" fill=\"{Ink}\">{Markup.Escape(text)}</text>\n");
    }

    /// <summary>Closes the drawing and gives its text.</summary>
    public string Finish() => _text.Append("</svg>\n").ToString();

    /// <summary>About how wide a text of this size is. Fonts differ; this is on the wide side of most.</summary>
    public static double WidthOf(string text, double size = 12) => CellText.Width(text) * size * 0.58;

    private static string Dashed(string? dash) => dash is null ? "" : $" stroke-dasharray=\"{dash}\"";

    private static string N(double value) => Markup.Number(value);
}
