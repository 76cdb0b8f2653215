namespace Cornea.Layers;

/// <summary>What the convolutional layers share: a window that moves in steps, a bias, an activation, and how weights begin and
/// stay.</summary>
public abstract class KernelLayer : SpatialLayer
{
    private Variable? _bias;

    private protected KernelLayer(
        int axes, PerAxis kernelSize, PerAxis strides, Padding padding, DataFormat dataFormat, PerAxis dilationRate, Activation? activation,
        bool useBias, Shape? inputShape, string? name) : base(axes, dataFormat, name)
    {
        KernelSize = kernelSize.Expand(axes, 1, GetType().Name, nameof(kernelSize));
        Strides = strides.Expand(axes, 1, GetType().Name, nameof(strides));
        DilationRate = dilationRate.Expand(axes, 1, GetType().Name, nameof(dilationRate));
        if (Strides.Any(stride => stride > 1) && DilationRate.Any(rate => rate > 1))
            throw new ArgumentException(
                $"{GetType().Name} knows strides or dilation above 1, but received both. Set one of them to 1.", nameof(strides));
        if (padding == Padding.Causal && axes != 1)
            throw new ArgumentException(
                $"{GetType().Name} knows padding Valid and Same, but received Causal, which is for sequences. Choose one of the two.",
                nameof(padding));
        Padding = padding;
        Activation = activation ?? Activation.Linear;
        UseBias = useBias;
        InputShape = inputShape;
    }

    /// <summary>The window's length per spatial axis.</summary>
    public IReadOnlyList<int> KernelSize { get; }

    /// <summary>Elements from one place of the window to the next, per spatial axis.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>Elements from one tap of the window to the next, per spatial axis.</summary>
    public IReadOnlyList<int> DilationRate { get; }

    /// <summary>What the window sees beside the ends.</summary>
    public Padding Padding { get; }

    /// <summary>Shapes the output.</summary>
    public Activation Activation { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>First values of the bias.</summary>
    public Initializer BiasInitializer { get; init; } = DefaultInitializers.Zeros;

    /// <summary>A penalty on the bias, or null.</summary>
    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>A set the bias is brought back to, or null.</summary>
    public Constraint? BiasConstraint { get; init; }

    /// <summary>The bias, (filters); null without one or before the layer is built.</summary>
    public Variable? Bias => _bias;

    private protected int[] Sizes => (int[])KernelSize;

    private protected int[] Steps => (int[])Strides;

    private protected int[] Dilations => (int[])DilationRate;

    private protected void AddBias(int filters)
    {
        if (UseBias)
            _bias = AddWeight("bias", [filters], BiasInitializer, BiasRegularizer, BiasConstraint);
    }

    private protected Tensor Finish(Tensor sums, CallContext context) =>
        Activation.Apply(_bias is null ? sums : sums + context.Read(_bias));
}
