namespace Cornea.Layers;

/// <summary>
/// The gated recurrent unit, a recurrent layer that decides at each step how much of its state to keep; <see cref="GRUCell"/> has the
/// formulas. Keras: <c>keras.layers.GRU</c>.
/// </summary>
/// <remarks>
/// Input (batch, steps, features), output (batch, units) of the last step or (batch, steps, units) of all. Weights: kernel (features, 3
/// units), recurrent
/// kernel (units, 3 units), bias (2, 3 units). Source: Keras, <c>layers/rnn/gru.py</c>.
/// </remarks>
public sealed class GRU : RecurrentLayer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">Shapes the proposed state; tanh when null.</param>
    /// <param name="recurrentActivation">Shapes the gates; sigmoid when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="resetAfter">Whether the reset gate acts after the product with the recurrent kernel.</param>
    /// <param name="dropout">The part of the input's features that is dropped while training.</param>
    /// <param name="recurrentDropout">The part of the state's features that is dropped while training.</param>
    /// <param name="returnSequences">Whether the output is that of all steps.</param>
    /// <param name="returnState">Whether the last states are outputs too.</param>
    /// <param name="goBackwards">Whether the sequence is gone through from its end.</param>
    /// <param name="stateful">Whether a pass begins with the states in which the last one ended.</param>
    /// <param name="unroll">Kept for Keras's files.</param>
    /// <param name="zeroOutputForMask">Whether the output of skipped steps is zero instead of the output before.</param>
    /// <param name="weights">How the weights begin, what holds them small and where they are kept.</param>
    /// <param name="activityRegularizer">A penalty on the output.</param>
    /// <param name="inputShape">The shape of one sample, (steps, features), for the first layer of a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are not positive, or a rate is outside 0 to 1.</exception>
    public GRU(
        int units, Activation? activation = null, Activation? recurrentActivation = null, bool useBias = true, bool resetAfter = true,
        double dropout = 0, double recurrentDropout = 0, bool returnSequences = false, bool returnState = false,
        bool goBackwards = false, bool stateful = false, bool unroll = false, bool zeroOutputForMask = false,
        RecurrentWeights? weights = null,
        Regularizer? activityRegularizer = null, Shape? inputShape = null, string? name = null)
        : base(
            new GRUCell(units, activation, recurrentActivation, useBias, resetAfter, dropout, recurrentDropout, weights),
            returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, inputShape, name) =>
                ActivityRegularizer = activityRegularizer;

    private GRU(GRUCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    /// <summary>The cell.</summary>
    public new GRUCell Cell => (GRUCell)base.Cell;

    private protected override RecurrentLayer Copy(RecurrentCell cell, bool goBackwards) => new GRU((GRUCell)cell, this, goBackwards);
}
