namespace Cornea.Layers;

/// <summary>The same numbers of each sample under another shape. Keras: <c>keras.layers.Reshape</c>.</summary>
/// <remarks>Output (batch, target shape). Source: Keras, <c>layers/reshaping/reshape.py</c>.</remarks>
public sealed class Reshape : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="targetShape">The shape of one sample; one axis may be -1 and is worked out.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Reshape(Shape targetShape, Shape? inputShape = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        TargetShape = targetShape;
        InputShape = inputShape;
    }

    /// <summary>The shape of one sample; -1 is worked out.</summary>
    public Shape TargetShape { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    // Elsewhere None is an axis of unknown length; the one that is worked out is -1.
    internal override void AmendConfig(ConfigObject config) =>
        config["target_shape"] = ConfigValue.List(TargetShape.Select(length => (ConfigValue)(long)length));

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var sample = x.Size / Math.Max(1, x.Shape[0]);
        var known = TargetShape.Where(length => length != Shape.Unknown).Aggregate(1L, (product, length) => product * length);
        if (TargetShape.Count(length => length == Shape.Unknown) > 1 || known <= 0
            || (TargetShape.IsKnown ? known != sample : sample % known != 0))
        {
            throw new ShapeException(
                $"{this} makes samples of shape {TargetShape}, but received {x.Shape}, which has {sample:N0} numbers a sample. " +
                "Change the target shape.");
        }
        var open = (int)(sample / known);
        return x.Reshape(new Shape([x.Shape[0], .. TargetShape.Select(length => length == Shape.Unknown ? open : length)]));
    }
}
