namespace Cornea.Layers;

/// <summary>A depthwise convolution followed by one over channels alone: what SeparableConv1D and SeparableConv2D share.</summary>
public abstract class SeparableLayer : DepthwiseLayer
{
    private Variable? _pointwise;

    private protected SeparableLayer(
        int axes, int filters, PerAxis kernelSize, PerAxis strides, Padding padding, DataFormat dataFormat, PerAxis dilationRate,
        int depthMultiplier, Activation? activation, bool useBias, Initializer? depthwiseInitializer, Initializer? pointwiseInitializer,
        Initializer? biasInitializer, Regularizer? depthwiseRegularizer, Regularizer? pointwiseRegularizer, Regularizer? biasRegularizer,
        Regularizer? activityRegularizer, Constraint? depthwiseConstraint, Constraint? pointwiseConstraint, Constraint? biasConstraint,
        Shape? inputShape, string? name, bool trainable, DTypePolicy? dtype)
        : base(
            axes, kernelSize, strides, padding, depthMultiplier, dataFormat, dilationRate, activation, useBias, depthwiseInitializer,
            biasInitializer, depthwiseRegularizer, biasRegularizer, activityRegularizer, depthwiseConstraint, biasConstraint, inputShape,
            name, trainable, dtype)
    {
        Filters = Require.Positive(filters, GetType().Name, nameof(filters));
        PointwiseInitializer = pointwiseInitializer ?? DefaultInitializers.Kernel;
        PointwiseRegularizer = pointwiseRegularizer;
        PointwiseConstraint = pointwiseConstraint;
    }

    /// <summary>The number of output filters: channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Initializer for the pointwise kernel.</summary>
    public Initializer PointwiseInitializer { get; }

    /// <summary>Regularizer applied to the pointwise kernel.</summary>
    public Regularizer? PointwiseRegularizer { get; }

    /// <summary>Constraint applied to the pointwise kernel after each update.</summary>
    public Constraint? PointwiseConstraint { get; }

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
