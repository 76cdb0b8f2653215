namespace Cornea.Layers;

/// <summary>Divides by the root of the mean square along some axes, then multiplies by a learned scale. Keras:
/// <c>keras.layers.RMSNormalization</c>.</summary>
/// <remarks>
/// scale · x / sqrt(mean(x²) + epsilon). Weight scale of the axes' lengths. Output of the input's shape. Zhang, Sennrich, "Root
/// mean square layer normalization", 2019; Keras, <c>layers/normalization/rms_normalization.py</c>.
/// </remarks>
public sealed class RMSNormalization : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="axes">The axes; the last where null.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="name">The layer's name.</param>
    public RMSNormalization(IReadOnlyList<int>? axes = null, double epsilon = 1e-6, string? name = null) : base(name)
    {
        Axes = axes;
        Epsilon = epsilon;
    }

    /// <summary>The axes; the last where null.</summary>
    public IReadOnlyList<int>? Axes { get; }

    /// <summary>Added to the mean square.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private protected override bool ComputesInFloat32 => true;

    private Variable? _scale;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) =>
        _scale = AddWeight("scale", AxisShapes.Lengths(inputs[0], Axes ?? [-1]), DefaultInitializers.Ones);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        int[] axes = [.. Axes ?? [-1]];
        return x * (x.Square().Mean(axes, keepDims: true) + Epsilon).Rsqrt() * context.Read(_scale!)
            .Reshape(AxisShapes.Wide(x.Shape, axes));
    }
}
