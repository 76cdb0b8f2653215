namespace Cornea.Layers;

/// <summary>Divides by the root of the mean square along some axes, then multiplies by a learned scale. Keras:
/// <c>keras.layers.RMSNormalization</c>.</summary>
/// <remarks>
/// scale · x / sqrt(mean(x²) + epsilon). Weight scale of the axes' lengths. Output of the input's shape. Zhang, Sennrich, "Root
/// mean square layer normalization", 2019; Keras, <c>layers/normalization/rms_normalization.py</c>.
/// </remarks>
public sealed class RMSNormalization : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="axis">The axis, or axes, to normalize; the last when not given.</param>
    /// <param name="epsilon">Added to the mean square to avoid dividing by zero.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RMSNormalization(
        PerAxis axis = default, double epsilon = 1e-6, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        Axis = axis.Count == 0 ? [-1] : [.. axis];
        Epsilon = epsilon;
    }

    /// <summary>The axis, or axes, to normalize.</summary>
    public IReadOnlyList<int> Axis { get; }

    /// <summary>Added to the mean square to avoid dividing by zero.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private protected override bool ComputesInFloat32 => true;

    private Variable? _scale;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) =>
        _scale = AddWeight("scale", AxisShapes.Lengths(inputs[0], Axis), DefaultInitializers.Ones);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        int[] axes = [.. Axis];
        return Cornea.Ops.OverRootMeanSquare(x, axes, Epsilon, centers: false)
            * context.Read(_scale!).Reshape(AxisShapes.Wide(x.Shape, axes));
    }
}
