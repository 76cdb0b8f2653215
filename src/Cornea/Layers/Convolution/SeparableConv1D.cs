namespace Cornea.Layers;

/// <summary>
/// A convolution of each channel alone, then one over channels at each place: fewer weights than a full convolution. Keras:
/// <c>keras.layers.SeparableConv1D</c>.
/// </summary>
/// <remarks>
/// Input (batch, steps, channels), output (batch, new steps, filters). Weights: depthwise_kernel (window..., channels,
/// multiplier), pointwise_kernel (1..., channels * multiplier, filters), bias (filters). Source: Chollet, "Xception", 2017; Keras,
/// <c>layers/convolutional/separable_conv1d.py</c>.
/// </remarks>
public sealed class SeparableConv1D : SeparableLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="filters">Channels of the output.</param>
    /// <param name="kernelSize">The window's length.</param>
    /// <param name="strides">Elements from one place of the window to the next.</param>
    /// <param name="padding">What the window sees beside the ends.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="dilationRate">Elements from one tap of the window to the next; not above 1 together with strides above 1.</param>
    /// <param name="depthMultiplier">How many outputs each channel gets before they are mixed.</param>
    /// <param name="activation">Shapes the output; none when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">A number is not positive, or strides and dilation are both above 1.</exception>
    public SeparableConv1D(
        int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis dilationRate = default, int depthMultiplier = 1, Activation? activation = null, bool useBias = true,
        Shape? inputShape = null,
        string? name = null)
        : base(1, filters, kernelSize, strides, padding, dataFormat, dilationRate, depthMultiplier, activation, useBias, inputShape, name)
    {
    }
}
