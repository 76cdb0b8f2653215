namespace Cornea.Plots;

/// <summary>A name in the legend and how its series is drawn.</summary>
/// <param name="Name">The name.</param>
/// <param name="Paint">The colour.</param>
/// <param name="Dash">The pattern of its line.</param>
/// <param name="IsArea">Whether the series is an area or points rather than a line.</param>
internal sealed record LegendEntry(string Name, Paint Paint, string? Dash = null, bool IsArea = false);
