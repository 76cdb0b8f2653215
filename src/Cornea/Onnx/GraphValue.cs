namespace Cornea.Onnx;

/// <summary>What a graph inside a node is given or gives: a tensor, or a list of them.</summary>
/// <param name="Tensor">The tensor; null for a list.</param>
/// <param name="List">The list; null for a tensor.</param>
internal readonly record struct GraphValue(Tensor? Tensor, IReadOnlyList<Tensor>? List = null);
