using System.Globalization;
using System.Text;

namespace Cornea.Plots;

/// <summary>Curves over a common axis, such as the loss of training and validation over the epochs.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Series">The curves. None, or empty ones, give empty axes.</param>
/// <example>
/// <code>
/// var loss = new PlotSeries("loss", [0.9, 0.5, 0.3]);
/// var validation = new PlotSeries("val_loss", [0.8, 0.6, 0.5]);
/// var plot = new LinePlot("Loss", [loss, validation]) { XLabel = "epoch" };
/// Console.Write(plot.ToText(TextTerminal.ForStandardOutput()));
/// File.WriteAllText("loss.svg", plot.ToSvg());
/// </code>
/// </example>
public sealed record LinePlot(string Title, IReadOnlyList<PlotSeries> Series) : Plot(Title)
{
    /// <summary>What the axis from left to right counts.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the axis from bottom to top measures.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 640;

    /// <summary>The height of the SVG drawing, at least 150.</summary>
    public int Height { get; init => field = Math.Max(150, value); } = 400;

    /// <summary>How the numbers of the axis from left to right are spread.</summary>
    public AxisScale XScale { get; init; }

    /// <summary>How the numbers of the axis from bottom to top are spread.</summary>
    public AxisScale YScale { get; init; }

    /// <summary>The ends of the axis from left to right; those of the values where null.</summary>
    public (double Low, double High)? XRange { get; init; }

    /// <summary>The ends of the axis from bottom to top; those of the values where null.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>The weight of the moving average that is drawn over each curve, which stays visible behind it: 0 for none, below 1. See
    /// <see cref="PlotSeries.Smoothed"/>.</summary>
    public double Smoothing { get; init; }

    /// <summary>Whether the line y = x is drawn, as ROC curves have it.</summary>
    public bool Diagonal { get; init; }

    /// <summary>Points that are pointed out.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(["series", "x", "y"], [.. Series.SelectMany(series => series.Y.Select((y, i) =>
        (IReadOnlyList<string>)[series.Name, PlotTable.Cell(series.X?[i] ?? i + 1), PlotTable.Cell(y)]))]);

    /// <inheritdoc/>
    public override string ToSvg() => new LinePlotSvg(this).Draw();

    /// <inheritdoc/>
    public override string ToText(TextTerminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        return new LinePlotText(this, terminal).Draw();
    }

    /// <summary>The axes that hold all points; from 0 to 1 where there is none.</summary>
    internal (Axis X, Axis Y) Axes(int acrossTicks, int upTicks)
    {
        double left = double.PositiveInfinity, low = left, right = double.NegativeInfinity, high = right;
        var whole = true;
        var (logX, logY) = (XScale == AxisScale.Log, YScale == AxisScale.Log);
        foreach (var (x, y) in Series.SelectMany(series => series.Parts(logX, logY)).SelectMany(part => part))
        {
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (low, high) = (Math.Min(low, y), Math.Max(high, y));
            whole &= Math.Abs(x) < 1e15 && x == Math.Floor(x);
        }

        if (left > right) (left, right, low, high, whole) = (logX ? 0.1 : 0, 1, logY ? 0.1 : 0, 1, false);
        (left, right) = XRange ?? (left, right);
        (low, high) = YRange ?? (low, high);
        return (
            logX ? Axis.CoverLog(left, right, acrossTicks, toTicks: false) : Axis.Cover(left, right, acrossTicks, toTicks: false, whole),
            logY ? Axis.CoverLog(low, high, upTicks, toTicks: true) : Axis.Cover(low, high, upTicks, toTicks: true));
    }

    /// <summary>The plot in words, for those who do not see it.</summary>
    internal string Describe()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Line plot of {Series.Count} series"));
        if (YLabel.Length > 0) text.Append($", {YLabel}");
        if (XLabel.Length > 0) text.Append($" over {XLabel}");
        text.Append('.');
        foreach (var series in Series.Take(20))
        {
            var points = series.Parts().SelectMany(part => part).ToArray();
            text.Append($" {series.Name}: ");
            if (points.Length == 0)
            {
                text.Append("no values.");
                continue;
            }

            var (first, last) = (points[0], points[^1]);
            var (least, greatest) = (points.MinBy(point => point.Y), points.MaxBy(point => point.Y));
            text.Append(CultureInfo.InvariantCulture, $"{points.Length} values, first {first.Y:G4} at {first.X:G4}, ")
                .Append(CultureInfo.InvariantCulture, $"last {last.Y:G4} at {last.X:G4}, ")
                .Append(CultureInfo.InvariantCulture, $"least {least.Y:G4} at {least.X:G4}, greatest {greatest.Y:G4} at {greatest.X:G4}.");
        }

        return text.ToString();
    }
}
