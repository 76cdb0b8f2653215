namespace Cornea.Plots;

/// <summary>A drawing of numbers: as SVG for a page, as text for a terminal.</summary>
/// <param name="Title">What it is called; may be empty.</param>
/// <remarks>Both texts depend on the numbers alone, so they can be kept and compared.</remarks>
public abstract record Plot(string Title)
{
    /// <summary>The drawing as one SVG element that needs nothing from elsewhere. Names in it are escaped.</summary>
    public abstract string ToSvg();

    /// <summary>The drawing as lines of text, no wider than the terminal.</summary>
    /// <param name="terminal">What the output can do.</param>
    public abstract string ToText(TextTerminal terminal);
}
