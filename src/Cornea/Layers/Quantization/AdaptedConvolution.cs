namespace Cornea.Layers;

/// <summary>A Conv1D, Conv2D or Conv3D with weights of LoRA.</summary>
[NotSaved("It is saved as the layer that it was read as.")]
internal sealed class AdaptedConvolution : AdaptedLayer
{
    // The settings of the layer without LoRA, which itself has no weights here.
    private readonly int _filters, _groups;
    private readonly int[] _kernelSize, _strides, _dilationRate;
    private readonly Padding _padding;
    private readonly Activation _activation;
    private readonly bool _isChannelsFirst, _usesBias;

    private Variable? _kernel, _bias, _adapterA, _adapterB;

    /// <summary>Initializes the layer.</summary>
    /// <param name="serialized">How the file describes it.</param>
    /// <param name="plain">The layer without LoRA.</param>
    /// <param name="form">How its weights are stored.</param>
    public AdaptedConvolution(ConfigObject serialized, ConvolutionLayer plain, QuantizedForm form)
        : base(serialized, form)
    {
        (_filters, _groups, _padding, _activation) = (plain.Filters, plain.Groups, plain.Padding, plain.Activation);
        (_kernelSize, _strides, _dilationRate) = ([.. plain.KernelSize], [.. plain.Strides], [.. plain.DilationRate]);
        (_isChannelsFirst, _usesBias) = (plain.DataFormat == DataFormat.ChannelsFirst, plain.UseBias);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Variable> WrittenVariables =>
        [.. StoredVariables.Select(variable => variable == _kernel ? new Variable(_kernel.Value + Product(), _kernel.Name) : variable)];

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var channels = _isChannelsFirst ? inputs[0][1] : inputs[0][^1];
        Shape shape = [.. _kernelSize, channels / _groups, _filters];
        _kernel = Stored("kernel", shape);
        if (_usesBias)
        {
            _bias = Stored("bias", [_filters], trainable: true);
        }
        _adapterA = Adapter("lora_kernel_a", shape.With(shape.Rank - 1, Form.Rank));
        _adapterB = Adapter("lora_kernel_b", [Form.Rank, _filters]);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var sums = Tensor.Convolution(
            _isChannelsFirst ? x.MoveAxis(1, -1) : x, context.Read(_kernel!) + Product(), _strides, _padding,
            _dilationRate, _groups);
        var y = _bias is null ? sums : sums + context.Read(_bias);
        return _activation.Apply(_isChannelsFirst ? y.MoveAxis(-1, 1) : y);
    }

    // What LoRA adds to the kernel. Unlike a Dense, a convolution keeps its alpha in files.
    private Tensor Product() => Tensor.MatMul(_adapterA!.Value, _adapterB!.Value) * ((Form.Alpha ?? Form.Rank) / Form.Rank);
}
