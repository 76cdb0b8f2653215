namespace Cornea.Layers;

/// <summary>
/// A text layer of a file as a node of a model. Texts are no tensors: the layer encodes them before the model, and the numbers enter it
/// where the texts would.
/// </summary>
/// <param name="serialized">How the file describes it, its vocabulary included.</param>
/// <param name="entrance">The input before it.</param>
[NotSaved("It is saved as the layer that it was read as.")]
internal sealed class TextLayer(ConfigObject serialized, TextEntrance entrance) : StoredLayer(serialized)
{
    /// <inheritdoc/>
    public override IEnumerable<TextEntrance> Entrances => [entrance];

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => entrance.Own(inputs);
}
