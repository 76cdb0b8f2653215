namespace Cornea.Layers;

/// <summary>A Conv1D, Conv2D or Conv3D with weights of LoRA.</summary>
[NotSaved("It is saved as the layer that it was read as.")]
internal sealed class AdaptedConvolution : AdaptedLayer
{
    private readonly ConvolutionLayer _plain;

    private Variable? _kernel, _bias, _adapterA, _adapterB;

    /// <summary>Initializes the layer.</summary>
    /// <param name="serialized">How the file describes it.</param>
    /// <param name="plain">The layer without LoRA.</param>
    /// <param name="form">How its weights are stored.</param>
    public AdaptedConvolution(ConfigObject serialized, ConvolutionLayer plain, QuantizedForm form)
        : base(serialized, form) => _plain = plain;

    /// <inheritdoc/>
    public override IReadOnlyList<Variable> WrittenVariables =>
        [.. StoredVariables.Select(variable => variable == _kernel ? new Variable(_kernel.Value + Product(), _kernel.Name) : variable)];

    private bool IsChannelsFirst => _plain.DataFormat == DataFormat.ChannelsFirst;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var channels = IsChannelsFirst ? inputs[0][1] : inputs[0][^1];
        Shape shape = [.. _plain.KernelSize, channels / _plain.Groups, _plain.Filters];
        _kernel = Stored("kernel", shape);
        if (_plain.UseBias)
        {
            _bias = Stored("bias", [_plain.Filters], trainable: true);
        }
        _adapterA = Adapter("lora_kernel_a", shape.With(shape.Rank - 1, Form.Rank));
        _adapterB = Adapter("lora_kernel_b", [Form.Rank, _plain.Filters]);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var sums = Tensor.Convolution(
            IsChannelsFirst ? x.MoveAxis(1, -1) : x, context.Read(_kernel!) + Product(), [.. _plain.Strides], _plain.Padding,
            [.. _plain.DilationRate], _plain.Groups);
        var y = _plain.Activation.Apply(_bias is null ? sums : sums + context.Read(_bias));
        return IsChannelsFirst ? y.MoveAxis(-1, 1) : y;
    }

    // What LoRA adds to the kernel. Unlike a Dense, a convolution keeps its alpha in files.
    private Tensor Product() => Tensor.MatMul(_adapterA!.Value, _adapterB!.Value) * ((Form.Alpha ?? Form.Rank) / Form.Rank);
}
