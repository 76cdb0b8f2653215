namespace Cornea.Layers;

/// <summary>The base of the layers whose window has weights of its own at each output position.</summary>
public abstract class LocallyConnectedLayer : SpatialLayer
{
    private int[] _lengths = [];
    private Variable? _kernel;
    private Variable? _bias;

    private protected LocallyConnectedLayer(
        int axes, int filters, PerAxis kernelSize, PerAxis strides, Padding padding, DataFormat dataFormat, Activation? activation,
        bool useBias, Initializer? kernelInitializer, Initializer? biasInitializer, Regularizer? kernelRegularizer,
        Regularizer? biasRegularizer, Regularizer? activityRegularizer, Constraint? kernelConstraint, Constraint? biasConstraint,
        string? name, bool trainable, DTypePolicy? dtype)
        : base(axes, dataFormat, name, trainable, dtype)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        if (padding is not (Padding.Valid or Padding.Same))
        {
            throw new ArgumentException(
                $"{GetType().Name} supports padding Valid and Same, but received {padding}. Add a layer of zero padding before it.",
                nameof(padding));
        }
        Filters = filters;
        KernelSize = kernelSize.Expand(axes, 1, GetType().Name, nameof(kernelSize));
        Strides = strides.Expand(axes, 1, GetType().Name, nameof(strides));
        Padding = padding;
        Activation = activation ?? Activation.Linear;
        UseBias = useBias;
        KernelInitializer = kernelInitializer ?? DefaultInitializers.Kernel;
        BiasInitializer = biasInitializer ?? DefaultInitializers.Zeros;
        (KernelRegularizer, BiasRegularizer, ActivityRegularizer) = (kernelRegularizer, biasRegularizer, activityRegularizer);
        (KernelConstraint, BiasConstraint) = (kernelConstraint, biasConstraint);
    }

    /// <summary>The number of output filters: channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Length of the window along each spatial axis.</summary>
    public IReadOnlyList<int> KernelSize { get; }

    /// <summary>Strides of the window along each spatial axis.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>Valid: no padding. Same: zeros around, half the window before the first element, and as many positions as elements for
    /// strides of 1.</summary>
    public Padding Padding { get; }

    /// <summary>Activation function; linear by default.</summary>
    public Activation Activation { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>Initializer for the kernel.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>Initializer for the bias.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>Regularizer applied to the kernel.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>Regularizer applied to the bias.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>Constraint applied to the kernel after each update.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>Constraint applied to the bias after each update.</summary>
    public Constraint? BiasConstraint { get; }

    /// <summary>The kernel, (output positions, window * channels, filters); null before the layer is built.</summary>
    public Variable? Kernel => _kernel;

    /// <summary>The bias, (output lengths..., filters); null without one or before the layer is built.</summary>
    public Variable? Bias => _bias;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var channels = Channels(inputs[0]);
        var first = DataFormat == DataFormat.ChannelsLast ? 1 : 2;
        _lengths = [.. Enumerable.Range(0, SpatialAxes).Select(axis => Positions(inputs[0], first + axis, axis))];
        var positions = _lengths.Aggregate(1, (product, length) => checked(product * length));
        var window = KernelSize.Aggregate(channels, (product, length) => checked(product * length));
        _kernel = AddWeight("kernel", [positions, window, Filters], KernelInitializer, KernelRegularizer, KernelConstraint);
        if (UseBias)
            _bias = AddWeight("bias", new Shape([.. _lengths, Filters]), BiasInitializer, BiasRegularizer, BiasConstraint);
    }

    private int Positions(Shape input, int place, int axis)
    {
        var length = input[place];
        if (length < (Padding == Padding.Same ? 1 : KernelSize[axis]))
        {
            throw new ShapeException(
                $"{this} has weights for each position, so it needs to know the lengths of its input, at least {KernelSize[axis]}, but " +
                $"received shape {input}. Give an input shape with lengths.");
        }
        return OutputLength(length, axis);
    }

    /// <summary>How many positions the window has along a spatial axis of a length.</summary>
    internal int OutputLength(int length, int axis) => Padding == Padding.Same
        ? (length + Strides[axis] - 1) / Strides[axis] : ((length - KernelSize[axis]) / Strides[axis]) + 1;

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, CallContext context)
    {
        if (Padding == Padding.Same)
            x = Padded(x);
        // What each tap of the window sees at all output positions: (batch, output lengths..., channels).
        var taps = new List<Tensor>();
        var offsets = new int[SpatialAxes];
        do
        {
            var seen = x;
            for (var axis = 0; axis < SpatialAxes; axis++)
                seen = Seen(seen, axis, offsets[axis]);
            taps.Add(seen);
        }
        while (Next(offsets));
        var rank = SpatialAxes + 2;
        // Kernels of pictures with channels first have the channels before the window.
        var windows = Tensor.Stack(taps, DataFormat == DataFormat.ChannelsLast ? rank - 1 : rank);
        var (positions, window) = (_kernel!.Shape[0], _kernel.Shape[1]);
        var rows = windows.Reshape(-1, positions, window).Transpose(1, 0, 2);
        var sums = Tensor.MatMul(rows, context.Read(_kernel)).Transpose(1, 0, 2).Reshape(new Shape([-1, .. _lengths, Filters]));
        return Activated(Activation, _bias is null ? sums : sums + Beside(context.Read(_bias)));
    }

    // Keras reads the numbers of a bias as (filters, lengths...) where channels stand first, whatever its shape says.
    private Tensor Beside(Tensor bias) => DataFormat == DataFormat.ChannelsLast ? bias
        : bias.Reshape(new Shape([Filters, .. _lengths])).MoveAxis(0, -1);

    // The window stands half of its length before the position it is for, also where a convolution would begin it later.
    private Tensor Padded(Tensor x)
    {
        var pairs = new (int Before, int After)[x.Rank];
        for (var axis = 0; axis < SpatialAxes; axis++)
        {
            var before = KernelSize[axis] / 2;
            var needed = ((_lengths[axis] - 1) * Strides[axis]) + KernelSize[axis];
            pairs[axis + 1] = (before, Math.Max(0, needed - before - x.Shape[axis + 1]));
        }
        return Cornea.Ops.Pad(x, pairs);
    }

    private Tensor Seen(Tensor x, int axis, int offset)
    {
        var (count, stride) = (_lengths[axis], Strides[axis]);
        var span = x.Narrow(axis + 1, offset, ((count - 1) * stride) + 1);
        return stride == 1 ? span : span.Gather(Tensor.From(Enumerable.Range(0, count).Select(i => i * stride).ToArray()), axis + 1);
    }

    private bool Next(int[] offsets)
    {
        for (var axis = SpatialAxes - 1; axis >= 0; axis--)
        {
            if (++offsets[axis] < KernelSize[axis])
                return true;
            offsets[axis] = 0;
        }
        return false;
    }
}
