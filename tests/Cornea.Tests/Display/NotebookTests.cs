using Shouldly;

namespace Cornea.Tests.Display;

[Collection("Show's display")]
public sealed class NotebookTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("--html", "--html expects the path of the page to write, such as --html page.html, but none came.")]
    [InlineData("--html --quick", "--html expects the path of the page")]
    [InlineData("--html page.txt", "--html expects a file that ends in .html, but received 'page.txt'.")]
    [InlineData("--html no/such/folder/page.html", "there is no folder")]
    [InlineData("--html a.html --html b.html", "--html is given twice.")]
    [InlineData("--seed", "--seed expects a whole number, such as --seed 7, but none came.")]
    [InlineData("--seed pi", "--seed expects a whole number, but received 'pi'.")]
    [InlineData("--qiuck", "'--qiuck' is no option of this program, which takes --html PATH, --quick and --seed N. Did you mean --quick?")]
    [InlineData("page.html", "'page.html' is no option of this program")]
    public void Bad_arguments_are_refused_before_anything_is_done(string arguments, string expected) =>
        Should.Throw<ArgumentException>(() => Notebook.Open(arguments.Split(' '), "title")).Message.ShouldContain(expected);

    [Fact]
    public void Options_are_read()
    {
        using var page = Notebook.Open(["--seed", "-7", "--quick"], "title");
        (page.Seed, page.IsQuick).ShouldBe((-7, true));
        Show.Display.ShouldBeSameAs(page);
    }

    [Fact]
    public void Each_result_is_beside_the_code_that_made_it()
    {
        var source = _scratch["lesson.cs"];
        File.WriteAllText(source, """
            #:property PublishAot=false

            // How to run it.

            using Cornea;

            using var page = Notebook.Open(args, "Sums");

            var first = 1;
            page.Text($"{first}");

            // Nothing comes of this block by itself.
            var second = first + 1;

            page.Heading("Two");
            page.Code(second);
            Show.Image(picture);

            Twice(3);

            void Twice(int x)
            {
                page.Text($"{2 * x}");
            }

            """);
        var html = _scratch["page.html"];
        using (var page = Notebook.Open(["--html", html], "Sums", source))
        {
            page.Text("one<1>", 10, source);
            page.Heading("Two", 15, source);
            page.Code("two", 16, source);
            Show.Image(Tensor.Zeros([2, 2], DType.UInt8), 17, source);
            page.Text("six", 23, source);
            page.Text("from elsewhere", 9, "other.cs");
        }
        var written = File.ReadAllText(html);
        written.ShouldNotContain("How to run it.");
        written.ShouldNotContain("using Cornea;");
        string[] order =
        [
            "<div class=\"cell\">", "var first = 1;", "<p>one&lt;1&gt;</p>",
            "var second = first + 1;", "<h2>Two</h2>",
            "page.Code(second);", "<pre>\ntwo</pre>", "<img src=",
            "void Twice(int x)", "<p>six</p>", "<p>from elsewhere</p>",
        ];
        var body = written.IndexOf("<body", StringComparison.Ordinal);
        var at = 0;
        foreach (var part in order)
        {
            var found = written.IndexOf(part, at, StringComparison.Ordinal);
            found.ShouldBeGreaterThanOrEqualTo(0, $"'{part}' after position {at} of\n{written[body..]}");
            at = found + part.Length;
        }
        written.Split("var first = 1;").Length.ShouldBe(2);
    }

    [Fact]
    public void Without_its_source_a_page_has_the_results_alone()
    {
        var html = _scratch["page.html"];
        using (var page = Notebook.Open(["--html", html], "Sums", "gone.cs"))
            page.Text("one");
        File.ReadAllText(html).ShouldContain("<p>one</p>");
        File.ReadAllText(html).ShouldNotContain("class=\"cell\"");
    }
}
