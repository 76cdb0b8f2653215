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
    /// <summary>Makes the cell.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">Shapes what goes into and comes out of the memory c; tanh when null.</param>
    /// <param name="recurrentActivation">Shapes the gates; sigmoid when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="unitForgetBias">Whether the bias of the forget gate begins with ones, so that memory is kept at first.</param>
    /// <param name="dropout">The part of the input's features that is dropped while training.</param>
    /// <param name="recurrentDropout">The part of the state's features that is dropped while training.</param>
    /// <param name="weights">How the weights begin, what holds them small and where they are kept.</param>
    /// <param name="name">The cell's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are not positive, or a rate is outside 0 to 1.</exception>
    public LSTMCell(
        int units, Activation? activation = null, Activation? recurrentActivation = null, bool useBias = true, bool unitForgetBias = true,
        double dropout = 0,
        double recurrentDropout = 0, RecurrentWeights? weights = null, string? name = null)
        : base(4, units, activation, useBias, dropout, recurrentDropout, weights, name)
    {
        RecurrentActivation = recurrentActivation ?? Activation.Sigmoid;
        UnitForgetBias = unitForgetBias;
    }

    /// <summary>Shapes the gates; sigmoid by default.</summary>
    public Activation RecurrentActivation { get; }

    /// <summary>Whether the bias of the forget gate begins with ones.</summary>
    public bool UnitForgetBias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes(Shape input) => [[Units], [Units]];

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) => AddWeights(
        [Features(this, inputs), 4 * Units], [Units, 4 * Units], [4 * Units], UnitForgetBias ? new ForgetBias(WeightOptions.BiasInitializer)
            : null);

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
