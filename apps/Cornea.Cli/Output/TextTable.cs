using System.Text;

namespace Cornea.Cli.Output;

/// <summary>Rows under heads, as wide as what they hold. Where the terminal is narrower, the longest columns are broken between words;
/// where their words do not fit beside each other, each row becomes lines of a head and its text. No word is broken or cut.</summary>
/// <param name="heads">The columns. A head that begins with <c>&gt;</c> has its texts at the right, as numbers are read.</param>
internal sealed class TextTable(params IReadOnlyList<string> heads)
{
    private const int Gap = 2;
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public string ToText(TextTerminal terminal)
    {
        string[] titles = [.. heads.Select(head => head.TrimStart('>'))];
        var (widths, words) = (new int[titles.Length], new int[titles.Length]);
        for (var i = 0; i < titles.Length; i++)
        {
            var cells = _rows.Select(row => Clean(row[i])).Append(titles[i]).ToArray();
            widths[i] = cells.Max(cell => cell.Length);
            words[i] = cells.SelectMany(cell => cell.Split(' ')).Max(word => word.Length);
        }
        while (widths.Sum() + Gap * (widths.Length - 1) > terminal.Width)
        {
            // The widest of those whose words are narrower than they are.
            var widest = -1;
            for (var i = 0; i < widths.Length; i++)
            {
                if (widths[i] > words[i] && (widest < 0 || widths[i] > widths[widest]))
                    widest = i;
            }
            if (widest < 0)
                return Records(titles, terminal);
            widths[widest]--;
        }
        var text = new StringBuilder();
        Write(titles);
        Write([.. widths.Select(width => new string(terminal.Unicode ? '─' : '-', width))]);
        foreach (var row in _rows)
            Write(row);
        return text.ToString();

        void Write(string[] cells)
        {
            string[][] lines = [.. cells.Select((cell, i) => Lines(cell, widths[i]))];
            for (var line = 0; line < lines.Max(cell => cell.Length); line++)
            {
                var parts = lines.Select((cell, i) => line >= cell.Length ? new string(' ', widths[i])
                    : heads[i].StartsWith('>') ? cell[line].PadLeft(widths[i]) : cell[line].PadRight(widths[i]));
                text.Append(string.Join(new string(' ', Gap), parts).TrimEnd().Replace('\u00a0', ' ')).Append('\n');
            }
        }
    }

    private string Records(string[] titles, TextTerminal terminal)
    {
        var text = new StringBuilder();
        // A first column without a head names its row, and stands above what the others hold.
        var isNamed = titles[0].Length == 0;
        var margin = new string(' ', isNamed ? Gap : 0);
        var column = margin.Length + titles.Max(title => title.Length) + Gap;
        foreach (var row in _rows)
        {
            text.Append(text.Length > 0 ? "\n" : "");
            if (isNamed)
                text.Append(Clean(row[0])).Append('\n');
            for (var i = isNamed ? 1 : 0; i < titles.Length; i++)
            {
                var lines = Lines(row[i], Math.Max(1, terminal.Width - column));
                for (var line = 0; line < lines.Length && row[i].Length > 0; line++)
                {
                    var head = (margin + (line == 0 ? titles[i] : "")).PadRight(column);
                    text.Append((head + lines[line]).TrimEnd().Replace('\u00a0', ' ')).Append('\n');
                }
            }
        }
        return text.ToString();
    }

    private static string[] Lines(string cell, int width) =>
        [.. Help.Wrapping.Lines(Clean(cell), width).Select(line => line.Text).DefaultIfEmpty("")];

    // A name from a file must not steer the reader's terminal.
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
