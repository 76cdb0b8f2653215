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
    /// <summary>Initializes the layer.</summary>
    /// <param name="kernelSize">Length of the convolution window.</param>
    /// <param name="strides">Strides of the convolution; 1 when not given.</param>
    /// <param name="padding">Valid (no padding) or Same (zero padding, so that with strides of 1 the output is as long as the
    /// input).</param>
    /// <param name="depthMultiplier">The number of depthwise convolution output channels for each input channel.</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Dilation rate; 1 when not given. Strides and dilation rate cannot both be above 1.</param>
    /// <param name="activation">Activation function; linear when null.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="depthwiseInitializer">Initializer for the depthwise kernel; Glorot uniform when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="depthwiseRegularizer">Regularizer applied to the depthwise kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="depthwiseConstraint">Constraint applied to the depthwise kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">A number is not positive, or strides and dilation are both above 1.</exception>
    public DepthwiseConv1D(
        PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid, int depthMultiplier = 1,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default, Activation? activation = null, bool useBias = true,
        Initializer? depthwiseInitializer = null, Initializer? biasInitializer = null, Regularizer? depthwiseRegularizer = null,
        Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null, Constraint? depthwiseConstraint = null,
        Constraint? biasConstraint = null, Shape? inputShape = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(
            1, kernelSize, strides, padding, depthMultiplier, dataFormat, dilationRate, activation, useBias, depthwiseInitializer,
            biasInitializer, depthwiseRegularizer, biasRegularizer, activityRegularizer, depthwiseConstraint, biasConstraint, inputShape,
            name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) => AddBias(AddDepthwise(inputs, "kernel"));

    private protected override Tensor Compute(Tensor x, CallContext context) => Finish(Depthwise(x, context), context);
}
