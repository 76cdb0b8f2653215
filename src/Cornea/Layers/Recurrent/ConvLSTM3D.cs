namespace Cornea.Layers;

/// <summary>An LSTM of volumes, with convolutions in the places of the products. Keras: <c>keras.layers.ConvLSTM3D</c>.</summary>
/// <remarks>
/// Input (batch, steps, depth, height, width, channels), output (batch, places..., filters) of the last step or (batch, steps, places...,
/// filters) of all. Weights: kernel (window..., channels, 4 filters), recurrent kernel (window..., filters, 4 filters), bias (4 filters).
/// Source: Keras, <c>layers/rnn/conv_lstm3d.py</c>.
/// </remarks>
public sealed class ConvLSTM3D : ConvLSTM
{
    /// <summary>Makes the layer.</summary>
    /// <param name="filters">The number of channels of the output.</param>
    /// <param name="kernelSize">The window's length per spatial axis.</param>
    /// <param name="strides">Elements of the input from one place of the window to the next.</param>
    /// <param name="padding">What the input's window sees beside the ends.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="dilationRate">Elements from one tap of the input's window to the next.</param>
    /// <param name="activation">Shapes what goes into and comes out of the memory; tanh when null.</param>
    /// <param name="recurrentActivation">Shapes the gates; sigmoid when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="unitForgetBias">Whether the bias of the forget gate begins with ones.</param>
    /// <param name="dropout">The part of the input's numbers that is dropped while training.</param>
    /// <param name="recurrentDropout">The part of the state's numbers that is dropped while training.</param>
    /// <param name="returnSequences">Whether the output is that of all steps.</param>
    /// <param name="returnState">Whether the last states are outputs too.</param>
    /// <param name="goBackwards">Whether the sequence is gone through from its end.</param>
    /// <param name="stateful">Whether a pass begins with the states in which the last one ended.</param>
    /// <param name="zeroOutputForMask">Whether the output of skipped steps is zero instead of the output before.</param>
    /// <param name="weights">How the weights begin, what holds them small and where they are kept.</param>
    /// <param name="activityRegularizer">A penalty on the output.</param>
    /// <param name="inputShape">The shape of one sample, for the first layer of a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">A number is not positive, padding is Causal, or strides and dilation are both above
    /// 1.</exception>
    public ConvLSTM3D(
        int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis dilationRate = default, Activation? activation = null, Activation? recurrentActivation = null, bool useBias = true,
        bool unitForgetBias = true,
        double dropout = 0, double recurrentDropout = 0, bool returnSequences = false, bool returnState = false, bool goBackwards = false,
        bool stateful = false, bool zeroOutputForMask = false, RecurrentWeights? weights = null, Regularizer? activityRegularizer = null,
        Shape? inputShape = null, string? name = null)
        : base(
            new ConvLSTMCell(
                3, filters, kernelSize, strides, padding, dataFormat, dilationRate, activation, recurrentActivation, useBias,
                unitForgetBias, dropout,
                recurrentDropout, weights),
            returnSequences, returnState, goBackwards, stateful, zeroOutputForMask, inputShape, name) =>
                ActivityRegularizer = activityRegularizer;

    private ConvLSTM3D(ConvLSTMCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    private protected override RecurrentLayer Copy(RecurrentCell cell, bool goBackwards) =>
        new ConvLSTM3D((ConvLSTMCell)cell, this, goBackwards);
}
