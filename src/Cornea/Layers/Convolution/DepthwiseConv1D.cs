namespace Cornea.Layers;

/// <summary>
/// Convolution of each channel alone: channel c gives outputs c * multiplier to (c + 1) * multiplier - 1. Keras:
/// <c>keras.layers.DepthwiseConv1D</c>.
/// </summary>
/// <remarks>
/// Input (batch, steps, channels), output (batch, new steps, channels * multiplier). Weights:
/// kernel (window..., channels, multiplier), bias (channels * multiplier). Source: Keras,
/// <c>layers/convolutional/depthwise_conv1d.py</c>.
/// </remarks>
public sealed class DepthwiseConv1D : DepthwiseLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="kernelSize">The window's length.</param>
    /// <param name="strides">Elements from one place of the window to the next.</param>
    /// <param name="padding">What the window sees beside the ends.</param>
    /// <param name="depthMultiplier">How many outputs each channel gets.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="dilationRate">Elements from one tap of the window to the next; not above 1 together with strides above 1.</param>
    /// <param name="activation">Shapes the output; none when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">A number is not positive, or strides and dilation are both above 1.</exception>
    public DepthwiseConv1D(
        PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid, int depthMultiplier = 1,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default, Activation? activation = null, bool useBias = true,
        Shape? inputShape = null, string? name = null)
        : base(1, kernelSize, strides, padding, depthMultiplier, dataFormat, dilationRate, activation, useBias, inputShape, name)
    {
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) => AddBias(AddDepthwise(inputs, "kernel"));

    private protected override Tensor Compute(Tensor x, CallContext context) => Finish(Depthwise(x, context), context);
}
