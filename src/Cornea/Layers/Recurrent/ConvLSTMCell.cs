namespace Cornea.Layers;

/// <summary>One step of <see cref="ConvLSTM"/>: <see cref="LSTMCell"/>'s with convolutions in the places of the products.</summary>
/// <remarks>
/// Input (batch, spatial..., channels); output and states (batch, places..., filters). The state's convolution has padding Same. Weights:
/// kernel (window..., channels, 4 filters), recurrent kernel (window..., filters, 4 filters), bias (4 filters). Source: Keras,
/// <c>layers/rnn/conv_lstm.py</c>.
/// </remarks>
public sealed class ConvLSTMCell : KernelCell
{
    /// <summary>Makes the cell.</summary>
    /// <param name="axes">The number of spatial axes, 1 to 3.</param>
    /// <param name="filters">The number of channels of the output.</param>
    /// <param name="kernelSize">The window's length per spatial axis.</param>
    /// <param name="strides">Elements of the input from one place of the window to the next.</param>
    /// <param name="padding">What the input's window sees beside the ends.</param>
    /// <param name="dataFormat">Where channels stand.</param>
    /// <param name="dilationRate">Elements from one tap of the input's window to the next.</param>
    /// <param name="activation">Shapes what goes into and comes out of the memory; tanh when null.</param>
    /// <param name="recurrentActivation">Shapes the gates; sigmoid when null.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="unitForgetBias">Whether the bias of the forget gate begins with ones.</param>
    /// <param name="dropout">The part of the input's numbers that is dropped while training.</param>
    /// <param name="recurrentDropout">The part of the state's numbers that is dropped while training.</param>
    /// <param name="weights">How the weights begin, what holds them small and where they are kept.</param>
    /// <param name="name">The cell's name.</param>
    /// <exception cref="ArgumentException">A number is not positive, padding is Causal, or strides and dilation are both above
    /// 1.</exception>
    public ConvLSTMCell(
        int axes, int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis dilationRate = default, Activation? activation = null, Activation? recurrentActivation = null, bool useBias = true,
        bool unitForgetBias = true,
        double dropout = 0, double recurrentDropout = 0, RecurrentWeights? weights = null, string? name = null)
        : base(1, useBias, dropout, recurrentDropout, weights, name)
    {
        Filters = Require.Positive(filters, ClassName, nameof(filters));
        KernelSize = kernelSize.Expand(axes, 1, ClassName, nameof(kernelSize));
        Strides = strides.Expand(axes, 1, ClassName, nameof(strides));
        DilationRate = dilationRate.Expand(axes, 1, ClassName, nameof(dilationRate));
        if (padding == Padding.Causal)
            throw new ArgumentException(
                $"{ClassName} knows padding Valid and Same, but received Causal. Choose one of the two.", nameof(padding));
        if (Strides.Any(stride => stride > 1) && DilationRate.Any(rate => rate > 1))
            throw new ArgumentException(
                $"{ClassName} knows strides or dilation above 1, but received both. Set one of them to 1.", nameof(strides));
        Padding = padding;
        DataFormat = dataFormat;
        Activation = activation ?? Activation.Tanh;
        RecurrentActivation = recurrentActivation ?? Activation.Sigmoid;
        UnitForgetBias = unitForgetBias;
    }

    /// <summary>The number of channels of the output.</summary>
    public int Filters { get; }

    /// <summary>The window's length per spatial axis.</summary>
    public IReadOnlyList<int> KernelSize { get; }

    /// <summary>Elements of the input from one place of the window to the next, per spatial axis.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>Elements from one tap of the input's window to the next, per spatial axis.</summary>
    public IReadOnlyList<int> DilationRate { get; }

    /// <summary>What the input's window sees beside the ends.</summary>
    public Padding Padding { get; }

    /// <summary>Where channels stand.</summary>
    public DataFormat DataFormat { get; }

    /// <summary>Shapes what goes into and comes out of the memory; tanh by default.</summary>
    public Activation Activation { get; }

    /// <summary>Shapes the gates; sigmoid by default.</summary>
    public Activation RecurrentActivation { get; }

    /// <summary>Whether the bias of the forget gate begins with ones.</summary>
    public bool UnitForgetBias { get; }

    private bool ChannelsFirst => DataFormat == DataFormat.ChannelsFirst;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes(Shape input)
    {
        var places = Places(ChannelsFirst ? [.. input[1..], input[0]] : input);
        Shape shape = ChannelsFirst ? new Shape([Filters, .. places]) : new Shape([.. places, Filters]);
        return [shape, shape];
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (inputs[0].Rank != KernelSize.Count + 2)
            throw new ShapeException(
                $"{this} expects inputs of {KernelSize.Count + 2} axes at each step, but received {inputs[0]}. Add or remove axes: " +
                "x.ExpandDims(-1).");
        var channels = inputs[0][ChannelsFirst ? 1 : ^1];
        AddWeights(
            new Shape([.. KernelSize, channels, 4 * Filters]), new Shape([.. KernelSize, Filters, 4 * Filters]), [4 * Filters],
            UnitForgetBias ? new LSTMCell.ForgetBias(WeightOptions.BiasInitializer) : null);
    }

    /// <inheritdoc/>
    public override CellSteps Prepare(Tensor sequence, CallContext context)
    {
        // x: [batch, steps, spatial..., channels]
        var x = ChannelsFirst ? sequence.MoveAxis(2, -1) : sequence;
        var (batch, steps) = (x.Shape[0], x.Shape[1]);
        var (size, strides, dilation) = (x.Shape[2..], (int[])Strides, (int[])DilationRate);
        var product = PerGate(x, InputMasks(x, context), context.Read(Kernel!), (given, kernel) =>
        {
            var places = Tensor.Convolution(given.Reshape(new Shape([batch * steps, .. size])), kernel, strides, Padding, dilation);
            return places.Reshape(new Shape([batch, steps, .. places.Shape[1..]]));
        });
        var masks = StateMasks(new Shape([batch, .. Places(size), Filters]), context);
        var recurrent = context.Read(RecurrentKernel!);
        return new CellSteps([Bias is null ? product : product + context.Read(Bias)], (rows, states) =>
        {
            var (h, c) = ChannelsFirst ? (states[0].MoveAxis(1, -1), states[1].MoveAxis(1, -1)) : (states[0], states[1]);
            var sums = rows[0] + PerGate(h, masks, recurrent, (given, kernel) => Tensor.Convolution(given, kernel, padding: Padding.Same));
            var (output, next) = LSTMCell.Step(sums.Split(4, sums.Rank - 1), c, Activation, RecurrentActivation);
            if (!ChannelsFirst)
                return (output, next);
            Tensor[] turned = [.. next.Select(state => state.MoveAxis(-1, 1))];
            return (turned[0], turned);
        });
    }

    // The places of the window; input: spatial..., channels.
    private int[] Places(Shape input) => [.. KernelSize.Select((taps, axis) => Padding == Padding.Same
        ? (input[axis] + Strides[axis] - 1) / Strides[axis]
        : Math.Max(0, (input[axis] - DilationRate[axis] * (taps - 1) - 1) / Strides[axis] + 1))];
}
