namespace Cornea.Layers;

/// <summary>A depthwise convolution followed by one over channels alone: what SeparableConv1D and SeparableConv2D share.</summary>
public abstract class SeparableLayer : DepthwiseLayer
{
    private Variable? _pointwise;

    private protected SeparableLayer(
        int axes, int filters, PerAxis kernelSize, PerAxis strides, Padding padding, DataFormat dataFormat, PerAxis dilationRate,
        int depthMultiplier,
        Activation? activation, bool useBias, Shape? inputShape, string? name)
        : base(axes, kernelSize, strides, padding, depthMultiplier, dataFormat, dilationRate, activation, useBias, inputShape, name) =>
        Filters = Require.Positive(filters, GetType().Name, nameof(filters));

    /// <summary>Channels of the output.</summary>
    public int Filters { get; }

    /// <summary>First values of the pointwise kernel.</summary>
    public Initializer PointwiseInitializer { get; init; } = DefaultInitializers.Kernel;

    /// <summary>A penalty on the pointwise kernel, or null.</summary>
    public Regularizer? PointwiseRegularizer { get; init; }

    /// <summary>A set the pointwise kernel is brought back to, or null.</summary>
    public Constraint? PointwiseConstraint { get; init; }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var made = AddDepthwise(inputs, "depthwise_kernel");
        _pointwise = AddWeight(
            "pointwise_kernel", [.. Enumerable.Repeat(1, SpatialAxes), made, Filters], PointwiseInitializer, PointwiseRegularizer,
            PointwiseConstraint);
        AddBias(Filters);
    }

    private protected override Tensor Compute(Tensor x, CallContext context) =>
        Finish(Tensor.Convolution(Depthwise(x, context), context.Read(_pointwise!)), context);
}
