using System.Globalization;

namespace Cornea.Plots;

/// <summary>How often predictions of some confidence are right: a network that is calibrated lies on the diagonal.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Bins">Ranges of confidence.</param>
public sealed record ReliabilityPlot(string Title, IReadOnlyList<ReliabilityBin> Bins) : Plot(Title)
{
    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 400;

    /// <summary>The height of the SVG drawing, at least 150.</summary>
    public int Height { get; init => field = Math.Max(150, value); } = 330;

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(["low", "high", "count", "confidence", "accuracy"], [.. Bins.Select(bin =>
        (IReadOnlyList<string>)[PlotTable.Cell(bin.Low), PlotTable.Cell(bin.High), bin.Count.ToString(CultureInfo.InvariantCulture),
            PlotTable.Cell(bin.Confidence), PlotTable.Cell(bin.Accuracy)])]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var svg = new SvgWriter(Width, Height, Title.Length > 0 ? Title : "Reliability diagram", string.Create(CultureInfo.InvariantCulture,
            $"Accuracy over confidence in {Bins.Count} bins, {Bins.Sum(bin => (long)bin.Count)} predictions."), Theme);
        var frame = new PlotFrame(svg, Width, Height, Title,
            [new("accuracy", Paint.Accent, IsArea: true), new("gap to confidence", Paint.Wrong, IsArea: true)]);
        frame.DrawAxes((x, y) => (Axis.Cover(0, 1, x, toTicks: false), Axis.Cover(0, 1, y, toTicks: false)), "confidence", "accuracy");
        var (across, up) = (frame.Across, frame.Up);
        var most = Math.Max(1, Bins.Select(bin => bin.Count).Append(0).Max());
        foreach (var bin in Bins.Where(bin => bin.Count > 0))
        {
            var (left, width) = (across[bin.Low] + 1, across[bin.High] - across[bin.Low] - 2);
            // Bins of few predictions are pale: their accuracy says little.
            var strength = 0.35 + 0.65 * Math.Sqrt(bin.Count / (double)most);
            svg.Rectangle(left, up[bin.Accuracy], width, up.From - up[bin.Accuracy], Paint.Accent, strength, title: string.Create(
                CultureInfo.InvariantCulture, $"{bin.Count} predictions: confidence {bin.Confidence:F3}, accuracy {bin.Accuracy:F3}"));
            var (low, high) = (Math.Min(bin.Accuracy, bin.Confidence), Math.Max(bin.Accuracy, bin.Confidence));
            svg.Rectangle(left, up[high], width, up[low] - up[high], Paint.Wrong, 0.55);
        }
        svg.Line(across[0], up[0], across[1], up[1], Paint.Muted, 1.5, "4 4");
        return svg.Finish();
    }
}
