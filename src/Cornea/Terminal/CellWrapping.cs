using System.Text.RegularExpressions;

namespace Cornea.Terminal;

/// <summary>Breaks a text into lines between words. A word longer than the line is cut with an ellipsis, never folded.</summary>
/// <remarks>The rules of the Python library rich (<c>rich/_wrap.py</c>, <c>rich/text.py</c>), on which Keras's summary stands.</remarks>
internal static partial class CellWrapping
{
    /// <summary>The lines of <paramref name="text"/>, each exactly <paramref name="width"/> cells wide.</summary>
    public static List<string> Wrap(string text, int width, TextAlignment alignment, string ellipsis)
    {
        var lines = new List<string>();
        var start = 0;
        foreach (var end in Breaks(text, width))
        {
            lines.Add(Align(text[start..end], width, alignment, ellipsis));
            start = end;
        }

        lines.Add(Align(text[start..], width, alignment, ellipsis));
        return lines;
    }

    private static IEnumerable<int> Breaks(string text, int width)
    {
        var used = 0;
        for (var match = Word().Match(text); match.Success; match = match.NextMatch())
        {
            var cells = CellText.Width(match.Value);
            var needed = CellText.Width(match.Value.TrimEnd());
            if (needed <= width - used)
            {
                used += cells;
            }
            else if (needed > width || used > 0)
            {
                if (match.Index > 0) yield return match.Index;
                used = cells;
            }
        }
    }

    private static string Align(string line, int width, TextAlignment alignment, string ellipsis)
    {
        line = CellText.Truncate(alignment == TextAlignment.Left && CellText.Width(line) <= width ? line : line.TrimEnd(), width, ellipsis);
        var free = width - CellText.Width(line);
        var before = alignment switch
        {
            TextAlignment.Left => 0,
            TextAlignment.Center => free / 2,
            _ => free,
        };
        return new string(' ', before) + line + new string(' ', free - before);
    }

    [GeneratedRegex(@"\s*\S+\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
