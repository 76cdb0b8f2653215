namespace Cornea.Inspection;

/// <summary>The part of the input that one output position of a layer sees.</summary>
/// <param name="Layer">The name of the layer.</param>
/// <param name="Height">Rows of the input; that of the whole input where <paramref name="IsWhole"/>.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="StrideY">Rows of the input from one output position to the next.</param>
/// <param name="StrideX">Columns of the input from one output position to the next.</param>
/// <param name="IsWhole">Whether each output sees the whole input, as behind a dense layer.</param>
public sealed record LayerReceptiveField(string Layer, double Height, double Width, double StrideY, double StrideX, bool IsWhole);
