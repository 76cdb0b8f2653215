namespace Cornea.Layers;

/// <summary>All axes of a sample as one: (batch, a, b, ...) becomes (batch, a·b·...). Keras: <c>keras.layers.Flatten</c>.</summary>
/// <remarks>A batch of single numbers, (batch), becomes (batch, 1). Source: Keras, <c>layers/reshaping/flatten.py</c>.</remarks>
public sealed class Flatten : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="dataFormat">Data format; channels that come first are moved last before flattening.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Flatten(
        DataFormat dataFormat = DataFormat.ChannelsLast, Shape? inputShape = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        DataFormat = dataFormat;
        InputShape = inputShape;
    }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (DataFormat == DataFormat.ChannelsFirst && x.Rank > 2)
            x = x.MoveAxis(1, -1);
        return x.Reshape(new Shape(x.Shape[0], x.Size / Math.Max(1, x.Shape[0])));
    }
}
