namespace Cornea.Plots;

/// <summary>Points of one kind.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="X">Positions from left to right.</param>
/// <param name="Y">Positions from bottom to top, as many.</param>
public sealed record ScatterSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
