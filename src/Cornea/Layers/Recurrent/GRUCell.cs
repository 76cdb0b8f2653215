namespace Cornea.Layers;

/// <summary>
/// One step of <see cref="GRU"/>. With x · kernel in three parts xz, xr, xh and h · recurrent kernel in hz, hr, hh:
/// <c>z = s(xz + hz); r = s(xr + hr); h' = z h + (1 - z) a(xh + r hh)</c>, s the recurrent activation and a the activation.
/// Keras: <c>keras.layers.GRUCell</c>.
/// </summary>
/// <remarks>
/// Input (batch, features) and the state h (batch, units); output and state are the same. Where the gate r resets before the product,
/// hh is (r h) · recurrent kernel instead. Weights: kernel (features, 3 units), recurrent kernel (units, 3 units), bias
/// (2, 3 units): one for each product; (3 units) where r resets before. Cho and others, "Learning phrase representations using RNN
/// encoder-decoder", 2014; Keras, <c>layers/rnn/gru.py</c>.
/// </remarks>
public sealed class GRUCell : DenseCell
{
    /// <summary>Makes the cell.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">Shapes the proposed state; tanh when null.</param>
    /// <param name="recurrentActivation">Shapes the gates; sigmoid when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="resetAfter">Whether r resets after the product with the recurrent kernel.</param>
    /// <param name="dropout">The part of the input's features that is dropped while training.</param>
    /// <param name="recurrentDropout">The part of the state's features that is dropped while training.</param>
    /// <param name="weights">How the weights begin, what holds them small and where they are kept.</param>
    /// <param name="name">The cell's name.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are not positive, or a rate is outside 0 to 1.</exception>
    public GRUCell(
        int units, Activation? activation = null, Activation? recurrentActivation = null, bool useBias = true, bool resetAfter = true,
        double dropout = 0,
        double recurrentDropout = 0, RecurrentWeights? weights = null, string? name = null)
        : base(3, units, activation, useBias, dropout, recurrentDropout, weights, name)
    {
        RecurrentActivation = recurrentActivation ?? Activation.Sigmoid;
        ResetAfter = resetAfter;
    }

    /// <summary>Shapes the gates; sigmoid by default.</summary>
    public Activation RecurrentActivation { get; }

    /// <summary>Whether r resets after the product with the recurrent kernel.</summary>
    public bool ResetAfter { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes(Shape input) => [[Units]];

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) =>
        AddWeights([Features(this, inputs), 3 * Units], [Units, 3 * Units], ResetAfter ? [2, 3 * Units] : [3 * Units]);

    /// <inheritdoc/>
    public override CellSteps Prepare(Tensor sequence, CallContext context)
    {
        var (masks, recurrent) = (StateMasks(sequence, context), context.Read(RecurrentKernel!));
        var bias = Bias is null ? null : context.Read(Bias);
        var x = Project(sequence, ResetAfter ? bias?[0] : bias, context);
        return new CellSteps([x], ResetAfter
            ? (rows, states) => After(rows[0], states[0], masks, recurrent, bias?[1])
            : (rows, states) => Before(rows[0], states[0], masks, recurrent));
    }

    private (Tensor, IReadOnlyList<Tensor>) After(Tensor x, Tensor h, Tensor[] masks, Tensor recurrent, Tensor? bias)
    {
        var product = PerGate(h, masks, recurrent, Tensor.MatMul);
        var (given, held) = (x.Split(3, axis: 1), (bias is null ? product : product + bias).Split(3, axis: 1));
        var reset = RecurrentActivation.Apply(given[1] + held[1]);
        return Mix(h, RecurrentActivation.Apply(given[0] + held[0]), given[2] + reset * held[2]);
    }

    private (Tensor, IReadOnlyList<Tensor>) Before(Tensor x, Tensor h, Tensor[] masks, Tensor recurrent)
    {
        var given = x.Split(3, axis: 1);
        var held = PerGate(h, masks.Length == 0 ? masks : masks[..2], recurrent.Narrow(1, 0, 2 * Units), Tensor.MatMul).Split(2, axis: 1);
        var reset = RecurrentActivation.Apply(given[1] + held[1]) * h;
        var proposed = Tensor.MatMul(masks.Length == 0 ? reset : reset * masks[2], recurrent.Narrow(1, 2 * Units, Units));
        return Mix(h, RecurrentActivation.Apply(given[0] + held[0]), given[2] + proposed);
    }

    private (Tensor, IReadOnlyList<Tensor>) Mix(Tensor h, Tensor update, Tensor proposed)
    {
        var next = update * h + (1 - update) * Activation.Apply(proposed);
        return (next, [next]);
    }
}
