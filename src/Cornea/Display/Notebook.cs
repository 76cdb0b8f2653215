using System.Runtime.CompilerServices;
using System.Text;

namespace Cornea.Display;

/// <summary>
/// A program that explains itself: what it says and shows goes to the terminal and, where asked, into one self-contained HTML
/// page as well, each result beside the code that made it. While it is open it is <see cref="Show.Display"/>, so pictures and plots shown
/// anywhere are part of it.
/// </summary>
/// <remarks>
/// The code is read from the program's source, where that is still where it was compiled; it stands in blocks divided by blank lines.
/// </remarks>
/// <example><code>
/// using var page = Notebook.Open(args, "Pixels");    // dotnet run lesson.cs -- --html page.html
/// page.Text("A digit:");
/// Show.Image(train.Images[0]);
/// </code></example>
public sealed class Notebook : DisplayTarget, IDisposable
{
    // A pixel of a small picture is drawn this many page pixels wide, as far as the column goes.
    private const int LargestScale = 8;
    private const int ColumnWidth = 560;

    private readonly DisplayTarget _terminal = Show.Display;
    private readonly HtmlPage _page;
    private readonly NotebookArguments _arguments;
    private readonly SourceBlocks _source;

    private readonly string _path;

    // The code of the results to come, and what it has shown so far: both go to the page when other code shows something.
    private readonly List<Action<HtmlPage>> _results = [];
    private string _code = "";
    private int _pictures;

    private Notebook(string title, NotebookArguments arguments, string source)
    {
        _arguments = arguments;
        _page = new HtmlPage(title);
        _path = source;
        _source = SourceBlocks.Read(arguments.Html is null ? "" : source);
        Show.Display = this;
        _terminal.PrintText(title);
    }

    /// <summary>Whether a small part of the work is enough: <c>--quick</c>.</summary>
    public bool IsQuick => _arguments.IsQuick;

    /// <summary>The seed asked for by <c>--seed N</c>; 0 where none was.</summary>
    public long Seed => _arguments.Seed ?? 0;

    /// <summary>Begins a page.</summary>
    /// <param name="arguments">The program's arguments: <c>--html PATH</c> asks for the page as a file, <c>--quick</c> and
    /// <c>--seed N</c> are for the program to heed.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="source">The program's source; the compiler says which.</param>
    /// <exception cref="ArgumentException">An option is unknown, is given twice or lacks its value, or the page cannot be
    /// written.</exception>
    public static Notebook Open(IReadOnlyList<string> arguments, string title, [CallerFilePath] string source = "") =>
        new(title, NotebookArguments.Parse(arguments), source);

    /// <summary>A heading.</summary>
    /// <param name="text">The heading.</param>
    /// <param name="line">The line that does so; the compiler says which.</param>
    /// <param name="file">The source that it is in.</param>
    public void Heading(string text, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        _terminal.PrintHeading(text);
        At(file, line, isHeading: true);
        Flush();
        _page.Heading(text);
    }

    /// <summary>A paragraph.</summary>
    /// <param name="text">The paragraph; its line breaks are where the page or the terminal wants them.</param>
    /// <param name="line">The line that does so; the compiler says which.</param>
    /// <param name="file">The source that it is in.</param>
    public void Text(string text, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        _terminal.PrintText(text);
        At(file, line);
        _results.Add(page => page.Paragraph(text.ReplaceLineEndings(" ")));
    }

    /// <summary>Something that is printed as it stands: a tensor, a summary, a plan.</summary>
    /// <param name="value">Anything; its <c>ToString</c> is shown.</param>
    /// <param name="line">The line that does so; the compiler says which.</param>
    /// <param name="file">The source that it is in.</param>
    public void Code(object value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = value.ToString() ?? "";
        _terminal.PrintCode(text);
        At(file, line);
        _results.Add(page => page.Preformatted(text));
    }

    /// <inheritdoc/>
    public override void PrintHeading(string text) => Heading(text, 0, "");

    /// <inheritdoc/>
    public override void PrintText(string text) => Text(text, 0, "");

    /// <inheritdoc/>
    public override void PrintCode(string text) => Code(text, 0, "");

    /// <inheritdoc/>
    public override void At(string file, int line) => At(file, line, isHeading: false);

    /// <inheritdoc/>
    public override string PathOf(string path) => _terminal.PathOf(path);

    /// <inheritdoc/>
    public override void Picture(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        _terminal.Picture(pixels, width, height, channels);
        var (file, number) = (PngFile.Encode(pixels, width, height, channels), ++_pictures);
        _results.Add(page => page.Image(file, "image/png", $"picture {number}",
            width: width * Math.Clamp(ColumnWidth / width, 1, LargestScale)));
    }

    /// <inheritdoc/>
    public override void Plot(Plot plot)
    {
        _terminal.Plot(plot);
        _results.Add(page => page.Add(plot));
    }

    /// <summary>Ends the page: writes the file, if one was asked for, and gives the display back.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Dispose()
    {
        if (!ReferenceEquals(Show.Display, this))
            return;
        Show.Display = _terminal;
        if (_arguments.Html is null)
            return;
        Flush();
        AtomicFile.Write(_arguments.Html, Encoding.UTF8.GetBytes(_page.ToHtml()));
        _terminal.PrintText($"\nThe page is in {_arguments.Html}.");
    }

    // A heading begins something new: its own block belongs to what follows it.
    private void At(string file, int line, bool isHeading)
    {
        var code = file == _path ? _source.Take(line, isHeading) : "";
        if (code.Length == 0)
            return;
        Flush();
        _code = code;
    }

    private void Flush()
    {
        if (_code.Length > 0 || _results.Count > 0)
            _page.Cell(_code, [.. _results]);
        _code = "";
        _results.Clear();
    }
}
