namespace Cornea.Terminal;

/// <summary>One layer's line of a summary.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="ClassName">Its class.</param>
/// <param name="OutputShape">Its output shape as text, <c>(None, 10)</c>, or <c>?</c> before it is known.</param>
/// <param name="Parameters">Its number of weights, null before it is built.</param>
/// <param name="ConnectedTo">Where its inputs come from, <c>a[0][0], b[0][0]</c>; null for a model's input.</param>
/// <param name="Trainable">Whether its weights are trained, null where it has none.</param>
/// <param name="Depth">0 for a layer of the model, 1 for a layer of a model in it, and so on.</param>
internal sealed record SummaryRow(
    string Name,
    string ClassName,
    string OutputShape,
    long? Parameters,
    string? ConnectedTo = null,
    bool? Trainable = null,
    int Depth = 0);
