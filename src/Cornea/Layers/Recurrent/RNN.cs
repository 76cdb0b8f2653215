namespace Cornea.Layers;

/// <summary>Any cell, or several one after the other, repeated over the steps of a sequence. Keras: <c>keras.layers.RNN</c>.</summary>
/// <remarks>
/// Input (batch, steps, ...), output (batch, ...) of the last step, or (batch, steps, ...) of all. Source: Keras,
/// <c>layers/rnn/rnn.py</c>.
/// </remarks>
public sealed class RNN : RecurrentLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="returnSequences">Whether the output is that of all steps.</param>
    /// <param name="returnState">Whether the last states are outputs too.</param>
    /// <param name="goBackwards">Whether the sequence is gone through from its end.</param>
    /// <param name="stateful">Whether a pass begins with the states in which the last one ended.</param>
    /// <param name="unroll">Kept for Keras's files.</param>
    /// <param name="zeroOutputForMask">Whether the output of skipped steps is zero instead of the output before.</param>
    /// <param name="inputShape">The shape of one sample, (steps, features), for the first layer of a model.</param>
    /// <param name="name">The layer's name.</param>
    public RNN(
        RecurrentCell cell, bool returnSequences = false, bool returnState = false, bool goBackwards = false, bool stateful = false,
        bool unroll = false,
        bool zeroOutputForMask = false, Shape? inputShape = null, string? name = null)
        : base(cell, returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, inputShape, name)
    {
    }

    private RNN(RecurrentCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    private protected override RecurrentLayer Copy(RecurrentCell cell, bool goBackwards) => new RNN(cell, this, goBackwards);
}
