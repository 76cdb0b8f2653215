namespace Cornea.Layers;

/// <summary>Any cell, or several one after the other, repeated over the steps of a sequence. Keras: <c>keras.layers.RNN</c>.</summary>
/// <remarks>
/// Input (batch, steps, ...), output (batch, ...) of the last step, or (batch, steps, ...) of all. Source: Keras,
/// <c>layers/rnn/rnn.py</c>.
/// </remarks>
public sealed class RNN : RecurrentLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="returnSequences">Whether to return the full sequence of outputs, or the last output.</param>
    /// <param name="returnState">Whether to return the last state in addition to the output.</param>
    /// <param name="goBackwards">Whether to process the input sequence backwards.</param>
    /// <param name="stateful">Whether the last state of a batch is the initial state of the next batch with as many samples.</param>
    /// <param name="unroll">Accepted for Keras's configurations; every sequence is compiled as one repeated step.</param>
    /// <param name="zeroOutputForMask">Whether the output of masked time steps is zero, or the output before.</param>
    /// <param name="inputShape">The shape of one sample, (steps, features), for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public RNN(
        RecurrentCell cell, bool returnSequences = false, bool returnState = false, bool goBackwards = false, bool stateful = false,
        bool unroll = false, bool zeroOutputForMask = false, Shape? inputShape = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(cell, returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, inputShape, name, trainable, dtype)
    {
    }

    private RNN(RecurrentCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    private protected override RecurrentLayer Copy(RecurrentCell cell, bool goBackwards) => new RNN(cell, this, goBackwards);
}
