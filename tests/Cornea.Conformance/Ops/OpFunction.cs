namespace Cornea.Conformance;

/// <summary>A function of Python as a case words it, with the tensors that it uses.</summary>
/// <param name="Text">What it does.</param>
/// <param name="Tensors">What it uses, by name.</param>
public sealed record OpFunction(string Text, IReadOnlyDictionary<string, Tensor> Tensors);
