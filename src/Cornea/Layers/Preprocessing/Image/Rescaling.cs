namespace Cornea.Layers;

/// <summary>Multiplies and adds: scale · x + offset, for pixels 1/255. Keras: <c>keras.layers.Rescaling</c>.</summary>
/// <remarks>
/// Scale and offset may be one number or one per channel (last axis). Output of the input's shape, float32. Source: Keras,
/// <c>layers/preprocessing/rescaling.py</c>.
/// </remarks>
public sealed class Rescaling : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="scale">The scale to apply to the inputs: one factor, or one per channel.</param>
    /// <param name="offset">The offset to add to the scaled inputs: one number, or one per channel; 0 when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    [ConfigConstructor]
    public Rescaling(
        IReadOnlyList<double> scale, IReadOnlyList<double>? offset = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Scale = scale;
        Offset = offset ?? [0];
    }

    /// <summary>The scale to apply to the inputs: one factor, or one per channel.</summary>
    [SingleAsNumber]
    public IReadOnlyList<double> Scale { get; }

    /// <summary>The offset added to the scaled inputs: one number, or one per channel.</summary>
    [SingleAsNumber]
    public IReadOnlyList<double> Offset { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <summary>Initializes the layer.</summary>
    /// <param name="scale">The factor.</param>
    /// <param name="offset">The number to add.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Rescaling(double scale, double offset = 0, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : this([scale], [offset], name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var scaled = x * Vector(Scale, x.DType);
        return Offset.All(value => value == 0) ? scaled : scaled + Vector(Offset, x.DType);
    }

    private static Tensor Vector(IReadOnlyList<double> values, DType dtype) =>
        (values.Count == 1 ? Tensor.From(values[0]) : Tensor.From([.. values])).Cast(dtype);
}
