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

    private protected KernelCell(int masks, bool useBias, double dropout, double recurrentDropout, RecurrentWeights? weights, string? name)
        : base(name)
    {
        _masks = masks;
        UseBias = useBias;
        Dropout = Require.Rate(dropout, ClassName);
        RecurrentDropout = Require.Rate(recurrentDropout, ClassName);
        WeightOptions = weights ?? new RecurrentWeights();
    }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>The part of the input's features that is dropped while training.</summary>
    public double Dropout { get; }

    /// <summary>The part of the state's features that is dropped while training.</summary>
    public double RecurrentDropout { get; }

    /// <summary>How the weights begin, what holds them small and where they are kept.</summary>
    public RecurrentWeights WeightOptions { get; }

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
        var w = WeightOptions;
        Kernel = AddWeight("kernel", kernel, w.KernelInitializer, w.KernelRegularizer, w.KernelConstraint);
        RecurrentKernel = AddWeight("recurrent_kernel", recurrent, w.RecurrentInitializer, w.RecurrentRegularizer, w.RecurrentConstraint);
        if (UseBias)
            Bias = AddWeight("bias", bias, biasInitializer ?? w.BiasInitializer, w.BiasRegularizer, w.BiasConstraint);
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
        ? [.. Enumerable.Range(0, count).Select(_ => Cornea.Layers.Dropout.Drop(Tensor.Ones(shape, DTypePolicy.FloatDType), rate, shape, context))]
        : [];
}
