namespace Cornea.Layers;

/// <summary>
/// A convolution of each channel alone, then one over channels at each position: fewer weights than a full convolution. Keras:
/// <c>keras.layers.SeparableConv1D</c>.
/// </summary>
/// <remarks>
/// Input (batch, steps, channels), output (batch, new steps, filters). Weights: depthwise_kernel (window..., channels,
/// multiplier), pointwise_kernel (1..., channels * multiplier, filters), bias (filters). Source: Chollet, "Xception", 2017; Keras,
/// <c>layers/convolutional/separable_conv1d.py</c>.
/// </remarks>
public sealed class SeparableConv1D : SeparableLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="filters">The number of output filters: channels of the output.</param>
    /// <param name="kernelSize">Length of the convolution window.</param>
    /// <param name="strides">Strides of the convolution; 1 when not given.</param>
    /// <param name="padding">Valid (no padding) or Same (zero padding, so that with strides of 1 the output is as long as the
    /// input).</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Dilation rate; 1 when not given. Strides and dilation rate cannot both be above 1.</param>
    /// <param name="depthMultiplier">The number of depthwise convolution output channels for each input channel.</param>
    /// <param name="activation">Activation function; linear when null.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="depthwiseInitializer">Initializer for the depthwise kernel; Glorot uniform when null.</param>
    /// <param name="pointwiseInitializer">Initializer for the pointwise kernel; Glorot uniform when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="depthwiseRegularizer">Regularizer applied to the depthwise kernel.</param>
    /// <param name="pointwiseRegularizer">Regularizer applied to the pointwise kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="depthwiseConstraint">Constraint applied to the depthwise kernel after each update.</param>
    /// <param name="pointwiseConstraint">Constraint applied to the pointwise kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">A number is not positive, or strides and dilation are both above 1.</exception>
    public SeparableConv1D(
        int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default, int depthMultiplier = 1,
        Activation? activation = null, bool useBias = true, Initializer? depthwiseInitializer = null,
        Initializer? pointwiseInitializer = null, Initializer? biasInitializer = null, Regularizer? depthwiseRegularizer = null,
        Regularizer? pointwiseRegularizer = null, Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
        Constraint? depthwiseConstraint = null, Constraint? pointwiseConstraint = null, Constraint? biasConstraint = null,
        Shape? inputShape = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(
            1, filters, kernelSize, strides, padding, dataFormat, dilationRate, depthMultiplier, activation, useBias, depthwiseInitializer,
            pointwiseInitializer, biasInitializer, depthwiseRegularizer, pointwiseRegularizer, biasRegularizer, activityRegularizer,
            depthwiseConstraint, pointwiseConstraint, biasConstraint, inputShape, name, trainable, dtype)
    {
    }
}
