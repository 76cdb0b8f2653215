namespace Cornea.Layers;

/// <summary>
/// Transposed convolution of sequences: each element spreads over a window of the output, the gradient of a convolution by its
/// input. Keras: <c>keras.layers.Conv1DTranspose</c>.
/// </summary>
/// <remarks>
/// Input (batch, steps, channels), output (batch, new steps, filters); a length n becomes n * stride with padding Same,
/// (n - 1) * stride + max(window, stride) with Valid. Weights: kernel (window..., filters, channels), bias (filters). Source: Keras,
/// <c>layers/convolutional/conv1d_transpose.py</c>.
/// </remarks>
public sealed class Conv1DTranspose : TransposedConvolutionLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="filters">Channels of the output.</param>
    /// <param name="kernelSize">The window's length.</param>
    /// <param name="strides">Elements of the output from one window to the next.</param>
    /// <param name="padding">Valid or Same.</param>
    /// <param name="outputPadding">Elements more at the end of each axis, below its stride; Keras's default when not given.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="dilationRate">Elements from one tap of the window to the next.</param>
    /// <param name="activation">Shapes the output; none when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">A number is not positive, or strides and dilation are both above 1.</exception>
    public Conv1DTranspose(
        int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid, PerAxis outputPadding = default,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default, Activation? activation = null, bool useBias = true,
        Shape? inputShape = null, string? name = null)
        : base(1, filters, kernelSize, strides, padding, outputPadding, dataFormat, dilationRate, activation, useBias, inputShape, name)
    {
    }
}
