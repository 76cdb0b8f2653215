namespace Cornea.Layers;

/// <summary>Multiplies and adds: scale · x + offset, for pixels 1/255. Keras: <c>keras.layers.Rescaling</c>.</summary>
/// <remarks>
/// Scale and offset may be one number or one per channel (last axis). Output of the input's shape, float32. Source: Keras,
/// <c>layers/preprocessing/rescaling.py</c>.
/// </remarks>
public sealed class Rescaling : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="scale">One factor, or one per channel.</param>
    /// <param name="offset">One number to add, or one per channel; 0 where null.</param>
    /// <param name="name">The layer's name.</param>
    public Rescaling(IReadOnlyList<double> scale, IReadOnlyList<double>? offset = null, string? name = null) : base(name)
    {
        Scale = scale;
        Offset = offset;
    }

    /// <summary>One factor, or one per channel.</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>One number to add, or one per channel; 0 where null.</summary>
    public IReadOnlyList<double>? Offset { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <summary>Makes the layer.</summary>
    /// <param name="scale">The factor.</param>
    /// <param name="offset">The number to add.</param>
    /// <param name="name">The layer's name.</param>
    public Rescaling(double scale, double offset = 0, string? name = null) : this([scale], [offset], name)
    {
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var scaled = x * Vector(Scale, x.DType);
        return Offset is null || Offset.All(value => value == 0) ? scaled : scaled + Vector(Offset, x.DType);
    }

    private static Tensor Vector(IReadOnlyList<double> values, DType dtype) =>
        (values.Count == 1 ? Tensor.From(values[0]) : Tensor.From([.. values])).Cast(dtype);
}
