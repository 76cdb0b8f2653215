using System.Globalization;

namespace Cornea.Plots;

/// <summary>What layers see of an input, as frames around its middle, and their sizes beside it.</summary>
/// <param name="Title">What the plot is called; may be empty.</param>
/// <param name="InputHeight">Rows of the input.</param>
/// <param name="InputWidth">Columns of the input.</param>
/// <param name="Boxes">What each layer sees.</param>
public sealed record ReceptiveFieldPlot(string Title, int InputHeight, int InputWidth, IReadOnlyList<ReceptiveFieldBox> Boxes) : Plot(Title)
{
    /// <summary>The width of the SVG drawing, at least 200.</summary>
    public int Width { get; init => field = Math.Max(200, value); } = 400;

    /// <inheritdoc/>
    public override PlotTable ToTable() => new(["layer", "height", "width"], [.. Boxes.Select(box => (IReadOnlyList<string>)
        [box.Name, PlotTable.Cell(box.Height), PlotTable.Cell(box.Width)])]);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        var head = Title.Length > 0 ? 44.0 : 14;
        // A field may be larger than the input: its frame then lies outside.
        var tall = Boxes.Select(box => box.Height).Append(InputHeight).Max();
        var wide = Boxes.Select(box => box.Width).Append(InputWidth).Max();
        var drawing = Width - 32.0;
        var scale = Math.Min(drawing / wide, drawing / tall);
        var groups = Boxes.GroupBy(box => (box.Height, box.Width)).OrderByDescending(group => group.Key.Height * group.Key.Width).ToArray();
        var list = head + tall * scale + 24;
        var svg = new SvgWriter(Width, list + 18 * (groups.Length + 1) + 4, Title.Length > 0 ? Title : "Receptive fields",
            $"Receptive fields of {Boxes.Count} layers on an input of {InputHeight} x {InputWidth}.", Theme);
        svg.Text(Width / 2.0, 26, SvgWriter.Fit(Title, Width - 24, 15), "middle", 15, bold: true);
        var (x, y) = (Width / 2.0, head + tall * scale / 2);
        svg.Rectangle(x - InputWidth * scale / 2, y - InputHeight * scale / 2, InputWidth * scale, InputHeight * scale, Paint.Panel,
            stroke: Paint.Faint);
        for (var i = 0; i < groups.Length; i++)
        {
            var (height, width) = (groups[i].Key.Height * scale, groups[i].Key.Width * scale);
            var paint = Palette.Paint(i);
            svg.Frame(x - width / 2, y - height / 2, width, height, paint, 2);
            svg.Rectangle(16, list + 18 * i - 9, 11, 11, paint, radius: 2);
            var names = string.Join(", ", groups[i].Select(box => box.Name));
            svg.Text(34, list + 18 * i, SvgWriter.Fit(string.Create(CultureInfo.InvariantCulture,
                $"{groups[i].Key.Height:0.#} x {groups[i].Key.Width:0.#}  {names}"), Width - 50, 11), size: 11);
        }
        var input = string.Create(CultureInfo.InvariantCulture, $"input {InputHeight} x {InputWidth}");
        svg.Text(34, list + 18 * groups.Length, input, size: 11, fill: Paint.Muted);
        return svg.Finish();
    }
}
