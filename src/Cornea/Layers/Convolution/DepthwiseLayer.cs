namespace Cornea.Layers;

/// <summary>The base of DepthwiseConv1D, DepthwiseConv2D and the separable layers: each channel is convolved with kernels of its
/// own.</summary>
public abstract class DepthwiseLayer : KernelLayer
{
    private Variable? _depthwise;

    private protected DepthwiseLayer(
        int axes, PerAxis kernelSize, PerAxis strides, Padding padding, int depthMultiplier, DataFormat dataFormat, PerAxis dilationRate,
        Activation? activation, bool useBias, Initializer? depthwiseInitializer, Initializer? biasInitializer,
        Regularizer? depthwiseRegularizer, Regularizer? biasRegularizer, Regularizer? activityRegularizer, Constraint? depthwiseConstraint,
        Constraint? biasConstraint, Shape? inputShape, string? name, bool trainable, DTypePolicy? dtype)
        : base(
            axes, kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias, biasInitializer, biasRegularizer,
            activityRegularizer, biasConstraint, inputShape, name, trainable, dtype)
    {
        DepthMultiplier = Require.Positive(depthMultiplier, GetType().Name, nameof(depthMultiplier));
        DepthwiseInitializer = depthwiseInitializer ?? DefaultInitializers.Kernel;
        DepthwiseRegularizer = depthwiseRegularizer;
        DepthwiseConstraint = depthwiseConstraint;
    }

    /// <summary>The number of depthwise convolution output channels for each input channel.</summary>
    public int DepthMultiplier { get; }

    /// <summary>Initializer for the depthwise kernel.</summary>
    public Initializer DepthwiseInitializer { get; }

    /// <summary>Regularizer applied to the depthwise kernel.</summary>
    public Regularizer? DepthwiseRegularizer { get; }

    /// <summary>Constraint applied to the depthwise kernel after each update.</summary>
    public Constraint? DepthwiseConstraint { get; }

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
