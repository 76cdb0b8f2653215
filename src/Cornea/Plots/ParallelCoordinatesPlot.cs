using System.Globalization;

namespace Cornea.Plots;

/// <summary>Rows of numbers as lines over axes side by side, such as the trials of a search; the better the last number, the stronger the
/// line.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Axes">The names of the axes, the last that of what is sought.</param>
/// <param name="Rows">A number per axis in each.</param>
public sealed record ParallelCoordinatesPlot(string Title, IReadOnlyList<string> Axes, IReadOnlyList<IReadOnlyList<double>> Rows)
    : Plot(Title)
{
    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 480;

    /// <summary>The height of the SVG drawing, at least 150.</summary>
    public int Height { get; init => field = Math.Max(150, value); } = 300;

    /// <summary>Whether the greatest last number is the best; else the least.</summary>
    public bool IsGreatestBest { get; init; } = true;

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(Axes, [.. Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(PlotTable.Cell)])]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var svg = new SvgWriter(Width, Height, Title.Length > 0 ? Title : "Parallel coordinates", string.Create(
            CultureInfo.InvariantCulture, $"{Rows.Count} rows over {string.Join(", ", Axes)}."), Theme);
        svg.Text(Width / 2.0, 26, SvgWriter.Fit(Title, Width - 24, 15), "middle", 15, bold: true);
        double top = Title.Length > 0 ? 74 : 46, bottom = Height - 28;
        var scales = Axes.Select((_, axis) => ScaleOf(axis, bottom, top)).ToArray();
        double left = 34, right = Width - 40;
        double X(int axis) => Axes.Count < 2 ? left : left + (right - left) * axis / (Axes.Count - 1);
        var order = Enumerable.Range(0, Rows.Count).OrderBy(row => IsGreatestBest ? Rows[row][^1] : -Rows[row][^1]).ToArray();
        for (var rank = 0; rank < order.Length; rank++)
        {
            var points = Rows[order[rank]].Select((value, axis) => (X: X(axis), Y: scales[axis] is { } scale && Placed(value, scale)
                ? scale[value] : double.NaN)).Where(point => !double.IsNaN(point.Y));
            var isBest = rank == order.Length - 1;
            // The order alone decides: how far the best is ahead stands on its axis.
            var strength = 0.12 + 0.5 * rank / Math.Max(1, order.Length - 1);
            svg.Polyline(points, isBest ? Paint.Wrong : Palette.Paint(0), isBest ? 3 : 1.5, opacity: isBest ? 1 : strength);
        }
        var room = Axes.Count < 2 ? right - left : (right - left) / (Axes.Count - 1);
        for (var axis = 0; axis < Axes.Count; axis++)
        {
            var x = X(axis);
            svg.Line(x, top, x, bottom, Paint.Ink);
            var name = SvgWriter.Fit(Axes[axis], Math.Max(40, room - 6), 11);
            // Names at the ends stay inside the drawing.
            var at = Math.Clamp(x, SvgWriter.WidthOf(name, 11) / 2 + 4, Width - SvgWriter.WidthOf(name, 11) / 2 - 4);
            svg.Text(at, top - 26, name, "middle", 11, bold: true);
            if (scales[axis] is not { } scale)
                continue;
            svg.Text(Inside(x, scale.Maximum), top - 8, Short(scale.Maximum), "middle", 10, fill: Paint.Muted);
            svg.Text(Inside(x, scale.Minimum), bottom + 16, Short(scale.Minimum), "middle", 10, fill: Paint.Muted);
        }
        return svg.Finish();

        double Inside(double x, double value) => Math.Clamp(x, SvgWriter.WidthOf(Short(value), 10) / 2 + 4,
            Width - SvgWriter.WidthOf(Short(value), 10) / 2 - 4);
    }

    // Positive numbers over two powers of ten or more stand at equal ratios.
    private Scale? ScaleOf(int axis, double bottom, double top)
    {
        var values = Rows.Select(row => row[axis]).Where(Axis.Holds).ToArray();
        if (values.Length == 0)
            return null;
        var (low, high) = (values.Min(), values.Max());
        if (low == high)
            (low, high) = low > 0 ? (low * 0.9, high * 1.1) : (low - 1, high + 1);
        return new Scale(low, high, bottom, top, low > 0 && high / low >= 100);
    }

    private static bool Placed(double value, Scale scale) => Axis.Holds(value) && (!scale.IsLog || value > 0);

    private static string Short(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
