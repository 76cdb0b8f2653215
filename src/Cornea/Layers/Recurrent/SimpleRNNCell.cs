namespace Cornea.Layers;

/// <summary>
/// One step of <see cref="SimpleRNN"/>: <c>h' = activation(x · kernel + bias + h · recurrent kernel)</c>. Keras:
/// <c>keras.layers.SimpleRNNCell</c>.
/// </summary>
/// <remarks>
/// Input (batch, features) and the state h (batch, units); output and state are the same. Weights: kernel (features, units), recurrent
/// kernel (units, units), bias (units). Source: Keras, <c>layers/rnn/simple_rnn.py</c>.
/// </remarks>
public sealed class SimpleRNNCell : DenseCell
{
    /// <summary>Initializes the cell.</summary>
    /// <param name="units">Dimensionality of the output space.</param>
    /// <param name="activation">Activation function; tanh when null.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="recurrentInitializer">Initializer for the recurrent kernel; orthogonal when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="recurrentRegularizer">Regularizer applied to the recurrent kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="recurrentConstraint">Constraint applied to the recurrent kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="dropout">Fraction of the units to drop for the linear transformation of the inputs, between 0 and 1.</param>
    /// <param name="recurrentDropout">Fraction of the units to drop for the linear transformation of the recurrent state, between 0
    /// and 1.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are not positive, or a rate is outside 0 to 1.</exception>
    public SimpleRNNCell(
        int units, Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null,
        Initializer? recurrentInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null,
        Regularizer? recurrentRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null,
        Constraint? recurrentConstraint = null, Constraint? biasConstraint = null, double dropout = 0, double recurrentDropout = 0,
        int? seed = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(
            1, units, activation, useBias,
            new RecurrentWeights(
                kernelInitializer, recurrentInitializer, biasInitializer, kernelRegularizer, recurrentRegularizer, biasRegularizer,
                kernelConstraint, recurrentConstraint, biasConstraint),
            dropout, recurrentDropout, seed, name, trainable, dtype)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes(Shape input) => [[Units]];

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) => AddWeights([Features(this, inputs), Units], [Units, Units], [Units]);

    /// <inheritdoc/>
    public override CellSteps Prepare(Tensor sequence, CallContext context)
    {
        var (masks, recurrent) = (StateMasks(sequence, context), context.Read(RecurrentKernel!));
        return new CellSteps([Project(sequence, Bias is null ? null : context.Read(Bias), context)], (x, states) =>
        {
            var output = Activation.Apply(x[0] + PerGate(states[0], masks, recurrent, Tensor.MatMul));
            return (output, [output]);
        });
    }
}
