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
    /// <summary>Makes the cell.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">Shapes the state; tanh when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="dropout">The part of the input's features that is dropped while training.</param>
    /// <param name="recurrentDropout">The part of the state's features that is dropped while training.</param>
    /// <param name="weights">How the weights begin, what holds them small and where they are kept.</param>
    /// <param name="name">The cell's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are not positive, or a rate is outside 0 to 1.</exception>
    public SimpleRNNCell(
        int units, Activation? activation = null, bool useBias = true, double dropout = 0, double recurrentDropout = 0,
        RecurrentWeights? weights = null,
        string? name = null) : base(1, units, activation, useBias, dropout, recurrentDropout, weights, name)
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
