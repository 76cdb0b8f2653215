namespace Cornea.Files;

/// <summary>Values of an array file before they become a tensor.</summary>
/// <param name="Values">bool[], byte[], int[], long[], float[] or double[], row-major.</param>
/// <param name="Shape">Sizes of the axes; empty for a scalar.</param>
internal sealed record NumericArray(Array Values, long[] Shape);
