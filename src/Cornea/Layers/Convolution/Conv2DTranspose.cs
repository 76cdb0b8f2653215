namespace Cornea.Layers;

/// <summary>
/// Transposed convolution of images: each element spreads over a window of the output, the gradient of a convolution by its
/// input. Keras: <c>keras.layers.Conv2DTranspose</c>.
/// </summary>
/// <remarks>
/// Input (batch, height, width, channels), output (batch, new height, new width, filters); a length n becomes n * stride with padding Same,
/// (n - 1) * stride + max(window, stride) with Valid. Weights: kernel (window..., filters, channels), bias (filters). Source: Keras,
/// <c>layers/convolutional/conv2d_transpose.py</c>.
/// </remarks>
public sealed class Conv2DTranspose : TransposedConvolutionLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="filters">The number of output filters: channels of the output.</param>
    /// <param name="kernelSize">Length of the convolution window along each spatial axis.</param>
    /// <param name="strides">Strides of the transposed convolution along each spatial axis; 1 when not given.</param>
    /// <param name="padding">Valid or Same.</param>
    /// <param name="outputPadding">Padding added at the end of each axis of the output, below its stride; inferred when not given.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Dilation rate along each spatial axis; 1 when not given. Strides and dilation rate cannot both be
    /// above 1.</param>
    /// <param name="activation">Activation function; linear when null.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">A number is not positive, or strides and dilation are both above 1.</exception>
    public Conv2DTranspose(
        int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid, PerAxis outputPadding = default,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default, Activation? activation = null, bool useBias = true,
        Initializer? kernelInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null, Constraint? kernelConstraint = null,
        Constraint? biasConstraint = null, Shape? inputShape = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(
            2, filters, kernelSize, strides, padding, outputPadding, dataFormat, dilationRate, activation, useBias, kernelInitializer,
            biasInitializer, kernelRegularizer, biasRegularizer, activityRegularizer, kernelConstraint, biasConstraint, inputShape, name,
            trainable, dtype)
    {
    }
}
