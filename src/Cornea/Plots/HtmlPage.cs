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
        :root { color-scheme: light dark; --paper: #fff; --ink: #333; --muted: #5f6670; --panel: #f4f6f8; --line: #dfe3e8; --link: #005f9e; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #16181d; --ink: #e4e6ea; --muted: #a9b0bb; --panel: #20242b; --line: #343841; --link: #6cbdf2; }
        }
        * { box-sizing: border-box; }
        body { font: 16px/1.5 system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif; color: var(--ink); background: var(--paper); }
        body { max-width: 84rem; margin: 0 auto; padding: 1rem clamp(.75rem, 3vw, 2rem) 3rem; }
        h1 { line-height: 1.2; margin: 1rem 0 .5rem; }
        h2 { margin: 2.25rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
        p { max-width: 46rem; }
        a { color: var(--link); }
        pre { font: 13px/1.25 ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Consolas, monospace; }
        pre { background: var(--panel); padding: .75rem; border-radius: 6px; overflow-x: auto; max-width: max-content; min-width: 0; }
        figure { margin: 1rem 0; min-width: 0; overflow-x: auto; }
        figcaption { color: var(--muted); font-size: .9rem; }
        svg, img { max-width: 100%; height: auto; }
        img.pixels { image-rendering: pixelated; }
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: 1rem 1.5rem; align-items: start; }
        .grid figure { margin: 0; }
        .grid svg { width: 100%; max-width: 36rem; }
        .cell { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 1.5rem; align-items: start; margin: 1rem 0; }
        .cell pre.code { background: none; border-left: 3px solid var(--line); border-radius: 0; margin: .5rem 0; max-width: 100%; }
        .cell pre.code span { display: block; white-space: pre-wrap; overflow-wrap: anywhere; }
        .cell pre.code span { padding-left: calc((var(--indent) + 4) * 1ch); text-indent: calc((var(--indent) + 4) * -1ch); }
        .cell > div > :first-child { margin-top: .5rem; }
        @media (min-width: 64rem) { .cell { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
        .numbers { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: 0; }
        .numbers div { background: var(--panel); border-radius: 6px; padding: .5rem .9rem; min-width: 8rem; }
        .numbers dt { color: var(--muted); font-size: .85rem; }
        .numbers dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .table { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
        th { color: var(--muted); font-weight: 600; }
        .n { text-align: right; }
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

    /// <summary>Adds code and what it made: side by side where the page is wide, one above the other where it is narrow.</summary>
    /// <param name="code">The code; nothing is beside the results where empty.</param>
    /// <param name="results">Each adds a result to the page it is given.</param>
    internal HtmlPage Cell(string code, IReadOnlyList<Action<HtmlPage>> results)
    {
        if (code.Length == 0)
        {
            foreach (var result in results)
                result(this);
            return this;
        }
        Append($"<div class=\"cell\">\n<pre class=\"code\">{string.Concat(code.Split('\n').Select(CodeLine))}</pre>\n<div>\n");
        foreach (var result in results)
            result(this);
        return Append("</div>\n</div>\n");
    }

    // A line that is too long goes on below, further in than it began.
    private static string CodeLine(string line) =>
        $"<span style=\"--indent: {line.Length - line.TrimStart(' ').Length}\">{Markup.Escape(line)}\n</span>";

    /// <summary>Adds a plot.</summary>
    /// <param name="plot">The plot.</param>
    public HtmlPage Add(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return Append($"<figure>\n{plot.ToSvg()}</figure>\n");
    }

    /// <summary>Adds plots side by side, as many in a row as the width of the page allows.</summary>
    /// <param name="plots">The plots.</param>
    public HtmlPage Add(IReadOnlyList<Plot> plots)
    {
        ArgumentNullException.ThrowIfNull(plots);
        Append("<div class=\"grid\">\n");
        foreach (var plot in plots)
            Add(plot);
        return Append("</div>\n");
    }

    /// <summary>Adds some numbers in large type, each with its name.</summary>
    /// <param name="numbers">Names and numbers as text.</param>
    public HtmlPage Numbers(IReadOnlyList<KeyValuePair<string, string>> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        Append("<dl class=\"numbers\">\n");
        foreach (var (name, value) in numbers)
            Append($"<div><dt>{Markup.Escape(name)}</dt><dd>{Markup.Escape(value)}</dd></div>\n");
        return Append("</dl>\n");
    }

    /// <summary>Adds a table; columns of numbers are aligned to the right. Where it is wider than the page it scrolls.</summary>
    /// <param name="table">The table.</param>
    public HtmlPage Table(PlotTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var isNumber = table.Columns.Select((_, i) => table.Rows.Count > 0 && table.Rows.All(row => PlotTable.IsNumber(row[i]))).ToArray();
        Append("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"table\">\n<table>\n<thead><tr>");
        for (var i = 0; i < table.Columns.Count; i++)
            Append($"<th scope=\"col\"{(isNumber[i] ? " class=\"n\"" : "")}>{Markup.Escape(table.Columns[i])}</th>");
        Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            Append("<tr>");
            for (var i = 0; i < row.Count; i++)
                Append($"<td{(isNumber[i] ? " class=\"n\"" : "")}>{Markup.Escape(row[i])}</td>");
            Append("</tr>\n");
        }
        return Append("</tbody>\n</table>\n</div>\n");
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
