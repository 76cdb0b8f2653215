namespace Cornea.Plots;

/// <summary>An arrow of a graph.</summary>
/// <param name="From">The number of the box it leaves.</param>
/// <param name="To">The number of the box it enters, greater than <paramref name="From"/>.</param>
/// <param name="Label">What stands beside it, such as a shape.</param>
public sealed record GraphEdge(int From, int To, string Label = "");
