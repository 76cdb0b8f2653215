namespace Cornea.Plots;

/// <summary>What plots with two axes share: title, legend, grid, axes and their labels, from top to bottom.</summary>
internal sealed class PlotFrame
{
    private const double Margin = 16, LegendRow = 18, Swatch = 22;

    private readonly SvgWriter _svg;
    private readonly int _width;

    /// <summary>Draws title and legend.</summary>
    public PlotFrame(SvgWriter svg, int width, int height, string title, IReadOnlyList<LegendEntry> legend)
    {
        (_svg, _width) = (svg, width);
        double top = Margin;
        if (title.Length > 0)
        {
            svg.Text(width / 2.0, top + 10, SvgWriter.Fit(title, width - 2 * Margin, 15), "middle", 15, bold: true);
            top += 24;
        }
        Top = Legend(legend, top);
        Bottom = height;
    }

    /// <summary>Where the area of the axes begins.</summary>
    public double Top { get; }

    /// <summary>Where it ends; the height of the drawing before the axes are drawn.</summary>
    public double Bottom { get; private set; }

    /// <summary>The map from left to right; set by <see cref="DrawAxes"/>.</summary>
    public Scale Across { get; private set; }

    /// <summary>The map from bottom to top; set by <see cref="DrawAxes"/>.</summary>
    public Scale Up { get; private set; }

    /// <summary>Draws the grid, the axes and their labels.</summary>
    /// <param name="axes">The axes for so many ticks from left to right and from bottom to top.</param>
    /// <param name="xLabel">What the axis from left to right counts.</param>
    /// <param name="yLabel">What the axis from bottom to top measures.</param>
    /// <param name="xNames">Names in place of the labels of the ticks; null for their numbers.</param>
    public void DrawAxes(Func<int, int, (Axis X, Axis Y)> axes, string xLabel, string yLabel, Func<double, string>? xNames = null)
    {
        // A legend of many rows must not turn the plot upside down.
        Bottom = Math.Max(Bottom - 26 - (xLabel.Length > 0 ? 20 : 4), Top + 20);
        var (x, y) = axes(Math.Max(2, _width / 80), Math.Max(2, (int)(Bottom - Top) / 45));
        var labels = y.Ticks.Select(y.Label).ToArray();
        var names = x.Ticks.Select(xNames ?? x.Label).ToArray();
        var left = Margin + (yLabel.Length > 0 ? 20 : 0) + labels.Append("").Max(label => SvgWriter.WidthOf(label)) + 6;
        // The last label stands half beyond the axis.
        var right = _width - Margin - names.Select(label => SvgWriter.WidthOf(label) / 2).Append(8).Max();
        (Across, Up) = (x.To(left, right), y.To(Bottom, Top));
        for (var i = 0; i < labels.Length; i++)
        {
            var at = Up[y.Ticks[i]];
            _svg.Line(left, at, right, at, Paint.Faint);
            _svg.Text(left - 6, at + 4, labels[i], "end");
        }
        DrawAcross(x, names);
        _svg.Line(left, Bottom, right, Bottom, Paint.Ink);
        _svg.Line(left, Bottom, left, Top, Paint.Ink);
        _svg.Text((left + right) / 2, Bottom + 36, SvgWriter.Fit(xLabel, right - left), "middle");
        _svg.Text(Margin + 4, (Bottom + Top) / 2, SvgWriter.Fit(yLabel, Bottom - Top), "middle", angle: -90);
    }

    // A label that would touch the one before is left out; its line stays.
    private void DrawAcross(Axis x, string[] names)
    {
        var end = double.NegativeInfinity;
        for (var i = 0; i < names.Length; i++)
        {
            var (at, half) = (Across[x.Ticks[i]], SvgWriter.WidthOf(names[i]) / 2);
            _svg.Line(at, Bottom, at, Top, Paint.Faint);
            if (at - half < end + 4)
                continue;
            _svg.Text(at, Bottom + 16, names[i], "middle");
            end = at + half;
        }
    }

    private double Legend(IReadOnlyList<LegendEntry> legend, double top)
    {
        double x = Margin, y = top + 10;
        var drawn = false;
        foreach (var entry in legend.Where(entry => entry.Name.Length > 0))
        {
            var swatch = entry.IsArea || entry.Mark is not null ? 12 : Swatch;
            var name = SvgWriter.Fit(entry.Name, Math.Min(280, _width - 2 * Margin - Swatch - 6));
            var width = swatch + 6 + SvgWriter.WidthOf(name) + 18;
            if (drawn && x + width > _width - Margin)
            {
                x = Margin;
                y += LegendRow;
            }
            if (entry.Mark is { } mark)
                mark(_svg, x + swatch / 2.0, y - 4);
            else if (entry.IsArea)
                _svg.Rectangle(x, y - 10, swatch, 12, entry.Paint, radius: 2);
            else
                _svg.Line(x, y - 4, x + swatch, y - 4, entry.Paint, 2.5, entry.Dash);
            _svg.Text(x + swatch + 6, y, name);
            x += width;
            drawn = true;
        }
        return drawn ? y + 12 : top + 4;
    }
}
