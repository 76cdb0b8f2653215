namespace Cornea.Layers;

/// <summary>A window of weights that moves over the input and looks for the same patterns everywhere: what Conv1D, Conv2D and Conv3D
/// share.</summary>
public abstract class ConvolutionLayer : KernelLayer
{
    private Variable? _kernel;

    private protected ConvolutionLayer(
        int axes, int filters, PerAxis kernelSize, PerAxis strides, Padding padding, DataFormat dataFormat, PerAxis dilationRate,
        int groups,
        Activation? activation, bool useBias, Shape? inputShape, string? name)
        : base(axes, kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias, inputShape, name)
    {
        Filters = Require.Positive(filters, GetType().Name, nameof(filters));
        Groups = Require.Positive(groups, GetType().Name, nameof(groups));
        if (filters % groups != 0)
            throw new ArgumentException(
                $"{GetType().Name} shares {filters} filters among {groups} groups, which does not go evenly. " +
                "Make filters a multiple of groups.", nameof(groups));
    }

    /// <summary>The number of patterns looked for: channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Groups of channels, each with filters of its own.</summary>
    public int Groups { get; }

    /// <summary>First values of the kernel.</summary>
    public Initializer KernelInitializer { get; init; } = DefaultInitializers.Kernel;

    /// <summary>A penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>A set the kernel is brought back to, or null.</summary>
    public Constraint? KernelConstraint { get; init; }

    /// <summary>The kernel, (window..., channels / groups, filters); null before the layer is built.</summary>
    public Variable? Kernel => _kernel;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var channels = Channels(inputs[0]);
        if (channels % Groups != 0)
            throw new ShapeException(
                $"{this} shares {channels} channels among {Groups} groups, which does not go evenly. " +
                "Make the channels a multiple of groups.");
        _kernel = AddWeight("kernel", [.. KernelSize, channels / Groups, Filters], KernelInitializer, KernelRegularizer, KernelConstraint);
        AddBias(Filters);
    }

    private protected override Tensor Compute(Tensor x, CallContext context)
    {
        if (x.Shape[^1] != _kernel!.Shape[^2] * Groups)
            throw new ShapeException(
                $"{this} was built for {_kernel.Shape[^2] * Groups} channels, but received {x.Shape[^1]} in shape {x.Shape}. " +
                "Feed the channels it was built for.");
        return Finish(Tensor.Convolution(x, context.Read(_kernel), Steps, Padding, Dilations, Groups), context);
    }
}
