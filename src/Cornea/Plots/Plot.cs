namespace Cornea.Plots;

/// <summary>A drawing of numbers: as SVG for a page, as text for a terminal, as a table for other programs.</summary>
/// <param name="Title">What it is called; may be empty.</param>
/// <remarks>All of them depend on the numbers alone, so they can be kept and compared.</remarks>
public abstract record Plot(string Title)
{
    /// <summary>The colours of the SVG drawing.</summary>
    public PlotTheme Theme { get; init; }

    /// <summary>The drawing as one SVG element that needs nothing from elsewhere. Names in it are escaped.</summary>
    public abstract string ToSvg();

    /// <summary>The numbers of the drawing.</summary>
    public abstract PlotTable ToTable();

    /// <summary>The drawing as lines of text, no wider than the terminal; the table of its numbers unless it has a better one.</summary>
    /// <param name="terminal">What the output can do.</param>
    public virtual string ToText(TextTerminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var title = Title.Length > 0 ? CellText.Truncate(CellText.Clean(Title), terminal.Width, terminal.Unicode ? "…" : ".") + "\n" : "";
        return title + ToTable().ToText(terminal);
    }
}
