namespace Cornea.Layers;

/// <summary>The base of Conv1D, Conv2D and Conv3D: cross-correlation of the input with learned kernels, plus a bias and an
/// activation.</summary>
public abstract class ConvolutionLayer : KernelLayer
{
    private Variable? _kernel;

    private protected ConvolutionLayer(
        int axes, int filters, PerAxis kernelSize, PerAxis strides, Padding padding, DataFormat dataFormat, PerAxis dilationRate,
        int groups, Activation? activation, bool useBias, Initializer? kernelInitializer, Initializer? biasInitializer,
        Regularizer? kernelRegularizer, Regularizer? biasRegularizer, Regularizer? activityRegularizer, Constraint? kernelConstraint,
        Constraint? biasConstraint, Shape? inputShape, string? name, bool trainable, DTypePolicy? dtype)
        : base(
            axes, kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias, biasInitializer, biasRegularizer,
            activityRegularizer, biasConstraint, inputShape, name, trainable, dtype)
    {
        Filters = Require.Positive(filters, GetType().Name, nameof(filters));
        Groups = Require.Positive(groups, GetType().Name, nameof(groups));
        if (filters % groups != 0)
        {
            throw new ArgumentException(
                $"{GetType().Name} splits {filters} filters into {groups} groups, which does not divide evenly. " +
                "Make filters a multiple of groups.", nameof(groups));
        }
        KernelInitializer = kernelInitializer ?? DefaultInitializers.Kernel;
        KernelRegularizer = kernelRegularizer;
        KernelConstraint = kernelConstraint;
    }

    /// <summary>The number of output filters: channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Groups into which the channels are split; each is convolved with filters of its own.</summary>
    public int Groups { get; }

    /// <summary>Initializer for the kernel.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>Regularizer applied to the kernel.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>Constraint applied to the kernel after each update.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>The kernel, (window..., channels / groups, filters); null before the layer is built.</summary>
    public Variable? Kernel => _kernel;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var channels = Channels(inputs[0]);
        if (channels % Groups != 0)
        {
            throw new ShapeException(
                $"{this} splits {channels} channels into {Groups} groups, which does not divide evenly. " +
                "Make the channels a multiple of groups.");
        }
        _kernel = AddWeight("kernel", [.. KernelSize, channels / Groups, Filters], KernelInitializer, KernelRegularizer, KernelConstraint);
        AddBias(Filters);
    }

    private protected override Tensor Compute(Tensor x, CallContext context)
    {
        if (x.Shape[^1] != _kernel!.Shape[^2] * Groups)
        {
            throw new ShapeException(
                $"{this} was built for {_kernel.Shape[^2] * Groups} channels, but received {x.Shape[^1]} in shape {x.Shape}. " +
                "Feed the channels it was built for.");
        }
        return Finish(Tensor.Convolution(x, context.Read(_kernel), Steps, Padding, Dilations, Groups), context);
    }
}
