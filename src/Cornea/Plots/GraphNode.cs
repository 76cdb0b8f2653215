namespace Cornea.Plots;

/// <summary>A box of a graph.</summary>
/// <param name="Name">Its first line.</param>
/// <param name="Lines">The lines under it.</param>
/// <param name="Kind">What decides its colour: boxes of one kind have one.</param>
public sealed record GraphNode(string Name, IReadOnlyList<string> Lines, string Kind = "");
