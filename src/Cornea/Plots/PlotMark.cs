namespace Cornea.Plots;

/// <summary>A point of a plot that is pointed out.</summary>
/// <param name="X">Its position from left to right.</param>
/// <param name="Y">Its position from bottom to top.</param>
/// <param name="Label">What stands beside it.</param>
public sealed record PlotMark(double X, double Y, string Label);
