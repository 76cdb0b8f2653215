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
        foreach (var (x, y) in Series.SelectMany(series => series.Parts()).SelectMany(part => part))
        {
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (low, high) = (Math.Min(low, y), Math.Max(high, y));
            whole &= Math.Abs(x) < 1e15 && x == Math.Floor(x);
        }

        if (left > right) (left, right, low, high, whole) = (0, 1, 0, 1, false);
        return (Axis.Cover(left, right, acrossTicks, toTicks: false, whole), Axis.Cover(low, high, upTicks, toTicks: true));
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
