namespace Cornea.Layers;

/// <summary>An LSTM of images, with convolutions instead of matrix products. Keras: <c>keras.layers.ConvLSTM2D</c>.</summary>
/// <remarks>
/// Input (batch, steps, height, width, channels), output (batch, spatial..., filters) of the last step or (batch, steps, spatial...,
/// filters) of all. Weights: kernel (window..., channels, 4 filters), recurrent kernel (window..., filters, 4 filters), bias (4 filters).
/// Source: Keras, <c>layers/rnn/conv_lstm2d.py</c>.
/// </remarks>
public sealed class ConvLSTM2D : ConvLSTM
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="filters">The number of output filters: channels of the output.</param>
    /// <param name="kernelSize">Length of the convolution window along each spatial axis.</param>
    /// <param name="strides">Strides of the convolution along each spatial axis; 1 when not given.</param>
    /// <param name="padding">Valid (no padding) or Same (zero padding, so that with strides of 1 the output is as long as the
    /// input).</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Dilation rate along each spatial axis; 1 when not given. Strides and dilation rate cannot both be
    /// above 1.</param>
    /// <param name="activation">Activation function; tanh when null.</param>
    /// <param name="recurrentActivation">Activation function of the recurrent step; sigmoid when null.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="recurrentInitializer">Initializer for the recurrent kernel; orthogonal when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="unitForgetBias">Whether 1 is added to the bias of the forget gate at initialization.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="recurrentRegularizer">Regularizer applied to the recurrent kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="recurrentConstraint">Constraint applied to the recurrent kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="dropout">Fraction of the units to drop for the linear transformation of the inputs, between 0 and 1.</param>
    /// <param name="recurrentDropout">Fraction of the units to drop for the linear transformation of the recurrent state, between 0
    /// and 1.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="returnSequences">Whether to return the full sequence of outputs, or the last output.</param>
    /// <param name="returnState">Whether to return the last state in addition to the output.</param>
    /// <param name="goBackwards">Whether to process the input sequence backwards.</param>
    /// <param name="stateful">Whether the last state of a batch is the initial state of the next batch with as many samples.</param>
    /// <param name="unroll">Accepted for Keras's configurations; every sequence is compiled as one repeated step.</param>
    /// <param name="zeroOutputForMask">Whether the output of masked time steps is zero, or the output before.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">A number is not positive, padding is Causal, or strides and dilation are both above
    /// 1.</exception>
    public ConvLSTM2D(
        int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default, Activation? activation = null,
        Activation? recurrentActivation = null, bool useBias = true, Initializer? kernelInitializer = null,
        Initializer? recurrentInitializer = null, Initializer? biasInitializer = null, bool unitForgetBias = true,
        Regularizer? kernelRegularizer = null, Regularizer? recurrentRegularizer = null, Regularizer? biasRegularizer = null,
        Regularizer? activityRegularizer = null, Constraint? kernelConstraint = null, Constraint? recurrentConstraint = null,
        Constraint? biasConstraint = null, double dropout = 0, double recurrentDropout = 0, int? seed = null, bool returnSequences = false,
        bool returnState = false, bool goBackwards = false, bool stateful = false, bool unroll = false, bool zeroOutputForMask = false,
        Shape? inputShape = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(
            new ConvLSTMCell(
                2, filters, kernelSize, strides, padding, dataFormat, dilationRate, activation, recurrentActivation, useBias,
                kernelInitializer, recurrentInitializer, biasInitializer, unitForgetBias, kernelRegularizer, recurrentRegularizer,
                biasRegularizer, kernelConstraint, recurrentConstraint, biasConstraint, dropout, recurrentDropout, seed,
                trainable: trainable, dtype: dtype),
            activityRegularizer, returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, inputShape, name,
            trainable, dtype)
    {
    }

    private ConvLSTM2D(ConvLSTMCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    private protected override RecurrentLayer Copy(RecurrentCell cell, bool goBackwards) =>
        new ConvLSTM2D((ConvLSTMCell)cell, this, goBackwards);
}
