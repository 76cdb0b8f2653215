namespace Cornea.Formats.TensorFlowJs;

/// <summary>What a model in TensorFlow.js's layers format holds: its network as JSON and its weights as they are computed with.</summary>
/// <param name="Topology">The network's configuration, <c>{"class_name", "config"}</c>, as JSON.</param>
/// <param name="KerasVersion">Who wrote the network: <c>2.19.0</c>, <c>tfjs-layers 4.22.0</c>; null where it is not said.</param>
/// <param name="TrainingConfig">How it was compiled, as JSON; null where it was not.</param>
/// <param name="Weights">The weights by name, dequantized, in the order of the manifest.</param>
public sealed record TensorFlowJsModel(
    string Topology, string? KerasVersion, string? TrainingConfig, IReadOnlyList<KeyValuePair<string, Tensor>> Weights);
