namespace Cornea.Layers;

/// <summary>
/// An LSTM of images: convolutions in the places of the products, so that states are images too. What <see cref="ConvLSTM1D"/>,
/// <see cref="ConvLSTM2D"/> and <see cref="ConvLSTM3D"/> share.
/// </summary>
/// <remarks>Shi and others, "Convolutional LSTM network", 2015; Keras, <c>layers/rnn/conv_lstm.py</c>.</remarks>
public abstract class ConvLSTM : RecurrentLayer
{
    private protected ConvLSTM(
        ConvLSTMCell cell, bool returnSequences, bool returnState, bool goBackwards, bool stateful, bool zeroOutputForMask,
        Shape? inputShape, string? name)
        : base(cell, returnSequences, returnState, goBackwards, stateful, unroll: false, zeroOutputForMask, inputShape, name)
    {
    }

    private protected ConvLSTM(ConvLSTMCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    /// <summary>The cell.</summary>
    public new ConvLSTMCell Cell => (ConvLSTMCell)base.Cell;
}
