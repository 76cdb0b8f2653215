namespace Cornea.Plots;

/// <summary>Draws a <see cref="LinePlot"/> as SVG: title, legend, grid, axes, curves, from top to bottom.</summary>
internal sealed class LinePlotSvg(LinePlot plot)
{
    private const double Margin = 16, LegendRow = 18, Swatch = 22, MostMarked = 30;

    private readonly SvgWriter _svg = new(plot.Width, plot.Height, plot.Title.Length > 0 ? plot.Title : "Line plot", plot.Describe());

    public string Draw()
    {
        double top = Margin;
        if (plot.Title.Length > 0)
        {
            _svg.Text(plot.Width / 2.0, top + 10, Short(plot.Title, 80), "middle", 15, bold: true);
            top += 24;
        }

        top = DrawLegend(top);
        double bottom = plot.Height - 26 - (plot.XLabel.Length > 0 ? 20 : 4);
        var (x, y) = plot.Axes(Math.Max(2, plot.Width / 80), Math.Max(2, (int)(bottom - top) / 45));
        var labels = y.Ticks.Select(y.Label).ToArray();
        var left = Margin + (plot.YLabel.Length > 0 ? 20 : 0) + labels.Max(label => SvgWriter.WidthOf(label)) + 6;
        // The last label stands half beyond the axis.
        var right = plot.Width - Margin - x.Ticks.Select(tick => SvgWriter.WidthOf(x.Label(tick)) / 2).Append(8).Max();
        // A legend of many rows must not turn the plot upside down.
        bottom = Math.Max(bottom, top + 20);
        var across = new Scale(x.Minimum, x.Maximum, left, right);
        var up = new Scale(y.Minimum, y.Maximum, bottom, top);
        DrawAxes(x, y, across, up, labels);
        for (var i = 0; i < plot.Series.Count; i++) DrawCurve(i, across, up);
        return _svg.Finish();
    }

    private double DrawLegend(double top)
    {
        double x = Margin, y = top + 10;
        var drawn = false;
        for (var i = 0; i < plot.Series.Count; i++)
        {
            if (plot.Series[i].Name.Length == 0) continue;
            var name = Short(plot.Series[i].Name, 40);
            var width = Swatch + 6 + SvgWriter.WidthOf(name) + 18;
            if (drawn && x + width > plot.Width - Margin)
            {
                x = Margin;
                y += LegendRow;
            }

            _svg.Line(x, y - 4, x + Swatch, y - 4, Palette.Color(i).Hex, 2.5, Palette.Dash(i));
            _svg.Text(x + Swatch + 6, y, name);
            x += width;
            drawn = true;
        }

        return drawn ? y + 12 : top + 4;
    }

    private void DrawAxes(Axis x, Axis y, Scale across, Scale up, string[] labels)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var at = up[y.Ticks[i]];
            _svg.Line(across.From, at, across.To, at, SvgWriter.Faint);
            _svg.Text(across.From - 6, at + 4, labels[i], "end");
        }

        foreach (var tick in x.Ticks)
        {
            _svg.Line(across[tick], up.From, across[tick], up.To, SvgWriter.Faint);
            _svg.Text(across[tick], up.From + 16, x.Label(tick), "middle");
        }

        _svg.Line(across.From, up.From, across.To, up.From, SvgWriter.Ink);
        _svg.Line(across.From, up.From, across.From, up.To, SvgWriter.Ink);
        _svg.Text((across.From + across.To) / 2, up.From + 36, Short(plot.XLabel, 60), "middle");
        _svg.Text(Margin + 4, (up.From + up.To) / 2, Short(plot.YLabel, 40), "middle", upward: true);
    }

    // A point alone between gaps has no line, so it is always marked; others only while they are few.
    private void DrawCurve(int index, Scale across, Scale up)
    {
        var color = Palette.Color(index).Hex;
        var parts = plot.Series[index].Parts();
        var marked = parts.Sum(part => part.Count) <= MostMarked;
        foreach (var part in parts)
        {
            var points = Downsampling.Reduce(part, across, (int)(across.To - across.From))
                .ConvertAll(point => (X: across[point.X], Y: up[point.Y]));
            if (points.Count > 1) _svg.Polyline(points, color, 2, Palette.Dash(index));
            if (!marked && points.Count > 1) continue;
            foreach (var (x, y) in points) _svg.Circle(x, y, 3, color);
        }
    }

    private static string Short(string text, int width) => CellText.Truncate(CellText.Clean(text), width, "…");
}
