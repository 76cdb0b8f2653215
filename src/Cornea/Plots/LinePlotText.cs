using System.Text;

namespace Cornea.Plots;

/// <summary>
/// Draws a <see cref="LinePlot"/> in characters: braille dots where the terminal has Unicode and the curves can be told apart by
/// colour (or there is only one), marks of their own for each curve elsewhere.
/// </summary>
internal sealed class LinePlotText(LinePlot plot, TextTerminal terminal)
{
    private const int About = 12, Widest = 100, Narrowest = 24;

    private readonly StringBuilder _text = new();
    private readonly bool _braille = terminal.Unicode && (terminal.Color != ColorLevel.None || plot.Series.Count <= 1);

    public string Draw()
    {
        var width = Math.Clamp(terminal.Width, Narrowest, Widest);
        var (_, y) = plot.Axes(5, 4);
        var labels = y.Ticks.Select(y.Label).ToArray();
        var margin = Math.Min(labels.Max(label => label.Length), width / 2);
        var columns = width - margin - 2;
        var (x, _) = plot.Axes(Math.Max(1, columns / 12), 4);
        var rows = Rows(y);
        var canvas = new TextCanvas(columns, rows, _braille, terminal);
        var across = x.To(0, canvas.Width - 1);
        var up = y.To(canvas.Height - 1, 0);
        for (var i = 0; i < plot.Series.Count; i++) DrawCurve(canvas, i, across, up);

        if (plot.Title.Length > 0) Line(Cut(plot.Title, width));
        if (plot.YLabel.Length > 0 && plot.YLabel != plot.Title) Line(Cut(plot.YLabel, width));
        var (tick, plain, corner, below, bar) = terminal.Unicode ? ('┤', '│', '└', '┬', '─') : ('+', '|', '+', '+', '-');
        for (var row = 0; row < rows; row++)
        {
            var index = y.Ticks.ToList().FindIndex(value => Position(y.To(rows - 1, 0)[value]) == row);
            var label = index < 0 ? "" : Cut(labels[index], margin);
            Line(label.PadLeft(margin) + " " + (index < 0 ? plain : tick) + canvas.Row(row));
        }

        DrawBelow(x, x.To(0, columns - 1), margin, columns, corner, below, bar);
        if (plot.XLabel.Length > 0)
        {
            var name = Cut(plot.XLabel, columns);
            Line(new string(' ', margin + 2 + (columns - CellText.Width(name)) / 2) + name);
        }

        DrawLegend(width);
        return _text.ToString();
    }

    // As many that the ticks of an axis that begins and ends with one stand at equal distances.
    private static int Rows(Axis axis)
    {
        var steps = axis.IsLog ? 0 : (axis.Maximum - axis.Minimum) / axis.Step;
        var whole = (int)Math.Round(steps);
        return whole is < 1 or >= About || Math.Abs(steps - whole) > 1e-6 ? About
            : whole * (int)Math.Round((About - 1.0) / whole, MidpointRounding.AwayFromZero) + 1;
    }

    private void DrawCurve(TextCanvas canvas, int index, Scale across, Scale up)
    {
        foreach (var part in plot.Series[index].Smoothed(plot.Smoothing).Parts(across.IsLog, up.IsLog))
        {
            var points = Downsampling.Reduce(part, across, canvas.Width)
                .ConvertAll(point => (X: Position(across[point.X]), Y: Position(up[point.Y])));
            if (points is [var alone]) DrawPoint(canvas, alone.X, alone.Y, index);
            for (var i = 1; i < points.Count; i++)
            {
                var before = points[i - 1];
                canvas.Line(before.X, before.Y, points[i].X, points[i].Y, index);
            }
        }
    }

    // A single dot of braille is hardly seen: a point with no adjacent point becomes a cross.
    private void DrawPoint(TextCanvas canvas, int x, int y, int index)
    {
        var arm = _braille ? 1 : 0;
        canvas.Line(Math.Max(0, x - arm), y, Math.Min(canvas.Width - 1, x + arm), y, index);
        canvas.Line(x, Math.Max(0, y - arm), x, Math.Min(canvas.Height - 1, y + arm), index);
    }

    private void DrawBelow(Axis x, Scale across, int margin, int columns, char corner, char below, char bar)
    {
        var line = new string(bar, columns).ToCharArray();
        var numbers = new StringBuilder();
        foreach (var value in x.Ticks)
        {
            var at = Position(across[value]);
            line[at] = below;
            var label = x.Label(value);
            var start = Math.Clamp(at - label.Length / 2, 0, Math.Max(0, columns - label.Length));
            // A label that would touch the adjacent one is left out; its tick stays.
            if (numbers.Length > 0 && start < numbers.Length + 1) continue;
            numbers.Append(' ', start - numbers.Length).Append(label);
        }

        Line(new string(' ', margin + 1) + corner + new string(line));
        Line(new string(' ', margin + 2) + numbers);
    }

    private void DrawLegend(int width)
    {
        var line = new StringBuilder();
        var used = 0;
        for (var i = 0; i < plot.Series.Count; i++)
        {
            if (plot.Series[i].Name.Length == 0) continue;
            var sample = _braille ? "──" : Palette.Mark(i, terminal.Unicode).ToString();
            var name = Cut(plot.Series[i].Name, width - sample.Length - 3);
            var cells = sample.Length + 1 + CellText.Width(name);
            if (used > 0 && used + 3 + cells > width)
            {
                Line(line.ToString());
                line.Clear();
                used = 0;
            }

            line.Append(used > 0 ? "   " : "");
            if (terminal.Color != ColorLevel.None) sample = Ansi.Foreground(terminal.Color, Palette.Color(i)) + sample + Ansi.Reset;
            line.Append(sample).Append(' ').Append(name);
            used += cells + (used > 0 ? 3 : 0);
        }

        if (used > 0) Line(line.ToString());
    }

    private void Line(string line) => _text.Append(line.TrimEnd()).Append('\n');

    private string Cut(string text, int width) => CellText.Truncate(CellText.Clean(text), width, terminal.Unicode ? "…" : ".");

    private static int Position(double value) => (int)Math.Round(value, MidpointRounding.AwayFromZero);
}
