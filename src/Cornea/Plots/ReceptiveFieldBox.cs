namespace Cornea.Plots;

/// <summary>The part of an input that a layer sees.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ReceptiveFieldBox(string Name, double Height, double Width);
