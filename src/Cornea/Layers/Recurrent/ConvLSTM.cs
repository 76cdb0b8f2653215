namespace Cornea.Layers;

/// <summary>
/// An LSTM of images: convolutions instead of matrix products, so that states are images too. What <see cref="ConvLSTM1D"/>,
/// <see cref="ConvLSTM2D"/> and <see cref="ConvLSTM3D"/> share.
/// </summary>
/// <remarks>Shi and others, "Convolutional LSTM network", 2015; Keras, <c>layers/rnn/conv_lstm.py</c>.</remarks>
public abstract class ConvLSTM : KernelRecurrentLayer
{
    private protected ConvLSTM(
        ConvLSTMCell cell, Regularizer? activityRegularizer, bool returnSequences, bool returnState, bool goBackwards, bool stateful,
        bool unroll, bool zeroOutputForMask, Shape? inputShape, string? name, bool trainable, DTypePolicy? dtype)
        : base(
            cell, activityRegularizer, returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, inputShape, name,
            trainable, dtype)
    {
    }

    private protected ConvLSTM(ConvLSTMCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    /// <summary>The number of output filters: channels of the output.</summary>
    public int Filters => Cell.Filters;

    /// <summary>Length of the convolution window along each spatial axis.</summary>
    public IReadOnlyList<int> KernelSize => Cell.KernelSize;

    /// <summary>Strides of the convolution along each spatial axis.</summary>
    public IReadOnlyList<int> Strides => Cell.Strides;

    /// <summary>Valid (no padding) or Same (zero padding, so that with strides of 1 the output is as long as the input).</summary>
    public Padding Padding => Cell.Padding;

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat => Cell.DataFormat;

    /// <summary>Dilation rate along each spatial axis. Strides and dilation rate cannot both be above 1.</summary>
    public IReadOnlyList<int> DilationRate => Cell.DilationRate;

    /// <summary>Activation function; tanh by default.</summary>
    public Activation Activation => Cell.Activation;

    /// <summary>Activation function of the recurrent step; sigmoid by default.</summary>
    public Activation RecurrentActivation => Cell.RecurrentActivation;

    /// <summary>Whether 1 is added to the bias of the forget gate at initialization.</summary>
    public bool UnitForgetBias => Cell.UnitForgetBias;

    /// <summary>The cell.</summary>
    public new ConvLSTMCell Cell => (ConvLSTMCell)base.Cell;
}
