namespace Cornea.Layers;

/// <summary>Applies a layer to each time step alike. Keras: <c>keras.layers.TimeDistributed</c>.</summary>
/// <remarks>
/// Input (batch, steps, ...), output (batch, steps, ...). The steps are handed to the layer as further samples. Source: Keras,
/// <c>layers/rnn/time_distributed.py</c>.
/// </remarks>
public sealed class TimeDistributed : Wrapper
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public TimeDistributed(Layer layer, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(layer, name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    // Keras asks the layer inside for the shape of its output, and a functional model with its ends in lists wants one in a list.
    internal override void AmendConfig(ConfigObject config) => LayerConfig.UnwrapEnds(config["layer"]);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        if (x.Rank < 3)
        {
            throw new ShapeException(
                $"{this} expects inputs of shape (batch, steps, ...), but received shape {x.Shape}. Give it a time axis.");
        }
        Tensor steps = Layer.Apply(x.Reshape(new Shape([x.Shape[0] * x.Shape[1], .. x.Shape[2..]])), context);
        return steps.Reshape(new Shape([x.Shape[0], x.Shape[1], .. steps.Shape[1..]]));
    }
}
