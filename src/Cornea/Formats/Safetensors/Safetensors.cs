namespace Cornea.Formats;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">The tensors by name, in the order in which they lie in the file.</param>
/// <param name="Metadata">The texts of <c>__metadata__</c>; empty when there are none.</param>
public sealed record Safetensors(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
