namespace Cornea.Layers;

/// <summary>Divides each vector along some axes by its length. Keras: <c>keras.layers.UnitNormalization</c>.</summary>
/// <remarks>x / sqrt(sum x²); a vector of zeros stays. Output of the input's shape. Source: Keras,
/// <c>layers/normalization/unit_normalization.py</c>.</remarks>
public sealed class UnitNormalization : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="axes">The axes of a vector; the last where null.</param>
    /// <param name="name">The layer's name.</param>
    public UnitNormalization(IReadOnlyList<int>? axes = null, string? name = null) : base(name)
    {
        Axes = axes;
    }

    /// <summary>The axes of a vector; the last where null.</summary>
    public IReadOnlyList<int>? Axes { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private protected override bool ComputesInFloat32 => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => UnitLength.Of(inputs, [.. Axes ?? [-1]]);
}
