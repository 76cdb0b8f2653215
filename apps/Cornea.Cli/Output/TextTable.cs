using System.Text;

namespace Cornea.Cli.Output;

/// <summary>Rows under heads, as wide as what they hold. Where the terminal is narrower, the longest column is broken between words,
/// and a word that does not fit is cut.</summary>
/// <param name="heads">The columns. A head that begins with <c>&gt;</c> has its texts at the right, as numbers are read.</param>
internal sealed class TextTable(params IReadOnlyList<string> heads)
{
    private const int Gap = 2, Narrowest = 6;
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public string ToText(TextTerminal terminal)
    {
        string[] titles = [.. heads.Select(head => head.TrimStart('>'))];
        var widths = Enumerable.Range(0, titles.Length).Select(i => _rows.Select(row => row[i].Length).Append(titles[i].Length).Max())
            .ToArray();
        while (widths.Sum() + Gap * (widths.Length - 1) > terminal.Width && widths.Max() > Narrowest)
            widths[Array.IndexOf(widths, widths.Max())]--;
        var text = new StringBuilder();
        Write(titles);
        Write([.. widths.Select(width => new string(terminal.Unicode ? '─' : '-', width))]);
        foreach (var row in _rows)
            Write(row);
        return text.ToString();

        void Write(string[] cells)
        {
            string[][] lines = [.. cells.Select((cell, i) => Lines(cell, widths[i], terminal.Unicode ? "…" : "~"))];
            for (var line = 0; line < lines.Max(cell => cell.Length); line++)
            {
                var parts = lines.Select((cell, i) => line >= cell.Length ? new string(' ', widths[i])
                    : heads[i].StartsWith('>') ? cell[line].PadLeft(widths[i]) : cell[line].PadRight(widths[i]));
                text.Append(string.Join(new string(' ', Gap), parts).TrimEnd().Replace('\u00a0', ' ')).Append('\n');
            }
        }
    }

    private static string[] Lines(string cell, int width, string ellipsis) =>
    [
        .. Help.Wrapping.Lines(Clean(cell), width).Select(line => line.Text.Length <= width ? line.Text
            : line.Text[..(width - 1)] + ellipsis).DefaultIfEmpty(""),
    ];

    // A name from a file must not steer the reader's terminal.
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
