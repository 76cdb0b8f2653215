namespace Cornea.Layers;

/// <summary>
/// Convolution of sequences: <c>activation(sum over the window of x * kernel + bias)</c> at each place; the kernel is not turned
/// around. Keras: <c>keras.layers.Conv1D</c>.
/// </summary>
/// <remarks>
/// Input (batch, steps, channels), output (batch, new steps, filters). Weights: kernel (window..., channels / groups,
/// filters), bias (filters). Source: Keras, <c>layers/convolutional/conv1d.py</c>.
/// </remarks>
public sealed class Conv1D : ConvolutionLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="filters">The number of patterns looked for: channels of the output.</param>
    /// <param name="kernelSize">The window's length.</param>
    /// <param name="strides">Elements from one place of the window to the next.</param>
    /// <param name="padding">What the window sees beside the ends.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="dilationRate">Elements from one tap of the window to the next; not above 1 together with strides above 1.</param>
    /// <param name="groups">Groups of channels, each with filters of its own.</param>
    /// <param name="activation">Shapes the output; none when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">A number is not positive, or strides and dilation are both above 1.</exception>
    public Conv1D(
        int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis dilationRate = default, int groups = 1, Activation? activation = null, bool useBias = true, Shape? inputShape = null,
        string? name = null)
        : base(1, filters, kernelSize, strides, padding, dataFormat, dilationRate, groups, activation, useBias, inputShape, name)
    {
    }
}
