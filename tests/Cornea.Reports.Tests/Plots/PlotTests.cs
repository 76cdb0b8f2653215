using System.Xml.Linq;

namespace Cornea.Reports.Tests.Plots;

/// <summary>What holds for every plot.</summary>
public sealed class PlotTests
{
    private const string Hostile = "</text><script>alert(1)</script>\u001b[31m\u0000&\"'";

    public static TheoryData<int> All() => [.. Enumerable.Range(0, Every("a").Length)];

    [Theory]
    [MemberData(nameof(All))]
    public void The_drawing_is_whole_XML_with_numbers_inside_it(int index)
    {
        var drawing = XElement.Parse(Every("a")[index].ToSvg());
        double[] box = [.. drawing.Attribute("viewBox")!.Value.Split(' ').Select(Number)];
        foreach (var name in (string[])["x", "cx", "x1", "y", "cy", "y1"])
        {
            foreach (var attribute in drawing.DescendantsAndSelf().Attributes(name))
                Number(attribute.Value).ShouldBeInRange(-1, box[name.Contains('x') ? 2 : 3] + 1);
        }
        drawing.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Value.Contains("NaN") && !attribute.Value.Contains('∞'));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Names_stay_text(int index)
    {
        var plot = Every(Hostile)[index];
        var drawing = XElement.Parse(plot.ToSvg());
        drawing.Descendants().Select(element => element.Name.LocalName).ShouldNotContain("script");
        drawing.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on"));
        plot.ToText(TextTerminal.Plain).ShouldNotContain("\u001b");
        new HtmlPage(Hostile).Add([plot]).Table(plot.ToTable()).Numbers([new(Hostile, Hostile)]).ToHtml().ShouldNotContain("<script");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_theme_is_light_or_dark_or_what_the_reader_has(int index)
    {
        var plot = Every("a")[index];
        plot.ToSvg().ShouldContain("prefers-color-scheme:dark");
        (plot with { Theme = PlotTheme.Light }).ToSvg().ShouldNotContain("<style");
        (plot with { Theme = PlotTheme.Light }).ToSvg().ShouldContain("#ffffff");
        (plot with { Theme = PlotTheme.Dark }).ToSvg().ShouldNotContain("#ffffff");
        plot.ToSvg().ShouldBe(plot.ToSvg());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_numbers_can_be_had(int index)
    {
        var table = Every("a,\"b\"")[index].ToTable();
        table.Rows.ShouldNotBeEmpty();
        table.Rows.ShouldAllBe(row => row.Count == table.Columns.Count);
        table.ToCsv().Split('\n')[0].Split(',').Length.ShouldBeGreaterThanOrEqualTo(table.Columns.Count);
    }

    [Fact]
    public void A_table_as_CSV_quotes_what_has_to_be() =>
        new PlotTable(["a", "b"], [["1,5", "say \"x\""], ["", "2"]]).ToCsv().ShouldBe("a,b\n\"1,5\",\"say \"\"x\"\"\"\n,2\n");

    [Fact]
    public void A_flat_curve_stays_flat_when_it_is_smoothed() =>
        new PlotSeries("loss", [.. Enumerable.Repeat(1e-4, 1000)]).Smoothed(0.6).Y.ShouldAllBe(value => Math.Abs(value - 1e-4) < 1e-17);

    [Fact]
    public void Smoothing_is_an_exponential_mean_without_a_start_at_zero()
    {
        var smooth = new PlotSeries("a", [1, 3, double.NaN, 5]).Smoothed(0.5);
        // 1; (0.25 + 1.5) / 0.75; a gap; (0.875 + 2.5) / 0.875
        smooth.Y[0].ShouldBe(1);
        smooth.Y[1].ShouldBe(1.75 / 0.75, 1e-12);
        smooth.Y[2].ShouldBe(double.NaN);
        smooth.Y[3].ShouldBe(3.375 / 0.875, 1e-12);
        new LinePlot("", [new PlotSeries("a", [1, 2])]) { Smoothing = 0.5 }.ToSvg().Split("<polyline").Length.ShouldBe(3);
    }

    [Fact]
    public void A_logarithmic_axis_has_equal_distances_for_equal_ratios_and_marks_what_it_cannot_show()
    {
        var svg = XElement.Parse(new LinePlot("", [new PlotSeries("a", [1, 1e-3, 1e-6, 0, -1])]) { YScale = AxisScale.Log }.ToSvg());
        XNamespace space = "http://www.w3.org/2000/svg";
        double[] y = [.. svg.Descendants(space + "polyline").Single().Attribute("points")!.Value.Split(' ')
            .Select(point => Number(point.Split(',')[1]))];
        y.Length.ShouldBe(3);
        (y[1] - y[0]).ShouldBe(y[2] - y[1], 0.02);
        svg.Descendants(space + "polygon").Count().ShouldBe(2);
    }

    [Fact]
    public void Each_of_twenty_kinds_of_points_looks_like_no_other()
    {
        var plot = new ScatterPlot("", [.. Enumerable.Range(0, 20).Select(i => new ScatterSeries($"{i}", [i], [i]))]);
        var marks = XElement.Parse(plot.ToSvg()).Elements().Where(element => element.Name.LocalName is "circle" or "path" or "polygon")
            .Select(mark => $"{mark.Name.LocalName} {mark.Attribute("fill")?.Value} {mark.Attribute("stroke")?.Value}").ToArray();
        // One of each in the legend and one in the plane.
        marks.Length.ShouldBe(40);
        marks.Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public void What_is_predicted_and_what_is_true_are_measured_alike()
    {
        var plot = new ScatterPlot("", [new ScatterSeries("", [0, 1], [0.2, 5])]) { Diagonal = true };
        var line = XElement.Parse(plot.ToSvg()).Elements().Single(element => element.Attribute("stroke-dasharray")?.Value == "4 4");
        var points = XElement.Parse(plot.ToSvg()).Elements().Where(element => element.Name.LocalName == "circle").ToArray();
        // The line ends where both axes end, at or above the greatest value of either.
        Number(line.Attribute("y2")!.Value).ShouldBeLessThanOrEqualTo(Number(points[1].Attribute("cy")!.Value));
        Number(line.Attribute("x2")!.Value).ShouldBeGreaterThan(Number(points[1].Attribute("cx")!.Value) + 100);
    }

    [Fact]
    public void Pictures_side_by_side_make_one_file()
    {
        var grid = new ImageGrid("", [new PixelPicture([0, 255], 2, 1, 1), new PixelPicture([1, 2, 3], 1, 1, 3)]) { Columns = 2 };
        var (width, height) = (2 * 3 - 1, 1);
        // Big-endian width and height stand at bytes 16 and 20 of every PNG.
        var png = grid.ToPng();
        (png[19], png[23]).ShouldBe(((byte)width, (byte)height));
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Plot[] Every(string name) =>
    [
        new LinePlot(name, [new PlotSeries(name, [1, 2, double.NaN])]) { XLabel = name, YLabel = name, Marks = [new PlotMark(1, 1, name)] },
        new ConfusionMatrixPlot(name, [name, "b"], [[3, 1], [0, 4]]),
        new BarPlot(name, [name, "b"], [new BarSeries(name, [0.5, double.NaN]), new BarSeries("c", [1, 0])]),
        new ReliabilityPlot(name, [new ReliabilityBin(0, 0.5, 0, double.NaN, double.NaN), new ReliabilityBin(0.5, 1, 3, 0.8, 0.6)]),
        new HistogramPlot(name, [HistogramSeries.Of(name, [-1, 2, 3, double.NaN])]),
        new ScatterPlot(name, [new ScatterSeries(name, [1, 2], [3, double.NaN]), new ScatterSeries("b", [0], [0])]) { ShowNames = true },
        new ImageGrid(name, [new PixelPicture([0, 128], 2, 1, 1) { Caption = name, IsWrong = true }]),
        new GraphPlot(name, [new GraphNode(name, [name]), new GraphNode("b", ["c"]), new GraphNode("d", [""])],
            [new GraphEdge(0, 1, name), new GraphEdge(1, 2), new GraphEdge(0, 2, "long")]),
        new ReceptiveFieldPlot(name, 28, 28, [new ReceptiveFieldBox(name, 3, 3), new ReceptiveFieldBox("b", 40, 5)]),
        new ParallelCoordinatesPlot(name, [name, "score"], [[1, 2], [1000, double.NaN], [3, 4]]),
    ];
}
