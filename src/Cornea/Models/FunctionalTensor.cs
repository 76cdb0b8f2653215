namespace Cornea.Models;

/// <summary>A tensor of a functional model in a configuration: which output of which call of which layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Node">The number of the call.</param>
/// <param name="Tensor">The number of the output.</param>
internal sealed record FunctionalTensor(string Layer, int Node, int Tensor)
{
    /// <summary>Reads [name, node, tensor].</summary>
    public static FunctionalTensor Read(ConfigValue history) => history.AsList() is [var layer, var node, var tensor, ..]
        ? new FunctionalTensor(layer.AsText(), node.AsInt32(), tensor.AsInt32())
        : throw new ConfigException($"[layer, call, output] was expected, but received {history}.");
}
