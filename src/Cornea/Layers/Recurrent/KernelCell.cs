namespace Cornea.Layers;

/// <summary>
/// What the cells with weights share: a kernel for the input and one for the state, each with the parts of all gates side by
/// side, a bias, and dropout.
/// </summary>
/// <remarks>
/// Dropout drops the same features at all steps of a pass. With dropout of the state each gate gets masks of its own, as in
/// Keras; with dropout of the input alone the gates share one.
/// </remarks>
public abstract class KernelCell : RecurrentCell
{
    private readonly int _masks;

    private protected KernelCell(
        int masks, bool useBias, RecurrentWeights weights, double dropout, double recurrentDropout, int? seed, string? name, bool trainable,
        DTypePolicy? dtype)
        : base(name, trainable, dtype)
    {
        _masks = masks;
        UseBias = useBias;
        KernelInitializer = weights.KernelInitializer ?? DefaultInitializers.Kernel;
        RecurrentInitializer = weights.RecurrentInitializer ?? DefaultInitializers.Recurrent;
        BiasInitializer = weights.BiasInitializer ?? DefaultInitializers.Zeros;
        (KernelRegularizer, RecurrentRegularizer, BiasRegularizer) =
            (weights.KernelRegularizer, weights.RecurrentRegularizer, weights.BiasRegularizer);
        (KernelConstraint, RecurrentConstraint, BiasConstraint) =
            (weights.KernelConstraint, weights.RecurrentConstraint, weights.BiasConstraint);
        Dropout = Require.Rate(dropout, ClassName);
        RecurrentDropout = Require.Rate(recurrentDropout, ClassName);
        Seed = seed;
    }

    /// <summary>Whether a bias vector is added.</summary>
    public bool UseBias { get; }

    /// <summary>Initializer for the kernel.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>Initializer for the recurrent kernel.</summary>
    public Initializer RecurrentInitializer { get; }

    /// <summary>Initializer for the bias.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>Regularizer applied to the kernel.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>Regularizer applied to the recurrent kernel.</summary>
    public Regularizer? RecurrentRegularizer { get; }

    /// <summary>Regularizer applied to the bias.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>Constraint applied to the kernel after each update.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>Constraint applied to the recurrent kernel after each update.</summary>
    public Constraint? RecurrentConstraint { get; }

    /// <summary>Constraint applied to the bias after each update.</summary>
    public Constraint? BiasConstraint { get; }

    /// <summary>Fraction of the units to drop for the linear transformation of the inputs, between 0 and 1.</summary>
    public double Dropout { get; }

    /// <summary>Fraction of the units to drop for the linear transformation of the recurrent state, between 0 and 1.</summary>
    public double RecurrentDropout { get; }

    /// <summary>Seed of the dropout masks; null draws them from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>What inputs are multiplied by, (..., gates * units); null before the cell is built.</summary>
    public Variable? Kernel { get; private set; }

    /// <summary>What states are multiplied by, (..., gates * units); null before the cell is built.</summary>
    public Variable? RecurrentKernel { get; private set; }

    /// <summary>The bias; null without one or before the cell is built.</summary>
    public Variable? Bias { get; private set; }

    /// <inheritdoc/>
    public sealed override Tensors Call(Tensors inputs, CallContext context) => CallOnce(inputs, context);

    private protected void AddWeights(Shape kernel, Shape recurrent, Shape bias, Initializer? biasInitializer = null)
    {
        Kernel = AddWeight("kernel", kernel, KernelInitializer, KernelRegularizer, KernelConstraint);
        RecurrentKernel = AddWeight("recurrent_kernel", recurrent, RecurrentInitializer, RecurrentRegularizer, RecurrentConstraint);
        if (UseBias)
            Bias = AddWeight("bias", bias, biasInitializer ?? BiasInitializer, BiasRegularizer, BiasConstraint);
    }

    /// <summary>What inputs are multiplied by, (batch, 1, ...): none, one for all gates, or one a gate.</summary>
    private protected Tensor[] InputMasks(Tensor sequence, CallContext context) =>
        Masks(sequence.Shape.With(1, 1), Dropout, RecurrentDropout > 0 ? _masks : 1, context);

    /// <summary>What states are multiplied by, (batch, ...): none, or one a gate.</summary>
    private protected Tensor[] StateMasks(Shape state, CallContext context) => Masks(state, RecurrentDropout, _masks, context);

    /// <summary>The products of x with the kernels of some gates side by side.</summary>
    private protected static Tensor PerGate(Tensor x, Tensor[] masks, Tensor kernel, Func<Tensor, Tensor, Tensor> product)
    {
        if (masks.Length < 2)
            return product(masks.Length == 0 ? x : x * masks[0], kernel);
        var kernels = kernel.Split(masks.Length, kernel.Rank - 1);
        return Tensor.Concat([.. kernels.Select((part, gate) => product(x * masks[gate], part))], x.Rank - 1);
    }

    // As in Keras, a rate of 1 drops nothing.
    private Tensor[] Masks(Shape shape, double rate, int count, CallContext context) => context.Training && rate is > 0 and < 1
        ? [.. Enumerable.Range(0, count).Select(_ => Cornea.Layers.Dropout.Drop(
            Tensor.Ones(shape, DTypePolicy.FloatDType), rate, shape, context, Seed))]
        : [];
}
