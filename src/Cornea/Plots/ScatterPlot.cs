using System.Globalization;

namespace Cornea.Plots;

/// <summary>Points in a plane, such as the features of a layer by class.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Series">The points by kind.</param>
public sealed record ScatterPlot(string Title, IReadOnlyList<ScatterSeries> Series) : Plot(Title)
{
    private const double LegendRadius = 4.5;

    /// <summary>What the axis from left to right measures.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the axis from bottom to top measures.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 400;

    /// <summary>The height of the SVG drawing, at least 150.</summary>
    public int Height { get; init => field = Math.Max(150, value); } = 360;

    /// <summary>Whether the line y = x is drawn; both axes then cover the same values.</summary>
    public bool Diagonal { get; init; }

    /// <summary>Whether the name of a kind stands at the middle of its points, so that colours need not be told apart.</summary>
    public bool ShowNames { get; init; }

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(["series", "x", "y"], [.. Series.SelectMany(series => series.X.Select((x, i) =>
        (IReadOnlyList<string>)[series.Name, PlotTable.Cell(x), PlotTable.Cell(series.Y[i])]))]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var svg = new SvgWriter(Width, Height, Title.Length > 0 ? Title : "Scatter plot", string.Create(CultureInfo.InvariantCulture,
            $"{Series.Sum(series => series.X.Count)} points of {Series.Count} kinds."), Theme);
        var legend = Series.Count > 1
            ? Series.Select((series, i) => new LegendEntry(
                series.Name, Palette.Paint(i), Mark: (writer, x, y) => Mark(writer, x, y, LegendRadius, i, opacity: 1)))
            : [];
        var frame = new PlotFrame(svg, Width, Height, Title, [.. legend]);
        frame.DrawAxes(Axes, XLabel, YLabel);
        var (across, up) = (frame.Across, frame.Up);
        if (Diagonal)
        {
            var (low, high) = (Math.Max(across.Minimum, up.Minimum), Math.Min(across.Maximum, up.Maximum));
            if (low < high)
                svg.Line(across[low], up[low], across[high], up[high], Paint.Muted, 1, "4 4");
        }
        var radius = Series.Sum(series => series.X.Count) switch { > 2000 => 1.2, > 400 => 2, _ => 3 };
        for (var i = 0; i < Series.Count; i++)
        {
            foreach (var (x, y) in Points(Series[i]))
                Mark(svg, across[x], up[y], radius, i, opacity: 0.75);
        }
        if (ShowNames)
        {
            for (var i = 0; i < Series.Count; i++)
                Name(svg, Series[i], across, up, i);
        }
        return svg.Finish();
    }

    // Kinds that share a colour differ by their mark: discs, then crosses, then diamonds.
    private static void Mark(SvgWriter svg, double x, double y, double radius, int series, double opacity)
    {
        var paint = Palette.Paint(series);
        switch (Palette.Round(series) % 3)
        {
            case 0:
                svg.Circle(x, y, radius, paint, opacity);
                break;
            case 1:
                svg.Path(string.Create(CultureInfo.InvariantCulture,
                    $"M{x - radius:0.##} {y - radius:0.##}l{2 * radius:0.##} {2 * radius:0.##}m0 {-2 * radius:0.##}" +
                    $"l{-2 * radius:0.##} {2 * radius:0.##}"), paint, Math.Max(1.2, 0.4 * radius), opacity);
                break;
            default:
                svg.Polygon([(x - 1.3 * radius, y), (x, y - 1.3 * radius), (x + 1.3 * radius, y), (x, y + 1.3 * radius)], paint, opacity);
                break;
        }
    }

    private static void Name(SvgWriter svg, ScatterSeries series, Scale across, Scale up, int index)
    {
        var points = Points(series).ToArray();
        if (points.Length == 0)
            return;
        var (x, y) = (across[Median(points.Select(point => point.X))], up[Median(points.Select(point => point.Y))]);
        var name = SvgWriter.Fit(series.Name, 90, 12);
        var width = SvgWriter.WidthOf(name) + 10;
        svg.Rectangle(x - width / 2, y - 9, width, 18, Paint.Paper, 0.85, 4, Palette.Paint(index));
        svg.Text(x, y + 4, name, "middle", bold: true);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static IEnumerable<(double X, double Y)> Points(ScatterSeries series) => series.X.Zip(series.Y)
        .Where(point => Axis.Holds(point.First) && Axis.Holds(point.Second)).Select(point => (point.First, point.Second));

    private (Axis X, Axis Y) Axes(int acrossTicks, int upTicks)
    {
        var points = Series.SelectMany(Points).DefaultIfEmpty((0, 0)).ToArray();
        double[] x = [.. from point in points select point.X];
        double[] y = [.. from point in points select point.Y];
        if (Diagonal)
            x = y = [.. x, .. y];
        return (Axis.Cover(x.Min(), x.Max(), acrossTicks, toTicks: true), Axis.Cover(y.Min(), y.Max(), upTicks, toTicks: true));
    }
}
