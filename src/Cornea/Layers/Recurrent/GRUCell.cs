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
    /// <summary>Initializes the cell.</summary>
    /// <param name="units">Dimensionality of the output space.</param>
    /// <param name="activation">Activation function; tanh when null.</param>
    /// <param name="recurrentActivation">Activation function of the recurrent step; sigmoid when null.</param>
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
    /// <param name="resetAfter">Whether the reset gate is applied after the product with the recurrent kernel, or before.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentOutOfRangeException">Units are not positive, or a rate is outside 0 to 1.</exception>
    public GRUCell(
        int units, Activation? activation = null, Activation? recurrentActivation = null, bool useBias = true,
        Initializer? kernelInitializer = null, Initializer? recurrentInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? recurrentRegularizer = null, Regularizer? biasRegularizer = null,
        Constraint? kernelConstraint = null, Constraint? recurrentConstraint = null, Constraint? biasConstraint = null, double dropout = 0,
        double recurrentDropout = 0, bool resetAfter = true, int? seed = null, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(
            3, units, activation, useBias,
            new RecurrentWeights(
                kernelInitializer, recurrentInitializer, biasInitializer, kernelRegularizer, recurrentRegularizer, biasRegularizer,
                kernelConstraint, recurrentConstraint, biasConstraint),
            dropout, recurrentDropout, seed, name, trainable, dtype)
    {
        RecurrentActivation = recurrentActivation ?? Activation.Sigmoid;
        ResetAfter = resetAfter;
    }

    /// <summary>Activation function of the recurrent step.</summary>
    public Activation RecurrentActivation { get; }

    /// <summary>Whether the reset gate is applied after the product with the recurrent kernel, or before.</summary>
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
