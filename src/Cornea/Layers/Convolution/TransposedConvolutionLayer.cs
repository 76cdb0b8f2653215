namespace Cornea.Layers;

/// <summary>The base of Conv1DTranspose, Conv2DTranspose and Conv3DTranspose: transposed convolution, which enlarges its input.</summary>
public abstract class TransposedConvolutionLayer : KernelLayer
{
    private Variable? _kernel;

    private protected TransposedConvolutionLayer(
        int axes, int filters, PerAxis kernelSize, PerAxis strides, Padding padding, PerAxis outputPadding, DataFormat dataFormat,
        PerAxis dilationRate, Activation? activation, bool useBias, Initializer? kernelInitializer, Initializer? biasInitializer,
        Regularizer? kernelRegularizer, Regularizer? biasRegularizer, Regularizer? activityRegularizer, Constraint? kernelConstraint,
        Constraint? biasConstraint, Shape? inputShape, string? name, bool trainable, DTypePolicy? dtype)
        : base(
            axes, kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias, biasInitializer, biasRegularizer,
            activityRegularizer, biasConstraint, inputShape, name, trainable, dtype)
    {
        Filters = Require.Positive(filters, GetType().Name, nameof(filters));
        if (padding == Padding.Causal)
        {
            throw new ArgumentException(
                $"{GetType().Name} supports padding Valid and Same, but received Causal. Choose one of the two.", nameof(padding));
        }
        OutputPadding = outputPadding.Count == 0 ? null : outputPadding.Expand(axes, 0, GetType().Name, nameof(outputPadding), least: 0);
        KernelInitializer = kernelInitializer ?? DefaultInitializers.Kernel;
        KernelRegularizer = kernelRegularizer;
        KernelConstraint = kernelConstraint;
    }

    /// <summary>The number of output filters: channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Padding added at the end of each axis of the output; inferred when null.</summary>
    public IReadOnlyList<int>? OutputPadding { get; }

    /// <summary>Initializer for the kernel.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>Regularizer applied to the kernel.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>Constraint applied to the kernel after each update.</summary>
    public Constraint? KernelConstraint { get; }

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
