using System.Globalization;

namespace Cornea.Plots;

/// <summary>Boxes and arrows from top to bottom, such as the layers of a model with their shapes.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="Nodes">The boxes. Each stands after those it depends on.</param>
/// <param name="Edges">The arrows.</param>
public sealed record GraphPlot(string Title, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges) : Plot(Title)
{
    private const double BoxGap = 20, Line = 15, Margin = 12;

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(["node", "details", "inputs"], [.. Nodes.Select((node, i) => (IReadOnlyList<string>)
        [node.Name, string.Join("; ", node.Lines),
            string.Join(", ", Edges.Where(edge => edge.To == i).Select(edge => Nodes[edge.From].Name))])]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var layout = new GraphLayout(Nodes.Count, Edges);
        var box = Math.Clamp(Nodes.SelectMany(node => node.Lines.Select(line => SvgWriter.WidthOf(line, 11)).Append(
            SvgWriter.WidthOf(node.Name) * 1.08)).Append(0).Max() + 24, 130, 260);
        var column = box + BoxGap;
        var tall = 14 + Line * (1 + Nodes.Select(node => node.Lines.Count).Append(0).Max());
        var row = tall + (Edges.Any(edge => edge.Label.Length > 0) ? 36 : 24);
        var width = Math.Max(Margin * 2 + column * layout.Width - BoxGap, 260);
        var head = Title.Length > 0 ? 42 : Margin;
        var left = (width - (column * layout.Width - BoxGap)) / 2;
        var height = head + row * layout.Rows - (row - tall) + Margin;
        var svg = new SvgWriter(width, height, Title.Length > 0 ? Title : "Graph", Describe(), Theme);
        svg.Text(width / 2, 26, SvgWriter.Fit(Title, width - 24, 15), "middle", 15, bold: true);
        (double X, double Y) At(int place) => (left + column * layout.XOf(place) - BoxGap / 2, head + row * layout.RowOf(place));
        for (var i = 0; i < Edges.Count; i++)
            DrawEdge(svg, layout.Paths[i], At, tall);
        for (var i = 0; i < Edges.Count; i++)
            DrawLabel(svg, Edges[i], At(Edges[i].From), At(Edges[i].To), tall);
        var kinds = Nodes.Select(node => node.Kind).Distinct(StringComparer.Ordinal).ToList();
        for (var i = 0; i < Nodes.Count; i++)
        {
            var (x, y) = At(i);
            DrawBox(svg, Nodes[i], x - box / 2, y, box, tall, Palette.Paint(kinds.IndexOf(Nodes[i].Kind)));
        }
        return svg.Finish();
    }

    private static void DrawBox(SvgWriter svg, GraphNode node, double x, double y, double width, double height, Paint paint)
    {
        svg.Rectangle(x, y, width, height, Paint.Panel, radius: 6, stroke: Paint.Faint,
            title: string.Join(", ", [node.Name, .. node.Lines]));
        svg.Rectangle(x, y + 5, 4, height - 10, paint, radius: 2);
        svg.Text(x + 13, y + 18, SvgWriter.Fit(node.Name, width - 18), bold: true);
        for (var i = 0; i < node.Lines.Count; i++)
            svg.Text(x + 13, y + 18 + Line * (i + 1), SvgWriter.Fit(node.Lines[i], width - 16, 11), size: 11, fill: Paint.Muted);
    }

    private static void DrawEdge(SvgWriter svg, IReadOnlyList<int> path, Func<int, (double X, double Y)> at, double tall)
    {
        var (x, y) = at(path[0]);
        y += tall;
        var commands = new System.Text.StringBuilder($"M{Markup.Number(x)} {Markup.Number(y)}");
        for (var i = 1; i < path.Count; i++)
        {
            var (nextX, top) = at(path[i]);
            var isEnd = i == path.Count - 1;
            var nextY = isEnd ? top - 4 : top;
            var bend = (nextY - y) / 2;
            commands.Append(CultureInfo.InvariantCulture,
                $"C{Markup.Number(x)} {Markup.Number(y + bend)} {Markup.Number(nextX)} {Markup.Number(nextY - bend)} ")
                .Append(CultureInfo.InvariantCulture, $"{Markup.Number(nextX)} {Markup.Number(nextY)}");
            (x, y) = (nextX, nextY);
            if (!isEnd)
            {
                // Through an empty place the arrow runs straight down.
                y = top + tall;
                commands.Append(CultureInfo.InvariantCulture, $"V{Markup.Number(y)}");
            }
        }
        svg.Path(commands.ToString(), Paint.Muted, 1.3);
        svg.Polygon([(x - 4, y - 4), (x + 4, y - 4), (x, y + 3)], Paint.Muted);
    }

    // Where several arrows enter a box their labels stand where they leave, and the paper behind a label keeps lines away from it.
    private void DrawLabel(SvgWriter svg, GraphEdge edge, (double X, double Y) from, (double X, double Y) to, double tall)
    {
        if (edge.Label.Length == 0)
            return;
        var label = SvgWriter.Fit(edge.Label, 120, 10);
        var isShared = Edges.Count(other => other.To == edge.To) > 1 && Edges.Count(other => other.From == edge.From) == 1;
        var (x, y) = isShared ? (from.X + 8, from.Y + tall + 14) : (to.X + 8, to.Y - 9);
        svg.Rectangle(x - 2, y - 9, SvgWriter.WidthOf(label, 10) + 2, 12, Paint.Paper, 0.9);
        svg.Text(x, y, label, size: 10, fill: Paint.Muted);
    }

    private string Describe() => string.Create(CultureInfo.InvariantCulture, $"Graph of {Nodes.Count} nodes and {Edges.Count} edges: ")
        + string.Join(", ", Nodes.Take(40).Select(node => node.Name)) + ".";
}
