using System.Globalization;
using System.Text;

namespace Cornea.Cli.Output;

/// <summary>Probabilities as bars.</summary>
internal static class Bars
{
    private const int Widest = 40;
    private static readonly string[] Eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

    /// <summary>A line for each: name, bar, percentage.</summary>
    /// <param name="rows">Names and probabilities from 0 to 1.</param>
    /// <param name="terminal">What the output can do.</param>
    public static string Draw(IReadOnlyList<(string Name, double Probability)> rows, TextTerminal terminal)
    {
        var name = Math.Min(rows.Max(row => row.Name.Length), Math.Max(4, terminal.Width / 2));
        var width = Math.Clamp(terminal.Width - name - 13, 4, Widest);
        var best = rows.Max(row => row.Probability);
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var label = row.Name.Length <= name ? row.Name.PadRight(name) : row.Name[..(name - 1)] + (terminal.Unicode ? "…" : "~");
            var bar = Bar(row.Probability, width, terminal.Unicode);
            var painted = terminal.Color != ColorLevel.None && row.Probability == best ? $"\u001b[32m{bar}\u001b[0m" : bar;
            text.Append("  ").Append(label).Append("  ").Append(painted).Append(' ', width - bar.Length)
                .Append(string.Create(CultureInfo.InvariantCulture, $"{100 * row.Probability,7:F2} %\n"));
        }
        return text.ToString();
    }

    private static string Bar(double share, int width, bool unicode)
    {
        if (!double.IsFinite(share))
            return "";
        var cells = Math.Clamp(share, 0, 1) * width;
        if (!unicode)
            return new string('#', (int)Math.Round(cells));
        var eighths = (int)Math.Round(cells * 8);
        return new string('█', eighths / 8) + Eighths[eighths % 8];
    }
}
