using System.Xml.Linq;
using Shouldly;

namespace Cornea.Tests.Plots;

public sealed class LinePlotTests
{
    private const string Hostile = "</title><script>alert(\"1\")</script>&'\u0001\e[2J";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_small_plot_is_this_SVG() =>
        new LinePlot("Loss", [new PlotSeries("a", [2, 1])]) { Width = 200, Height = 150, XLabel = "epoch", Theme = PlotTheme.Light }
            .ToSvg().ShouldBe("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 150" width="200" height="150" role="img" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif" font-size="12">
            <title>Loss</title>
            <desc>Line plot of 1 series over epoch. a: 2 values, first 2 at 1, last 1 at 2, least 1 at 2, greatest 2 at 1.</desc>
            <rect x="0" y="0" width="200" height="150" fill="#ffffff"/>
            <text x="100" y="26" text-anchor="middle" font-size="15" font-weight="bold" fill="#333333">Loss</text>
            <line x1="16" y1="46" x2="38" y2="46" stroke="#0072b2" stroke-width="2.5"/>
            <text x="44" y="50" fill="#333333">a</text>
            <line x1="42.88" y1="104" x2="176" y2="104" stroke="#e3e3e3" stroke-width="1"/>
            <text x="36.88" y="108" text-anchor="end" fill="#333333">1.0</text>
            <line x1="42.88" y1="83" x2="176" y2="83" stroke="#e3e3e3" stroke-width="1"/>
            <text x="36.88" y="87" text-anchor="end" fill="#333333">1.5</text>
            <line x1="42.88" y1="62" x2="176" y2="62" stroke="#e3e3e3" stroke-width="1"/>
            <text x="36.88" y="66" text-anchor="end" fill="#333333">2.0</text>
            <line x1="42.88" y1="104" x2="42.88" y2="62" stroke="#e3e3e3" stroke-width="1"/>
            <text x="42.88" y="120" text-anchor="middle" fill="#333333">1</text>
            <line x1="176" y1="104" x2="176" y2="62" stroke="#e3e3e3" stroke-width="1"/>
            <text x="176" y="120" text-anchor="middle" fill="#333333">2</text>
            <line x1="42.88" y1="104" x2="176" y2="104" stroke="#333333" stroke-width="1"/>
            <line x1="42.88" y1="104" x2="42.88" y2="62" stroke="#333333" stroke-width="1"/>
            <text x="109.44" y="140" text-anchor="middle" fill="#333333">epoch</text>
            <polyline points="42.88,62 176,104" fill="none" stroke="#0072b2" stroke-width="2" stroke-linejoin="round"/>
            <circle cx="42.88" cy="62" r="3" fill="#0072b2"/>
            <circle cx="176" cy="104" r="3" fill="#0072b2"/>
            </svg>

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void A_gap_breaks_the_line_and_a_lone_point_is_marked()
    {
        var y = Enumerable.Range(0, 60).Select(i => i is 20 or 22 ? double.NaN : i == 40 ? double.PositiveInfinity : i).ToArray();
        var drawing = Parse(new LinePlot("", [new PlotSeries("a", y)]));
        drawing.Descendants(Svg + "polyline").Select(line => line.Attribute("points")!.Value.Split(' ').Length).ShouldBe([20, 17, 19]);
        drawing.Descendants(Svg + "circle").Count().ShouldBe(1);
    }

    public static TheoryData<double[]> Odd() =>
        [D(), D(3.5), D(0), D(5, 5, 5), D(double.NaN), D(1e-320, 2e-320), D(-double.MaxValue, double.MaxValue), D(1e299, -1e299),
        D(1, 1 + 1e-15), D(1e-9, 3e-9), D(1e12, 1e12 + 1)];

    private static double[] D(params double[] values) => values;

    [Theory]
    [MemberData(nameof(Odd))]
    public void Odd_series_give_a_whole_drawing(double[] y)
    {
        var plot = new LinePlot("odd", [new PlotSeries("y", y), new PlotSeries("x", y, y)]);
        var drawing = Parse(plot);
        drawing.ToString().ShouldNotContain("NaN");
        drawing.ToString().ShouldNotContain("∞");
        drawing.Descendants(Svg + "text").Count().ShouldBeInRange(5, 40);
        foreach (var terminal in (TextTerminal[])[TextTerminal.Plain, new TextTerminal { Color = ColorLevel.Basic, Width = 1 },
            new TextTerminal { Unicode = false }])
        {
            plot.ToText(terminal).Split('\n').Length.ShouldBeInRange(16, 18);
        }
    }

    [Fact]
    public void No_series_at_all_gives_empty_axes()
    {
        Parse(new LinePlot("", [])).Descendants(Svg + "polyline").ShouldBeEmpty();
        new LinePlot("", []).ToText(TextTerminal.Plain).ShouldStartWith("1.0 ┤\n");
    }

    [Fact]
    public void A_hostile_name_stays_text()
    {
        var plot = new LinePlot(Hostile, [new PlotSeries(Hostile, [1, 2])]) { XLabel = Hostile, YLabel = Hostile };
        var drawing = Parse(plot);
        drawing.Descendants().Select(element => element.Name.LocalName).Distinct().Order()
            .ShouldBe(["circle", "desc", "line", "polyline", "rect", "style", "text", "title"]);
        drawing.Descendants().Attributes().ShouldAllBe(attribute => !attribute.Name.LocalName.StartsWith("on"));
        plot.ToText(TextTerminal.Plain).ShouldNotContain('\e');
        plot.ToText(TextTerminal.Plain).ShouldNotContain('\u0001');
    }

    [Fact]
    public void A_long_series_is_thinned_without_losing_its_peak()
    {
        var y = new double[200_000];
        y[123_456] = 10;
        var svg = new LinePlot("", [new PlotSeries("loss", y)]).ToSvg();
        svg.Length.ShouldBeLessThan(60_000);
        XElement.Parse(svg).Descendants(Svg + "polyline").Single().Attribute("points")!.Value.Split(' ')
            .Count(point => point.EndsWith(",38", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void One_curve_is_drawn_in_braille() =>
        new LinePlot("Loss", [new PlotSeries("loss", [3, 2, 1])]) { XLabel = "epoch" }.ToText(new TextTerminal { Width = 30 }).ShouldBe("""
            Loss
            3.0 ┤⠑⢄
                │  ⠑⢄
                │    ⠑⢄
            2.5 ┤      ⠱⡀
                │       ⠈⠢⡀
                │         ⠈⠢⡀
            2.0 ┤           ⠈⠢⡀
                │             ⠈⠢⡀
                │               ⠈⠢⡀
            1.5 ┤                 ⠈⢢
                │                   ⠑⢄
                │                     ⠑⢄
            1.0 ┤                       ⠑⢄
                └┬───────────┬───────────┬
                 1           2           3
                           epoch
            ── loss

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Without_colour_two_curves_have_their_own_marks() =>
        new LinePlot("", [new PlotSeries("a", [0, 1]), new PlotSeries("b", [1, 0])]).ToText(
        new TextTerminal { Unicode = false, Width = 29 }).ShouldBe("""
            1.0 +oo                    **
                |  oo                **
            0.8 +    oo            **
                |      ooo      ***
            0.6 +         oo  **
                |           oo
            0.4 +         **  oo
                |      ***      ooo
            0.2 +    **            oo
                |  **                oo
            0.0 +**                    oo
                ++----------------------+
                 1                      2
            * a   o b

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void With_colour_each_curve_has_its_own()
    {
        var text = new LinePlot("", [new PlotSeries("a", [0, 1]), new PlotSeries("b", [1, 0])]).ToText(
            new TextTerminal { Color = ColorLevel.TrueColor });
        text.ShouldContain("\e[38;2;45;145;206m──\e[0m a   \e[38;2;227;120;36m──\e[0m b\n");
        text.ShouldContain("⠒");
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal()
    {
        var plot = new LinePlot(new string('t', 200),
            [.. Enumerable.Range(0, 12).Select(i => new PlotSeries(new string('n', 10 * i), [i, 1e7]))]);
        foreach (var width in (int[])[24, 33, 80, 400])
            plot.ToText(new TextTerminal { Width = width }).Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public void More_places_than_values_are_refused() =>
        Should.Throw<ArgumentException>(() => new PlotSeries("a", [1], [1, 2])).Message.ShouldContain("received 2 x and 1 y");

    private static XElement Parse(LinePlot plot)
    {
        plot.ToSvg().ShouldBe(plot.ToSvg());
        return XElement.Parse(plot.ToSvg());
    }
}
