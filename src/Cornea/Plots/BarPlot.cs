using System.Globalization;

namespace Cornea.Plots;

/// <summary>Bars from left to right, some for each category, with their values beside them.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Categories">The names of the categories, from top to bottom.</param>
/// <param name="Series">The bars.</param>
public sealed record BarPlot(string Title, IReadOnlyList<string> Categories, IReadOnlyList<BarSeries> Series) : Plot(Title)
{
    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 400;

    /// <summary>The value of a full bar; the greatest of all where null.</summary>
    public double? Maximum { get; init; }

    /// <summary>How values are written, a format of .NET such as <c>0.00</c> or <c>P1</c>.</summary>
    public string Format { get; init; } = "0.000";

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(["category", .. Series.Select(series => series.Name.Length > 0 ? series.Name : "value")],
        [.. Categories.Select((name, i) => (IReadOnlyList<string>)[name, .. Series.Select(series => PlotTable.Cell(series.Values[i]))])]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        double bar = Series.Count > 1 ? 9 : 14, gap = Series.Count > 1 ? 9 : 7;
        var row = bar * Series.Count + gap;
        var legend = Series.Select((series, i) => new LegendEntry(series.Name, Palette.Paint(i), IsArea: true)).ToArray();
        var head = (Title.Length > 0 ? 24 : 0) + (legend.Any(entry => entry.Name.Length > 0) ? 40 : 24);
        var height = (int)Math.Ceiling(head + row * Categories.Count + 28);
        var svg = new SvgWriter(Width, height, Title.Length > 0 ? Title : "Bar plot",
            $"Bars of {Categories.Count} categories: {string.Join(", ", Series.Select(series => series.Name))}.", Theme);
        var top = new PlotFrame(svg, Width, height, Title, legend).Top + 4;
        var left = 16 + Math.Min(Width * 0.35, Categories.Select(name => SvgWriter.WidthOf(CellText.Clean(name))).Append(8).Max()) + 6;
        var numbers = Series.SelectMany(series => series.Values).Select(value => SvgWriter.WidthOf(Text(value), 10)).Append(20).Max();
        var right = Width - 16 - numbers;
        var greatest = Maximum ?? Series.SelectMany(series => series.Values).Where(double.IsFinite).Append(0).Max();
        var across = new Scale(0, greatest > 0 ? greatest : 1, left, right);
        for (var i = 0; i < Categories.Count; i++)
        {
            var y = top + row * i;
            svg.Text(left - 6, y + bar * Series.Count / 2 + 4, SvgWriter.Fit(Categories[i], left - 20), "end");
            for (var j = 0; j < Series.Count; j++)
            {
                var value = Series[j].Values[i];
                var length = double.IsFinite(value) ? Math.Max(0, Math.Min(across[value], right) - left) : 0;
                svg.Rectangle(left, y + bar * j, right - left, bar - 1, Paint.Panel, radius: 2);
                if (length > 0)
                    svg.Rectangle(left, y + bar * j, length, bar - 1, Palette.Paint(j), radius: Math.Min(2, length / 2));
                svg.Text(right + 4, y + bar * j + bar / 2 + 3, Text(value), size: 10, fill: Paint.Muted);
            }
        }
        svg.Line(left, top - 3, left, top + row * Categories.Count - gap + 3, Paint.Ink);
        return svg.Finish();
    }

    private string Text(double value) => double.IsNaN(value) ? "-" : value.ToString(Format, CultureInfo.InvariantCulture);
}
