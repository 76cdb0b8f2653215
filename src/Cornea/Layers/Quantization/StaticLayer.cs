using System.Diagnostics.CodeAnalysis;

namespace Cornea.Layers;

/// <summary>
/// A Dense, convolution or depthwise convolution on whole numbers of 8 bits: inputs are rounded by one scale that was found before,
/// weights by one for each output channel. Where float32 is faster inputs may stay as they are. It is saved under a name of its own, as
/// Keras has no such layers.
/// </summary>
[NotSaved("It is saved as the layer that it was quantized from, with its scales.")]
internal sealed class StaticLayer : AdaptedLayer
{
    /// <summary>The module in files.</summary>
    public const string Module = "cornea.layers";

    /// <summary>What a class's name begins with in files.</summary>
    public const string Prefix = "Quantized";

    /// <summary>The key of its configuration that says whether inputs are rounded; they are where a file does not say.</summary>
    public const string RoundsInputs = "rounds_inputs";

    private const string Package = "Cornea>";
    private const double Largest = 127, Epsilon = 1e-7;
    private const int ExactDepth = (1 << 24) / (127 * 127); // so many products of bytes add up exactly in float32

    [SuppressMessage("Cornea.Configuration", "CORNEA002", Justification = "It says what to compute, and never has weights.")]
    private readonly Layer _plain;
    private readonly Activation _activation;
    private readonly bool _isChannelsFirst, _usesBias, _roundsInputs;

    private Variable? _kernel, _bias, _scale, _inputScale;

    /// <summary>Initializes the layer.</summary>
    /// <param name="serialized">How a file describes it.</param>
    /// <param name="plain">The layer that it was quantized from, without weights.</param>
    public StaticLayer(ConfigObject serialized, Layer plain)
        : base(serialized, new QuantizedForm(QuantizationMode.Int8, 8, -1, false, true, 0, null, "float32"))
    {
        _plain = plain;
        _roundsInputs = serialized["config"].AsObject().Given(RoundsInputs) is not { } given || given.AsBoolean();
        (_activation, _usesBias, _isChannelsFirst) = plain switch
        {
            Dense dense => (dense.Activation, dense.UseBias, false),
            KernelLayer kernel => (kernel.Activation, kernel.UseBias, kernel.DataFormat == DataFormat.ChannelsFirst),
            _ => throw new ConfigException($"{plain} has no quantized form here.") { NamesClass = true },
        };
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => _plain is Dense;

    /// <summary>The name under which a class is registered in files.</summary>
    public static string RegisteredName(string className) => Package + Prefix + className;

    /// <summary>Whether a registered name is that of such a layer.</summary>
    public static bool Knows(string registeredName) =>
        registeredName.StartsWith(Package + Prefix, StringComparison.Ordinal)
        && registeredName[(Package + Prefix).Length..] is
            "Dense" or "Conv1D" or "Conv2D" or "Conv3D" or "DepthwiseConv1D" or "DepthwiseConv2D";

    /// <summary>The layer of a file; null where it is another one.</summary>
    /// <exception cref="ConfigException">Its configuration does not fit.</exception>
    public static StaticLayer? Read(ConfigObject serialized, ConfigSource source)
    {
        if (serialized.Given("registered_name") is not { Kind: ConfigValueKind.Text } name || !Knows(name.AsText()))
            return null;
        var plain = serialized["config"].AsObject()["layer"];
        return new StaticLayer(serialized, (Layer)Registry.Deserialize(ClassKind.Layer, plain, source));
    }

    /// <summary>Rounds weights and keeps the range of inputs.</summary>
    /// <param name="kernel">The kernel, as the plain layer has it.</param>
    /// <param name="bias">The bias; null without.</param>
    /// <param name="range">The largest magnitude of an input that is not clipped.</param>
    public void Take(Tensor kernel, Tensor? bias, float range)
    {
        int[] summed = [.. Enumerable.Range(0, kernel.Rank - OutputAxes)];
        var (rounded, scale) = QuantizedMath.Rounded(kernel.Cast(DType.Float32), summed);
        _kernel!.Assign(rounded.Cast(DType.Int8));
        _scale!.Assign(scale.Reshape(_scale.Shape));
        _inputScale!.Assign(Tensor.From((float)(Largest / (range + Epsilon))));
        _bias?.Assign(bias!);
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var channels = _isChannelsFirst ? inputs[0][1] : inputs[0][^1];
        Shape shape = _plain switch
        {
            Dense dense => [channels, dense.Units],
            ConvolutionLayer convolution => [.. convolution.KernelSize, channels / convolution.Groups, convolution.Filters],
            DepthwiseLayer depthwise => [.. depthwise.KernelSize, channels, depthwise.DepthMultiplier],
            _ => throw new InvalidOperationException($"{_plain} has no quantized form here."),
        };
        Shape outputs = [.. shape.Skip(shape.Rank - OutputAxes)];
        _kernel = Stored("kernel", shape, DType.Int8);
        if (_usesBias)
            _bias = Stored("bias", [outputs.Size]);
        _scale = Stored("kernel_scale", [outputs.Size]);
        _inputScale = Stored("input_scale", Shape.Scalar);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        x = _isChannelsFirst ? x.MoveAxis(1, -1) : x;
        Tensor y;
        if (_roundsInputs)
        {
            var scale = _inputScale!.Value;
            y = Sums(QuantizedMath.Bytes(x * scale), _kernel!.Value) * (1 / (scale * _scale!.Value));
        }
        else
        {
            y = Sums(x.Cast(DType.Float32), _kernel!.Value.Cast(DType.Float32)) * (1 / _scale!.Value);
        }
        y = _bias is null ? y : y + _bias.Value;
        return _activation.Apply(_isChannelsFirst ? y.MoveAxis(-1, 1) : y);
    }

    // The last axes of the kernel, one for each output channel together.
    private int OutputAxes => _plain is DepthwiseLayer ? 2 : 1;

    private Tensor Sums(Tensor x, Tensor kernel)
    {
        switch (_plain)
        {
            case Dense:
                return Tensor.MatMul(x, kernel).Cast(DType.Float32);
            case ConvolutionLayer convolution when convolution.Groups == 1 || kernel.Size / kernel.Shape[^1] > ExactDepth:
                return Convolved(convolution, x, kernel).Cast(DType.Float32);
            case ConvolutionLayer convolution:
                // Few products of bytes add up exactly in float32, whose kernels of groups are faster.
                return Convolved(convolution, x.Cast(DType.Float32), kernel.Cast(DType.Float32));
            default:
                var depthwise = (DepthwiseLayer)_plain;
                return Tensor.DepthwiseConvolution(x, kernel, [.. depthwise.Strides], depthwise.Padding, [.. depthwise.DilationRate])
                    .Cast(DType.Float32);
        }
    }

    private static Tensor Convolved(ConvolutionLayer layer, Tensor x, Tensor kernel) =>
        Tensor.Convolution(x, kernel, [.. layer.Strides], layer.Padding, [.. layer.DilationRate], layer.Groups);
}
