using System.Globalization;

namespace Cornea.Plots;

/// <summary>How often each class was taken for each: a row per actual class, a column per predicted one.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Counts">Samples by actual class, then predicted class.</param>
public sealed record ConfusionMatrixPlot(string Title, IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<long>> Counts)
    : Plot(Title)
{
    private const double MostNumbered = 22;

    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 400;

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(["actual", "predicted", "count"], [.. Counts.SelectMany((row, actual) =>
        row.Select((count, predicted) => (IReadOnlyList<string>)
            [Classes[actual], Classes[predicted], count.ToString(CultureInfo.InvariantCulture)]))]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var size = Classes.Count;
        var names = Math.Min(100, Classes.Select(name => SvgWriter.WidthOf(CellText.Clean(name), 11)).Append(8).Max());
        // Short names stand upright above their columns, long ones are turned.
        var left = 40 + names;
        var cell = Math.Max(2, (Width - left - 12) / Math.Max(1, size));
        var isTurned = names > cell - 2;
        var top = (Title.Length > 0 ? 40 : 14) + 24 + (isTurned ? names * 0.75 + 8 : 16);
        var height = top + cell * size + 34;
        var svg = new SvgWriter(Width, height, Title.Length > 0 ? Title : "Confusion matrix", Describe(), Theme);
        svg.Text(Width / 2.0, 26, SvgWriter.Fit(Title, Width - 24, 15), "middle", 15, bold: true);
        svg.Text(left + cell * size / 2, Title.Length > 0 ? 48 : 18, "predicted", "middle", 11, fill: Paint.Muted);
        svg.Text(16, top + cell * size / 2, "actual", "middle", 11, angle: -90, fill: Paint.Muted);
        // Where there are many classes only some names find room.
        var stride = Math.Max(1, (int)Math.Ceiling(12 / cell));
        for (var i = 0; i < size; i++)
        {
            var middle = cell * (i + 0.5);
            if (i % stride == 0)
            {
                var name = SvgWriter.Fit(Classes[i], 102, 11);
                svg.Text(left - 6, top + middle + 4, name, "end", 11);
                if (isTurned)
                    svg.Text(left + middle + 3, top - 6, name, "start", 11, angle: -48);
                else
                    svg.Text(left + middle, top - 6, name, "middle", 11);
            }
            DrawRow(svg, i, left, top + cell * i, cell);
        }
        svg.Frame(left, top, cell * size, cell * size, Paint.Faint);
        svg.Text(left, height - 12, "Shade: share of the row, errors by its square root", size: 10, fill: Paint.Muted);
        return svg.Finish();
    }

    /// <inheritdoc/>
    public override string ToText(TextTerminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var rows = Counts.Select((row, i) => (IReadOnlyList<string>)
            [Classes[i], .. row.Select(count => count.ToString(CultureInfo.InvariantCulture))]).ToArray();
        return (Title.Length > 0 ? CellText.Clean(Title) + "\n" : "")
            + new PlotTable(["actual \\ predicted", .. Classes], rows).ToText(terminal);
    }

    private void DrawRow(SvgWriter svg, int actual, double left, double top, double cell)
    {
        var total = Math.Max(1, Counts[actual].Sum());
        for (var predicted = 0; predicted < Classes.Count; predicted++)
        {
            var count = Counts[actual][predicted];
            var share = count / (double)total;
            var isRight = predicted == actual;
            var strength = count == 0 ? 0 : isRight ? 0.1 + 0.9 * share : 0.1 + 0.9 * Math.Sqrt(share);
            var x = left + cell * predicted;
            if (count > 0)
            {
                svg.Rectangle(x + 0.5, top + 0.5, cell - 1, cell - 1, isRight ? Paint.Accent : Paint.Wrong, strength, title: string.Create(
                    CultureInfo.InvariantCulture, $"{Classes[actual]} taken for {Classes[predicted]}: {count} ({share:P1})"));
            }
            if (Classes.Count > MostNumbered || count == 0)
                continue;
            var text = count.ToString(CultureInfo.InvariantCulture);
            var size = Math.Min(12, (cell - 3) / Math.Max(1.2, text.Length * 0.6));
            svg.Text(x + cell / 2, top + cell / 2 + size * 0.36, text, "middle", Math.Round(size, 1),
                fill: strength > 0.6 ? Paint.OnAccent : Paint.Ink);
        }
    }

    private string Describe()
    {
        var (all, right) = (Counts.Sum(row => row.Sum()), Counts.Select((row, i) => row[i]).Sum());
        return string.Create(CultureInfo.InvariantCulture,
            $"Confusion matrix of {Classes.Count} classes, {all} samples, {right} of them predicted right.");
    }
}
