namespace Cornea.Layers;

/// <summary>
/// One step of <see cref="LSTM"/>. With z = x · kernel + h · recurrent kernel + bias in four parts i, f, g, o:
/// <c>c' = s(f) c + s(i) a(g); h' = s(o) a(c')</c>, s the recurrent activation and a the activation. Keras:
/// <c>keras.layers.LSTMCell</c>.
/// </summary>
/// <remarks>
/// Input (batch, features) and the states h, c (batch, units); output h', states h', c'. Weights: kernel (features, 4 units), recurrent
/// kernel (units, 4 units), bias (4 units). Hochreiter and Schmidhuber, "Long short-term memory", 1997; Keras,
/// <c>layers/rnn/lstm.py</c>.
/// </remarks>
public sealed class LSTMCell : DenseCell
{
    /// <summary>Initializes the cell.</summary>
    /// <param name="units">Dimensionality of the output space.</param>
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
    public LSTMCell(
        int units, Activation? activation = null, Activation? recurrentActivation = null, bool useBias = true,
        Initializer? kernelInitializer = null, Initializer? recurrentInitializer = null, Initializer? biasInitializer = null,
        bool unitForgetBias = true, Regularizer? kernelRegularizer = null, Regularizer? recurrentRegularizer = null,
        Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null, Constraint? recurrentConstraint = null,
        Constraint? biasConstraint = null, double dropout = 0, double recurrentDropout = 0, int? seed = null, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(
            4, units, activation, useBias,
            new RecurrentWeights(
                kernelInitializer, recurrentInitializer, biasInitializer, kernelRegularizer, recurrentRegularizer, biasRegularizer,
                kernelConstraint, recurrentConstraint, biasConstraint),
            dropout, recurrentDropout, seed, name, trainable, dtype)
    {
        RecurrentActivation = recurrentActivation ?? Activation.Sigmoid;
        UnitForgetBias = unitForgetBias;
    }

    /// <summary>Activation function of the recurrent step.</summary>
    public Activation RecurrentActivation { get; }

    /// <summary>Whether 1 is added to the bias of the forget gate at initialization.</summary>
    public bool UnitForgetBias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes(Shape input) => [[Units], [Units]];

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) => AddWeights(
        [Features(this, inputs), 4 * Units], [Units, 4 * Units], [4 * Units],
        UnitForgetBias ? new ForgetBias(BiasInitializer) : null);

    /// <inheritdoc/>
    public override CellSteps Prepare(Tensor sequence, CallContext context)
    {
        var (masks, recurrent) = (StateMasks(sequence, context), context.Read(RecurrentKernel!));
        return new CellSteps([Project(sequence, Bias is null ? null : context.Read(Bias), context)], (x, states) =>
        {
            // [batch, 4 units]
            var gates = (x[0] + PerGate(states[0], masks, recurrent, Tensor.MatMul)).Split(4, axis: 1);
            return Step(gates, states[1], Activation, RecurrentActivation);
        });
    }

    internal static (Tensor Output, IReadOnlyList<Tensor> States) Step(
        Tensor[] gates, Tensor memory, Activation activation, Activation recurrent)
    {
        var next = recurrent.Apply(gates[1]) * memory + recurrent.Apply(gates[0]) * activation.Apply(gates[2]);
        var output = recurrent.Apply(gates[3]) * activation.Apply(next);
        return (output, [output, next]);
    }

    /// <summary>Ones for the forget gate, the second of four; the rest as told.</summary>
    internal sealed record ForgetBias(Initializer Rest) : Initializer
    {
        public override Tensor Create(Shape shape, RandomKey key)
        {
            var units = shape[0] / 4;
            return Tensor.Concat([Rest.Create([units], key.Stream(0)), Tensor.Ones([units]), Rest.Create([2 * units], key.Stream(1))]);
        }
    }
}
