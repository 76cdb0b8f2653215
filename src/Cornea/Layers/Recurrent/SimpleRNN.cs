namespace Cornea.Layers;

/// <summary>
/// The plain recurrent layer: <c>h' = activation(x · kernel + bias + h · recurrent kernel)</c> at each step. Keras:
/// <c>keras.layers.SimpleRNN</c>.
/// </summary>
/// <remarks>
/// Input (batch, steps, features), output (batch, units) of the last step or (batch, steps, units) of all. Weights: kernel (features,
/// units), recurrent
/// kernel (units, units), bias (units). Source: Keras, <c>layers/rnn/simple_rnn.py</c>.
/// </remarks>
public sealed class SimpleRNN : KernelRecurrentLayer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="units">Dimensionality of the output space.</param>
    /// <param name="activation">Activation function; tanh when null.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="recurrentInitializer">Initializer for the recurrent kernel; orthogonal when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
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
    /// <param name="returnSequences">Whether to return the full sequence of outputs, or the last output.</param>
    /// <param name="returnState">Whether to return the last state in addition to the output.</param>
    /// <param name="goBackwards">Whether to process the input sequence backwards.</param>
    /// <param name="stateful">Whether the last state of a batch is the initial state of the next batch with as many samples.</param>
    /// <param name="unroll">Accepted for Keras's configurations; every sequence is compiled as one repeated step.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="zeroOutputForMask">Whether the output of masked time steps is zero, or the output before.</param>
    /// <param name="inputShape">The shape of one sample, (steps, features), for the first layer of a model.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are not positive, or a rate is outside 0 to 1.</exception>
    public SimpleRNN(
        int units, Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null,
        Initializer? recurrentInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null,
        Regularizer? recurrentRegularizer = null, Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
        Constraint? kernelConstraint = null, Constraint? recurrentConstraint = null, Constraint? biasConstraint = null, double dropout = 0,
        double recurrentDropout = 0, bool returnSequences = false, bool returnState = false, bool goBackwards = false,
        bool stateful = false, bool unroll = false, [OmitDefault] int? seed = null, bool zeroOutputForMask = false,
        Shape? inputShape = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(
            new SimpleRNNCell(
                units, activation, useBias, kernelInitializer, recurrentInitializer, biasInitializer, kernelRegularizer,
                recurrentRegularizer, biasRegularizer, kernelConstraint, recurrentConstraint, biasConstraint, dropout, recurrentDropout,
                seed, trainable: trainable, dtype: dtype),
            activityRegularizer, returnSequences, returnState, goBackwards, stateful, unroll, zeroOutputForMask, inputShape, name,
            trainable, dtype)
    {
    }

    private SimpleRNN(SimpleRNNCell cell, RecurrentLayer like, bool goBackwards) : base(cell, like, goBackwards)
    {
    }

    /// <summary>Dimensionality of the output space.</summary>
    public int Units => Cell.Units;

    /// <summary>Activation function; tanh by default.</summary>
    public Activation Activation => Cell.Activation;

    /// <summary>The cell.</summary>
    public new SimpleRNNCell Cell => (SimpleRNNCell)base.Cell;

    private protected override RecurrentLayer Copy(RecurrentCell cell, bool goBackwards) =>
        new SimpleRNN((SimpleRNNCell)cell, this, goBackwards);
}
