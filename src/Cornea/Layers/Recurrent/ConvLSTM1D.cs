namespace Cornea.Layers;

/// <summary>An LSTM of sequences of signals, with convolutions instead of matrix products. Keras: <c>keras.layers.ConvLSTM1D</c>.</summary>
/// <remarks>
/// Input (batch, steps, length, channels), output (batch, spatial..., filters) of the last step or (batch, steps, spatial...,
/// filters) of all. Weights: kernel (window..., channels, 4 filters), recurrent kernel (window..., filters, 4 filters), bias (4 filters).
/// Source: Keras, <c>layers/rnn/conv_lstm1d.py</c>.
/// </remarks>
public sealed class ConvLSTM1D : ConvLSTM
{
    /// <inheritdoc
    /// cref="ConvLSTM2D.ConvLSTM2D(int, PerAxis, PerAxis, Padding, DataFormat, PerAxis, Activation?, Activation?, bool, Initializer?,
    /// Initializer?, Initializer?, bool, Regularizer?, Regularizer?, Regularizer?, Regularizer?, Constraint?, Constraint?, Constraint?,
    /// double, double, int?, bool, bool, bool, bool, bool, bool, Shape?, string?, bool, DTypePolicy?)"/>
    public ConvLSTM1D(
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
                1, filters, kernelSize, strides, padding, dataFormat, dilationRate, activation, recurrentActivation, useBias,
                kernelInitializer, recurrentInitializer, biasInitializer, unitForgetBias, kernelRegularizer, recurrentRegularizer,
                biasRegularizer, kernelConstraint, recurrentConstraint, biasConstraint, dropout, recurrentDropout, seed,
                trainable: trainable, dtype: dtype),
            activityRegularizer, returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, inputShape, name,
            trainable, dtype)
    {
    }

    private ConvLSTM1D(ConvLSTMCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    private protected override RecurrentLayer Copy(RecurrentCell cell, bool goBackwards) =>
        new ConvLSTM1D((ConvLSTMCell)cell, this, goBackwards);
}
