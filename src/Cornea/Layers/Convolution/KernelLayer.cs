namespace Cornea.Layers;

/// <summary>The base of the convolutional layers: the window, strides, padding, bias and activation.</summary>
public abstract class KernelLayer : SpatialLayer
{
    private Variable? _bias;

    private protected KernelLayer(
        int axes, PerAxis kernelSize, PerAxis strides, Padding padding, DataFormat dataFormat, PerAxis dilationRate, Activation? activation,
        bool useBias, Initializer? biasInitializer, Regularizer? biasRegularizer, Regularizer? activityRegularizer,
        Constraint? biasConstraint, Shape? inputShape, string? name, bool trainable, DTypePolicy? dtype)
        : base(axes, dataFormat, name, trainable, dtype)
    {
        KernelSize = kernelSize.Expand(axes, 1, GetType().Name, nameof(kernelSize));
        Strides = strides.Expand(axes, 1, GetType().Name, nameof(strides));
        DilationRate = dilationRate.Expand(axes, 1, GetType().Name, nameof(dilationRate));
        if (Strides.Any(stride => stride > 1) && DilationRate.Any(rate => rate > 1))
        {
            throw new ArgumentException(
                $"{GetType().Name} supports strides or dilation rates above 1, but received both. Set one of them to 1.", nameof(strides));
        }
        if (padding == Padding.Causal && axes != 1)
        {
            throw new ArgumentException(
                $"{GetType().Name} supports padding Valid and Same, but received Causal, which is for sequences. Choose one of the two.",
                nameof(padding));
        }
        Padding = padding;
        Activation = activation ?? Activation.Linear;
        UseBias = useBias;
        BiasInitializer = biasInitializer ?? DefaultInitializers.Zeros;
        BiasRegularizer = biasRegularizer;
        ActivityRegularizer = activityRegularizer;
        BiasConstraint = biasConstraint;
        InputShape = inputShape;
    }

    /// <summary>Length of the window along each spatial axis.</summary>
    public IReadOnlyList<int> KernelSize { get; }

    /// <summary>Strides of the convolution along each spatial axis.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>Dilation rate along each spatial axis.</summary>
    public IReadOnlyList<int> DilationRate { get; }

    /// <summary>Valid (no padding) or Same (zero padding).</summary>
    public Padding Padding { get; }

    /// <summary>Activation function; linear by default.</summary>
    public Activation Activation { get; }

    /// <summary>Whether a bias vector is added.</summary>
    public bool UseBias { get; }

    /// <summary>Initializer for the bias.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>Regularizer applied to the bias.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>Constraint applied to the bias after each update.</summary>
    public Constraint? BiasConstraint { get; }

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
        Activated(Activation, _bias is null ? sums : sums + context.Read(_bias));
}
