namespace Cornea.Layers;

/// <summary>One step of <see cref="ConvLSTM"/>: <see cref="LSTMCell"/>'s with convolutions instead of matrix products.</summary>
/// <remarks>
/// Input (batch, spatial..., channels); output and states (batch, spatial..., filters). The state's convolution has padding Same. Weights:
/// kernel (window..., channels, 4 filters), recurrent kernel (window..., filters, 4 filters), bias (4 filters). Source: Keras,
/// <c>layers/rnn/conv_lstm.py</c>.
/// </remarks>
public sealed class ConvLSTMCell : KernelCell
{
    /// <summary>Initializes the cell.</summary>
    /// <param name="rank">The number of spatial axes, 1 to 3.</param>
    /// <param name="filters">The number of output filters: channels of the output.</param>
    /// <param name="kernelSize">Length of the convolution window along each spatial axis.</param>
    /// <param name="strides">Strides of the convolution along each spatial axis; 1 when not given.</param>
    /// <param name="padding">Valid (no padding) or Same (zero padding, so that with strides of 1 the output is as long as the
    /// input).</param>
    /// <param name="dataFormat">Data format: channels last or channels first.</param>
    /// <param name="dilationRate">Dilation rate along each spatial axis; 1 when not given. Strides and dilation rate cannot both be
    /// above 1.</param>
    /// <param name="activation">Activation function; tanh when null.</param>
    /// <param name="recurrentActivation">Activation function of the recurrent step; sigmoid when null.</param>
    /// <param name="useBias">Whether a bias vector is added.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="recurrentInitializer">Initializer for the recurrent kernel; orthogonal when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="unitForgetBias">Whether 1 is added to the bias of the forget gate at initialization.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="recurrentRegularizer">Regularizer applied to the recurrent kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="recurrentConstraint">Constraint applied to the recurrent kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="dropout">Fraction of the units to drop for the linear transformation of the inputs, between 0 and 1.</param>
    /// <param name="recurrentDropout">Fraction of the units to drop for the linear transformation of the recurrent state, between 0
    /// and 1.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    /// <exception cref="ArgumentException">A number is not positive, padding is Causal, or strides and dilation are both above
    /// 1.</exception>
    public ConvLSTMCell(
        int rank, int filters, PerAxis kernelSize, PerAxis strides = default, Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast, PerAxis dilationRate = default, Activation? activation = null,
        Activation? recurrentActivation = null, bool useBias = true, Initializer? kernelInitializer = null,
        Initializer? recurrentInitializer = null, Initializer? biasInitializer = null, bool unitForgetBias = true,
        Regularizer? kernelRegularizer = null, Regularizer? recurrentRegularizer = null, Regularizer? biasRegularizer = null,
        Constraint? kernelConstraint = null, Constraint? recurrentConstraint = null, Constraint? biasConstraint = null, double dropout = 0,
        double recurrentDropout = 0, int? seed = null, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(
            1, useBias,
            new RecurrentWeights(
                kernelInitializer, recurrentInitializer, biasInitializer, kernelRegularizer, recurrentRegularizer, biasRegularizer,
                kernelConstraint, recurrentConstraint, biasConstraint),
            dropout, recurrentDropout, seed, name, trainable, dtype)
    {
        Filters = Require.Positive(filters, ClassName, nameof(filters));
        KernelSize = kernelSize.Expand(rank, 1, ClassName, nameof(kernelSize));
        Strides = strides.Expand(rank, 1, ClassName, nameof(strides));
        DilationRate = dilationRate.Expand(rank, 1, ClassName, nameof(dilationRate));
        if (padding == Padding.Causal)
        {
            throw new ArgumentException(
                $"{ClassName} supports padding Valid and Same, but received Causal. Choose one of the two.", nameof(padding));
        }
        if (Strides.Any(stride => stride > 1) && DilationRate.Any(rate => rate > 1))
        {
            throw new ArgumentException(
                $"{ClassName} supports strides or dilation rates above 1, but received both. Set one of them to 1.", nameof(strides));
        }
        Padding = padding;
        DataFormat = dataFormat;
        Activation = activation ?? Activation.Tanh;
        RecurrentActivation = recurrentActivation ?? Activation.Sigmoid;
        UnitForgetBias = unitForgetBias;
    }

    /// <summary>The number of spatial axes.</summary>
    public int Rank => KernelSize.Count;

    /// <summary>The number of channels of the output.</summary>
    public int Filters { get; }

    /// <summary>Length of the window along each spatial axis.</summary>
    public IReadOnlyList<int> KernelSize { get; }

    /// <summary>Strides of the convolution of the input along each spatial axis.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>Dilation rate of the convolution of the input along each spatial axis.</summary>
    public IReadOnlyList<int> DilationRate { get; }

    /// <summary>Padding of the input's convolution: valid or same.</summary>
    public Padding Padding { get; }

    /// <summary>Data format: channels last or channels first.</summary>
    public DataFormat DataFormat { get; }

    /// <summary>Activation function; tanh by default.</summary>
    public Activation Activation { get; }

    /// <summary>Activation function of the recurrent step; sigmoid by default.</summary>
    public Activation RecurrentActivation { get; }

    /// <summary>Whether 1 is added to the bias of the forget gate at initialization.</summary>
    public bool UnitForgetBias { get; }

    private bool ChannelsFirst => DataFormat == DataFormat.ChannelsFirst;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes(Shape input)
    {
        var positions = Positions(ChannelsFirst ? [.. input[1..], input[0]] : input);
        Shape shape = ChannelsFirst ? new Shape([Filters, .. positions]) : new Shape([.. positions, Filters]);
        return [shape, shape];
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (inputs[0].Rank != KernelSize.Count + 2)
        {
            throw new ShapeException(
                $"{this} expects inputs of {KernelSize.Count + 2} axes at each step, but received {inputs[0]}. Add or remove axes: " +
                "x.ExpandDims(-1).");
        }
        var channels = inputs[0][ChannelsFirst ? 1 : ^1];
        AddWeights(
            new Shape([.. KernelSize, channels, 4 * Filters]), new Shape([.. KernelSize, Filters, 4 * Filters]), [4 * Filters],
            UnitForgetBias ? new LSTMCell.ForgetBias(BiasInitializer) : null);
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
            var positions = Tensor.Convolution(given.Reshape(new Shape([batch * steps, .. size])), kernel, strides, Padding, dilation);
            return positions.Reshape(new Shape([batch, steps, .. positions.Shape[1..]]));
        });
        var masks = StateMasks(new Shape([batch, .. Positions(size), Filters]), context);
        var recurrent = context.Read(RecurrentKernel!);
        return new CellSteps([Bias is null ? product : product + context.Read(Bias)], (rows, states) =>
        {
            var h = ChannelsFirst ? states[0].MoveAxis(1, -1) : states[0];
            var sums = rows[0] + PerGate(h, masks, recurrent, (given, kernel) => Tensor.Convolution(given, kernel, padding: Padding.Same));
            // Gates are made in the layout of the states, along whose axes activations work.
            Tensor[] gates = ChannelsFirst ? sums.MoveAxis(-1, 1).Split(4, 1) : sums.Split(4, sums.Rank - 1);
            return LSTMCell.Step(gates, states[1], Activation, RecurrentActivation);
        });
    }

    // The output positions of the window; input: spatial..., channels.
    private int[] Positions(Shape input) => [.. KernelSize.Select((taps, axis) => Padding == Padding.Same
        ? (input[axis] + Strides[axis] - 1) / Strides[axis]
        : Math.Max(0, (input[axis] - DilationRate[axis] * (taps - 1) - 1) / Strides[axis] + 1))];
}
