namespace Cornea.Onnx;

/// <summary>What a graph inside a node is given or gives: a tensor, a list of them, or an optional value that is not there.</summary>
/// <param name="Tensor">The tensor; null for a list and for what is not there.</param>
/// <param name="List">The list; null for a tensor and for what is not there.</param>
internal readonly record struct GraphValue(Tensor? Tensor, IReadOnlyList<Tensor>? List = null);
