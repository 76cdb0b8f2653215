namespace Cornea.Layers;

/// <summary>Layers one after the other, as one layer; made for image preprocessing. Keras: <c>keras.layers.Pipeline</c>.</summary>
/// <remarks>Source: Keras, <c>layers/preprocessing/pipeline.py</c>.</remarks>
public sealed class Pipeline : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="layers">The layers, first to last.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Pipeline(IReadOnlyList<Layer> layers, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Layers = [.. layers];
        foreach (var layer in Layers)
            Track(layer);
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<Layer> Layers { get; private set; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private protected override bool Autocasts => false;

    /// <inheritdoc/>
    public override Pipeline Clone()
    {
        var copy = (Pipeline)Copied();
        copy.Layers = [.. Layers.Select(layer => copy.Track(layer.Clone()))];
        return copy;
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        Layers.Aggregate(inputs, (values, layer) => layer.Apply(values, context));
}
