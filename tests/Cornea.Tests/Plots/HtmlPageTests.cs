using Shouldly;

namespace Cornea.Tests.Plots;

public sealed class HtmlPageTests
{
    [Fact]
    public void A_page_holds_all_in_order_and_asks_for_nothing()
    {
        var html = new HtmlPage("Digits").Heading("Loss").Paragraph("It falls.").Preformatted("a\n  b\n")
            .Add(new LinePlot("Loss", [new PlotSeries("loss", [2, 1])])).Image([1, 2, 3], "image/png", "a digit", "the 5", 280).ToHtml();
        html.ShouldStartWith("<!DOCTYPE html>\n<html lang=\"en\">\n");
        html.ShouldContain("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"");
        html.ShouldContain("""
            <h1>Digits</h1>
            <h2>Loss</h2>
            <p>It falls.</p>
            <pre>
            a
              b
            </pre>
            <figure>
            <svg
            """.ReplaceLineEndings("\n"));
        html.ShouldContain(
            "<img src=\"data:image/png;base64,AQID\" alt=\"a digit\" width=\"280\" class=\"pixels\">\n<figcaption>the 5</figcaption>");
        html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal).ShouldNotContain("http:");
        html.ShouldNotContain("https:");
    }

    [Fact]
    public void Hostile_text_stays_text_everywhere()
    {
        const string Hostile = "\"><script>alert(1)</script><img src=x onerror='1'>\0\e[0m";
        var html = new HtmlPage(Hostile, Hostile).Heading(Hostile, 6).Paragraph(Hostile).Preformatted(Hostile)
            .Image([], "image/png", Hostile, Hostile).Add(new LinePlot(Hostile, [])).ToHtml();
        html.ShouldNotContain("<script");
        html.ShouldNotContain("<img src=x");
        html.ShouldNotContain("\">&lt;script&gt;alert(1)&lt;/script&gt;\"");
        html.ShouldNotContain('\0');
        html.ShouldNotContain('\e');
    }

    [Fact]
    public void Only_pictures_and_headings_of_a_known_kind_are_taken()
    {
        Should.Throw<ArgumentException>(() => new HtmlPage("t").Image([], "text/html", "")).Message.ShouldContain("'text/html'");
        Should.Throw<ArgumentOutOfRangeException>(() => new HtmlPage("t").Heading("h", 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new HtmlPage("t").Heading("h", 7));
    }
}
