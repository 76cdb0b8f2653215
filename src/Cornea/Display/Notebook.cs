using System.Text;

namespace Cornea.Display;

/// <summary>
/// A program that explains itself: what it says and shows goes to the terminal and, where asked, into one self-contained HTML
/// page as well. While it is open it is <see cref="Show.Display"/>, so pictures and plots shown anywhere are part of it.
/// </summary>
/// <example><code>
/// using var page = Notebook.Open(args, "Pixels");    // dotnet run lesson.cs -- --html page.html
/// page.Text("A digit:");
/// Show.Image(train.Images[0]);
/// </code></example>
public sealed class Notebook : DisplayTarget, IDisposable
{
    // A pixel of a small picture is drawn this many page pixels wide, as far as the column goes.
    private const int LargestScale = 8;
    private const int ColumnWidth = 672;

    private readonly DisplayTarget _terminal = Show.Display;
    private readonly HtmlPage _page;
    private readonly string? _path;
    private int _pictures;

    private Notebook(string title, string? path)
    {
        _path = path;
        _page = new HtmlPage(title);
        Show.Display = this;
        Console.WriteLine(title);
    }

    /// <summary>Begins a page.</summary>
    /// <param name="arguments">The program's arguments: <c>--html PATH</c> asks for the page as a file.</param>
    /// <param name="title">The page's title.</param>
    /// <exception cref="ArgumentException"><c>--html</c> stands without a path.</exception>
    public static Notebook Open(IReadOnlyList<string> arguments, string title)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--html")
            {
                return new Notebook(title, i + 1 < arguments.Count
                    ? arguments[i + 1]
                    : throw new ArgumentException(
                        "--html expects the path of the page to write, such as --html page.html.", nameof(arguments)));
            }
        }
        return new Notebook(title, null);
    }

    /// <summary>A heading.</summary>
    /// <param name="text">The heading.</param>
    public void Heading(string text)
    {
        Console.WriteLine($"\n{text}\n{new string('-', text.Length)}");
        _page.Heading(text);
    }

    /// <summary>A paragraph.</summary>
    /// <param name="text">The paragraph; its line breaks are where the page or the terminal wants them.</param>
    public void Text(string text)
    {
        Console.WriteLine(text);
        _page.Paragraph(text.ReplaceLineEndings(" "));
    }

    /// <summary>Something that is printed as it stands: a tensor, a summary, a plan.</summary>
    /// <param name="value">Anything; its <c>ToString</c> is shown.</param>
    public void Code(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = value.ToString() ?? "";
        Console.WriteLine(text);
        _page.Preformatted(text);
    }

    /// <inheritdoc/>
    public override void Picture(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        _terminal.Picture(pixels, width, height, channels);
        _page.Image(PngFile.Encode(pixels, width, height, channels), "image/png", $"picture {++_pictures}",
            width: width * Math.Clamp(ColumnWidth / width, 1, LargestScale));
    }

    /// <inheritdoc/>
    public override void Plot(Plot plot)
    {
        _terminal.Plot(plot);
        _page.Add(plot);
    }

    /// <summary>Ends the page: writes the file, if one was asked for, and gives the display back.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Dispose()
    {
        if (!ReferenceEquals(Show.Display, this))
            return;
        Show.Display = _terminal;
        if (_path is null)
            return;
        AtomicFile.Write(_path, Encoding.UTF8.GetBytes(_page.ToHtml()));
        Console.WriteLine($"\nThe page is in {_path}.");
    }
}
