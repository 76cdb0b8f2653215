namespace Cornea.Devices;

/// <summary>Cuts a graph in two, or returns null where that would gain nothing.</summary>
/// <param name="inputs">The function's inputs.</param>
/// <param name="outputs">What it computes, simplified.</param>
/// <param name="options">How it is compiled.</param>
internal delegate GraphFront? FrontPass(IReadOnlyList<Tensor> inputs, Tensor[] outputs, CompileOptions options);
