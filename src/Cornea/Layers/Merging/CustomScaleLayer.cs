namespace Cornea.Layers;

/// <summary>The first input plus the second times a number. Keras: <c>CustomScaleLayer</c> of
/// <c>keras.applications.inception_resnet_v2</c>.</summary>
/// <remarks>a + scale · b; both of one shape.</remarks>
[Configurable(ClassKind.Layer, "keras.src.applications.inception_resnet_v2")]
public sealed class CustomScaleLayer : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="scale">The number by which the second input is multiplied.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training; it has none.</param>
    /// <param name="dtype">The dtype policy of the layer's computations; the default policy when null.</param>
    public CustomScaleLayer(double scale, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype) => Scale = scale;

    /// <summary>The number by which the second input is multiplied.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => inputs.Count == 2
        ? inputs[0] + inputs[1] * Scale
        : throw new ShapeException($"{this} expects two inputs, but received {inputs.Count}. Pass them together: layer.On(a, b).");
}
