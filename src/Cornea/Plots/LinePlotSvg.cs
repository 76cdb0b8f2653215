namespace Cornea.Plots;

/// <summary>Draws a <see cref="LinePlot"/> as SVG.</summary>
internal sealed class LinePlotSvg(LinePlot plot)
{
    private const double MostMarked = 30;

    private readonly SvgWriter _svg = new(
        plot.Width, plot.Height, plot.Title.Length > 0 ? plot.Title : "Line plot", plot.Describe(), plot.Theme);

    public string Draw()
    {
        var legend = plot.Series.Select((series, i) => new LegendEntry(series.Name, Palette.Paint(i), Palette.Dash(i))).ToArray();
        var frame = new PlotFrame(_svg, plot.Width, plot.Height, plot.Title, legend);
        frame.DrawAxes(plot.Axes, plot.XLabel, plot.YLabel);
        var (across, up) = (frame.Across, frame.Up);
        if (plot.Diagonal)
        {
            var (low, high) = (Math.Max(across.Minimum, up.Minimum), Math.Min(across.Maximum, up.Maximum));
            if (low < high)
                _svg.Line(across[low], up[low], across[high], up[high], Paint.Muted, 1, "4 4");
        }
        for (var i = 0; i < plot.Series.Count; i++)
        {
            // The values themselves stay visible behind their mean.
            DrawCurve(i, plot.Series[i], across, up, plot.Smoothing > 0 ? 0.3 : 1, marks: plot.Smoothing == 0);
            if (plot.Smoothing > 0)
                DrawCurve(i, plot.Series[i].Smoothed(plot.Smoothing), across, up, 1, marks: false);
            DrawUnplaced(i, across, up);
        }
        foreach (var mark in plot.Marks)
            DrawMark(mark, across, up);
        return _svg.Finish();
    }

    // A point alone between gaps has no line, so it is always marked; others only while they are few.
    private void DrawCurve(int index, PlotSeries series, Scale across, Scale up, double opacity, bool marks)
    {
        var paint = Palette.Paint(index);
        var parts = series.Parts(across.IsLog, up.IsLog);
        var marked = marks && parts.Sum(part => part.Count) <= MostMarked;
        foreach (var part in parts)
        {
            var points = Downsampling.Reduce(part, across, (int)(across.To - across.From))
                .ConvertAll(point => (X: across[point.X], Y: up[point.Y]));
            if (points.Count > 1) _svg.Polyline(points, paint, 2, Palette.Dash(index), opacity);
            if (!marked && points.Count > 1) continue;
            foreach (var (x, y) in points) _svg.Circle(x, y, 3, paint, opacity);
        }
    }

    // What a logarithmic axis cannot show, zero and negative numbers, is marked at its low end.
    private void DrawUnplaced(int index, Scale across, Scale up)
    {
        if (!up.IsLog)
            return;
        var points = plot.Series[index].Parts().SelectMany(part => part)
            .Where(point => point.Y <= 0 && !(across.IsLog && point.X <= 0)).Select(point => across[point.X]).Distinct().Take(200);
        foreach (var x in points)
            _svg.Polygon([(x - 4, up.From - 8), (x + 4, up.From - 8), (x, up.From - 1)], Palette.Paint(index));
    }

    private void DrawMark(PlotMark mark, Scale across, Scale up)
    {
        if ((across.IsLog && mark.X <= 0) || (up.IsLog && mark.Y <= 0) || !double.IsFinite(mark.X) || !double.IsFinite(mark.Y))
            return;
        var (x, y) = (across[mark.X], up[mark.Y]);
        _svg.Circle(x, y, 5, Paint.Wrong);
        var label = SvgWriter.Fit(mark.Label, 160);
        var isRight = x + 10 + SvgWriter.WidthOf(label) < across.To;
        _svg.Text(x + (isRight ? 9 : -9), y - 8, label, isRight ? "start" : "end", bold: true);
    }
}
