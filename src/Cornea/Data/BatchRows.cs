namespace Cornea.Data;

/// <summary>Rows of a batch that follow one another.</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
/// <param name="Size">The rows of the whole batch.</param>
internal readonly record struct BatchRows(int First, int Count, int Size);
