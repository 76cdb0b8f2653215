namespace Cornea.Layers;

/// <summary>A window of its own for each channel: what DepthwiseConv1D, DepthwiseConv2D and the separable layers share.</summary>
public abstract class DepthwiseLayer : KernelLayer
{
    private Variable? _depthwise;

    private protected DepthwiseLayer(
        int axes, PerAxis kernelSize, PerAxis strides, Padding padding, int depthMultiplier, DataFormat dataFormat, PerAxis dilationRate,
        Activation? activation, bool useBias, Shape? inputShape, string? name)
        : base(axes, kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias, inputShape, name) =>
        DepthMultiplier = Require.Positive(depthMultiplier, GetType().Name, nameof(depthMultiplier));

    /// <summary>How many outputs each channel gets.</summary>
    public int DepthMultiplier { get; }

    /// <summary>First values of the depthwise kernel.</summary>
    public Initializer DepthwiseInitializer { get; init; } = DefaultInitializers.Kernel;

    /// <summary>A penalty on the depthwise kernel, or null.</summary>
    public Regularizer? DepthwiseRegularizer { get; init; }

    /// <summary>A set the depthwise kernel is brought back to, or null.</summary>
    public Constraint? DepthwiseConstraint { get; init; }

    private protected int AddDepthwise(IReadOnlyList<Shape> inputs, string weight)
    {
        var channels = Channels(inputs[0]);
        _depthwise = AddWeight(
            weight, [.. KernelSize, channels, DepthMultiplier], DepthwiseInitializer, DepthwiseRegularizer, DepthwiseConstraint);
        return channels * DepthMultiplier;
    }

    private protected Tensor Depthwise(Tensor x, CallContext context) =>
        Tensor.DepthwiseConvolution(x, context.Read(_depthwise!), Steps, Padding, Dilations);
}
