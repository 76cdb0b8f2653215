namespace Cornea.Plots;

/// <summary>One bar in each category.</summary>
/// <param name="Name">Its name in the legend; may be empty.</param>
/// <param name="Values">A value per category. NaN has no bar.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values);
