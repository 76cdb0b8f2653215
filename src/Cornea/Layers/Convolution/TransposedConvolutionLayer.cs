namespace Cornea.Layers;

/// <summary>A convolution turned around, which makes its input larger: what Conv1DTranspose, Conv2DTranspose and Conv3DTranspose
/// share.</summary>
public abstract class TransposedConvolutionLayer : KernelLayer
{
    private Variable? _kernel;

    private protected TransposedConvolutionLayer(
        int axes, int filters, PerAxis kernelSize, PerAxis strides, Padding padding, PerAxis outputPadding, DataFormat dataFormat,
        PerAxis dilationRate,
        Activation? activation, bool useBias, Shape? inputShape, string? name)
        : base(axes, kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias, inputShape, name)
    {
        Filters = Require.Positive(filters, GetType().Name, nameof(filters));
        if (padding == Padding.Causal)
            throw new ArgumentException(
                $"{GetType().Name} knows padding Valid and Same, but received Causal. Choose one of the two.", nameof(padding));
        OutputPadding = outputPadding.Count == 0 ? null : outputPadding.Expand(axes, 0, GetType().Name, nameof(outputPadding), least: 0);
    }

    /// <summary>Channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Elements more at the end of each axis, or null for Keras's default.</summary>
    public IReadOnlyList<int>? OutputPadding { get; }

    /// <summary>First values of the kernel.</summary>
    public Initializer KernelInitializer { get; init; } = DefaultInitializers.Kernel;

    /// <summary>A penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A set the kernel is brought back to, or null.</summary>
    public Constraint? KernelConstraint { get; init; }

    /// <summary>The kernel, (window..., filters, channels); null before the layer is built.</summary>
    public Variable? Kernel => _kernel;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        _kernel = AddWeight(
            "kernel", [.. KernelSize, Filters, Channels(inputs[0])], KernelInitializer, KernelRegularizer, KernelConstraint);
        AddBias(Filters);
    }

    private protected override Tensor Compute(Tensor x, CallContext context) =>
        Finish(Tensor.ConvolutionTranspose(x, context.Read(_kernel!), Steps, Padding, (int[]?)OutputPadding, Dilations), context);
}
