namespace Cornea.Layers;

/// <summary>Divides each vector along some axes by its length. Keras: <c>keras.layers.UnitNormalization</c>.</summary>
/// <remarks>x / sqrt(sum x²); a vector of zeros stays. Output of the input's shape. Source: Keras,
/// <c>layers/normalization/unit_normalization.py</c>.</remarks>
public sealed class UnitNormalization : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="axis">The axis, or axes, to normalize; the last when not given.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public UnitNormalization(PerAxis axis = default, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Axis = axis.Count == 0 ? [-1] : [.. axis];
    }

    /// <summary>The axis, or axes, to normalize.</summary>
    [SingleAsNumber]
    public IReadOnlyList<int> Axis { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private protected override bool ComputesInFloat32 => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => UnitLength.Of(inputs, [.. Axis]);
}
