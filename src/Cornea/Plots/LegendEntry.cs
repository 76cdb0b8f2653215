namespace Cornea.Plots;

/// <summary>A name in the legend and how its series is drawn.</summary>
/// <param name="Name">The name.</param>
/// <param name="Paint">The colour.</param>
/// <param name="Dash">The pattern of its line.</param>
/// <param name="IsArea">Whether the series is an area rather than a line.</param>
/// <param name="Mark">Draws a point of the series about a place; null where it is no series of points.</param>
internal sealed record LegendEntry(
    string Name, Paint Paint, string? Dash = null, bool IsArea = false, Action<SvgWriter, double, double>? Mark = null);
