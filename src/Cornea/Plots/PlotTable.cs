using System.Globalization;
using System.Text;

namespace Cornea.Plots;

/// <summary>The numbers of a plot.</summary>
/// <param name="Columns">The name of each column.</param>
/// <param name="Rows">The cells of each row: texts, and numbers with as many digits as bring them back.</param>
public sealed record PlotTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A number as a cell has it.</summary>
    /// <param name="value">The number.</param>
    public static string Cell(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The table as CSV (RFC 4180), its columns in the first line.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        foreach (var row in Rows.Prepend(Columns))
            text.AppendJoin(',', row.Select(Quoted)).Append('\n');
        return text.ToString();
    }

    /// <summary>The table as lines of text, cut to the width of the terminal.</summary>
    /// <param name="terminal">What the output can do.</param>
    public string ToText(TextTerminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var rows = Rows.Prepend(Columns).Select(row => row.Select(Short).ToArray()).ToArray();
        var widths = Columns.Select((_, i) => rows.Max(row => i < row.Length ? CellText.Width(row[i]) : 0)).ToArray();
        var text = new StringBuilder();
        var isRight = Columns.Select((_, i) => Rows.Count > 0 && i < Rows[0].Count && IsNumber(Rows[0][i])).ToArray();
        foreach (var row in rows)
        {
            var line = string.Join("  ", row.Select((cell, i) =>
            {
                var blanks = new string(' ', widths[i] - CellText.Width(cell));
                return isRight[i] ? blanks + cell : cell + blanks;
            }));
            text.Append(CellText.Truncate(line.TrimEnd(), terminal.Width, terminal.Unicode ? "…" : ".")).Append('\n');
        }
        return text.ToString();
    }

    internal static bool IsNumber(string cell) =>
        double.TryParse(cell, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _);

    // A number that was written short stays as it is written.
    private static string Short(string cell) => cell.Length > 9
        && double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        ? value.ToString("G5", CultureInfo.InvariantCulture) : CellText.Truncate(CellText.Clean(cell), 40, "…");

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
