using System.Text;

namespace Cornea.Plots;

/// <summary>One HTML page that holds all it shows: it asks for nothing from elsewhere and runs no script.</summary>
/// <remarks>
/// Everything handed in as text is escaped. A policy in the page's head (Content-Security-Policy) tells the browser to load nothing
/// and run nothing, should something get in all the same. Each method adds to the end of the page and gives the page back.
/// </remarks>
/// <example>
/// <code>File.WriteAllText("lesson.html", new HtmlPage("Digits").Heading("Loss").Add(plot).ToHtml());</code>
/// </example>
public sealed class HtmlPage
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif; color: #333; background: #fff; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        pre { font: 13px/1.25 ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Consolas, monospace; }
        pre { background: #f6f6f6; padding: .75rem; overflow-x: auto; }
        figure { margin: 1rem 0; }
        figcaption { color: #555; }
        svg, img { max-width: 100%; height: auto; }
        img.pixels { image-rendering: pixelated; }
        """;

    private readonly string _title;
    private readonly string _language;
    private readonly StringBuilder _body = new();

    /// <summary>Begins a page with a title, which is also its first heading.</summary>
    /// <param name="title">The title.</param>
    /// <param name="language">The language of its text, a tag of BCP 47.</param>
    public HtmlPage(string title, string language = "en")
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(language);
        (_title, _language) = (title, language);
        _body.Append($"<h1>{Markup.Escape(title)}</h1>\n");
    }

    /// <summary>Adds a heading.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="level">2 to 6; 1 is the page's title.</param>
    public HtmlPage Heading(string text, int level = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 6);
        return Append($"<h{level}>{Markup.Escape(text)}</h{level}>\n");
    }

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">Its text.</param>
    public HtmlPage Paragraph(string text) => Append($"<p>{Markup.Escape(text)}</p>\n");

    /// <summary>Adds text whose line ends and blanks stay, such as a summary.</summary>
    /// <param name="text">The text, without escape sequences of a terminal.</param>
    public HtmlPage Preformatted(string text) => Append($"<pre>\n{Markup.Escape(text)}</pre>\n");

    /// <summary>Adds a plot.</summary>
    /// <param name="plot">The plot.</param>
    public HtmlPage Add(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return Append($"<figure>\n{plot.ToSvg()}</figure>\n");
    }

    /// <summary>Adds a picture that is stored in the page itself.</summary>
    /// <param name="file">The bytes of a PNG, JPEG, GIF, WebP, BMP or SVG file. An SVG shown as a picture can run nothing.</param>
    /// <param name="mediaType">
    /// <c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c>, <c>image/webp</c>, <c>image/bmp</c> or <c>image/svg+xml</c>.
    /// </param>
    /// <param name="alternative">What it shows, for those who do not see it.</param>
    /// <param name="caption">A text under it, none where empty.</param>
    /// <param name="width">Its width on the page in pixels, its own where null. Enlarged pictures keep their pixels sharp.</param>
    /// <exception cref="ArgumentException">The media type is none of these.</exception>
    public HtmlPage Image(ReadOnlySpan<byte> file, string mediaType, string alternative, string caption = "", int? width = null)
    {
        if (mediaType is not ("image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/bmp" or "image/svg+xml"))
        {
            throw new ArgumentException(
                $"A page shows PNG, JPEG, GIF, WebP, BMP and SVG pictures, but received the media type '{mediaType}'. " +
                "Convert the picture to PNG.",
                nameof(mediaType));
        }

        var size = width is { } pixels ? $" width=\"{Markup.Number(pixels)}\" class=\"pixels\"" : "";
        var under = caption.Length > 0 ? $"\n<figcaption>{Markup.Escape(caption)}</figcaption>" : "";
        var source = $"data:{mediaType};base64,{Convert.ToBase64String(file)}";
        return Append($"<figure>\n<img src=\"{source}\" alt=\"{Markup.Escape(alternative)}\"{size}>{under}\n</figure>\n");
    }

    /// <summary>The whole page.</summary>
    public string ToHtml() =>
        $"""
        <!DOCTYPE html>
        <html lang="{Markup.Escape(_language)}">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Markup.Escape(_title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        {_body}</body>
        </html>

        """.ReplaceLineEndings("\n");

    private HtmlPage Append(string markup)
    {
        _body.Append(markup);
        return this;
    }
}
