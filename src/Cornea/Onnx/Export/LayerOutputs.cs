namespace Cornea.Onnx;

/// <summary>A layer, what it was called on and what it gave while a network was traced.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Inputs">What it was called on.</param>
/// <param name="Outputs">What it gave.</param>
/// <param name="IsMasked">Whether some of the input's steps were masked.</param>
internal sealed record LayerOutputs(Layer Layer, Tensors Inputs, Tensors Outputs, bool IsMasked);
