using System.Globalization;

namespace Cornea.Plots;

/// <summary>Histograms below each other, such as those of the weights of each layer. Each has an axis of its own.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Series">The histograms, from top to bottom.</param>
public sealed record HistogramPlot(string Title, IReadOnlyList<HistogramSeries> Series) : Plot(Title)
{
    private const double Row = 62;

    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 400;

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(["name", "low", "high", "count"], [.. Series.SelectMany(series =>
        series.Counts.Select((count, i) => (IReadOnlyList<string>)[series.Name, PlotTable.Cell(Edge(series, i)),
            PlotTable.Cell(Edge(series, i + 1)), count.ToString(CultureInfo.InvariantCulture)]))]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var head = Title.Length > 0 ? 44 : 16;
        var svg = new SvgWriter(Width, head + Row * Series.Count + 8, Title.Length > 0 ? Title : "Histograms",
            $"{Series.Count} histograms: {string.Join(", ", Series.Take(20).Select(series => series.Name))}.", Theme);
        svg.Text(Width / 2.0, 26, SvgWriter.Fit(Title, Width - 24, 15), "middle", 15, bold: true);
        for (var i = 0; i < Series.Count; i++)
            Draw(svg, Series[i], head + Row * i);
        return svg.Finish();
    }

    private void Draw(SvgWriter svg, HistogramSeries series, double top)
    {
        const double left = 16, area = 30;
        var (right, bottom) = (Width - 16.0, top + 16 + area);
        var numbers = string.Create(CultureInfo.InvariantCulture, $"mean {Short(series.Mean)}  sd {Short(series.StandardDeviation)}");
        if (series.NonFinite > 0)
            numbers = string.Create(CultureInfo.InvariantCulture, $"{series.NonFinite} not finite  ") + numbers;
        svg.Text(left, top + 10, SvgWriter.Fit(series.Name, right - left - SvgWriter.WidthOf(numbers, 10) - 8, 11), size: 11, bold: true);
        svg.Text(right, top + 10, numbers, "end", 10, fill: series.NonFinite > 0 ? Paint.Wrong : Paint.Muted);
        var most = Math.Max(1, series.Counts.Append(0).Max());
        var width = (right - left) / Math.Max(1, series.Counts.Count);
        for (var i = 0; i < series.Counts.Count; i++)
        {
            if (series.Counts[i] == 0)
                continue;
            // Even one value is seen.
            var height = Math.Max(1, area * series.Counts[i] / most);
            svg.Rectangle(left + width * i, bottom - height, Math.Max(0.5, width - 0.7), height, Palette.Paint(0));
        }
        svg.Line(left, bottom, right, bottom, Paint.Faint);
        svg.Text(left, bottom + 11, Short(series.Low), size: 10, fill: Paint.Muted);
        svg.Text(right, bottom + 11, Short(series.High), "end", 10, fill: Paint.Muted);
        if (series.Low < 0 && series.High > 0)
        {
            var zero = new Scale(series.Low, series.High, left, right)[0];
            svg.Line(zero, bottom - area, zero, bottom, Paint.Muted, 1, "2 3");
            if (zero > left + 50 && zero < right - 50)
                svg.Text(zero, bottom + 11, "0", "middle", 10, fill: Paint.Muted);
        }
    }

    private static double Edge(HistogramSeries series, int bucket) =>
        series.Low + (series.High - series.Low) * bucket / series.Counts.Count;

    private static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
