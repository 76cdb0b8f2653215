namespace Cornea.Plots;

/// <summary>The colours of a drawing.</summary>
public enum PlotTheme
{
    /// <summary>Light, and dark where the reader's system asks for it (CSS <c>prefers-color-scheme</c>).</summary>
    Auto,

    /// <summary>Dark ink on white paper.</summary>
    Light,

    /// <summary>Light ink on dark paper.</summary>
    Dark,
}
