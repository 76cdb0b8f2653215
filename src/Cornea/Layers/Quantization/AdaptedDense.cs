namespace Cornea.Layers;

/// <summary>A Dense or EinsumDense whose weights are quantized, or with weights of LoRA.</summary>
[NotSaved("It is saved as the layer that it was read as.")]
internal sealed class AdaptedDense : AdaptedLayer
{
    private readonly string _equation;
    private readonly string? _biasAxes;
    private readonly bool _isPlainDense;
    private readonly Activation _activation;
    private readonly Shape _outputShape;

    private (string Input, string Kernel, string Output) _letters;
    private string _contracted = "";
    private Shape _kernelShape = Shape.Scalar;
    private Variable? _kernel, _bias, _scale, _zero, _groupOf, _inputScales;
    private Variable? _adapterA, _adapterB;

    /// <summary>Initializes the layer.</summary>
    /// <param name="serialized">How the file describes it.</param>
    /// <param name="plain">The layer without quantization.</param>
    /// <param name="form">How its weights are stored.</param>
    public AdaptedDense(ConfigObject serialized, Layer plain, QuantizedForm form)
        : base(serialized, form)
    {
        _isPlainDense = plain is Dense;
        (_equation, _biasAxes, _activation, _outputShape) = plain switch
        {
            Dense dense => ("...a,ab->...b", dense.UseBias ? "b" : null, dense.Activation, new Shape(dense.Units)),
            EinsumDense einsum => (einsum.Equation, einsum.BiasAxes, einsum.Activation, einsum.OutputShape),
            _ => throw new ConfigException($"{plain} cannot have quantized weights here.") { NamesClass = true },
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Variable> WrittenVariables => Form.Mode != QuantizationMode.None ? base.WrittenVariables
        : [.. StoredVariables.Select(variable => variable == _kernel ? new Variable(_kernel.Value + Product(), _kernel.Name) : variable)];

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        _letters = EinsumEquation.Parse(_equation, inputs[0].Rank);
        var (input, kernel, output) = _letters;
        int Length(char letter) => input.IndexOf(letter) is >= 0 and var axis ? inputs[0][axis]
            : _outputShape[_outputShape.Rank - (output.Length - output.IndexOf(letter))];
        _contracted = new string([.. kernel.Where(letter => !output.Contains(letter))]);
        _kernelShape = new Shape([.. kernel.Select(Length)]);
        var (rows, columns) = Sizes();
        var biasShape = _biasAxes is not { Length: > 0 } letters ? null
            : new Shape([.. output[letters.Min(output.IndexOf)..].Select(letter => letters.Contains(letter) ? Length(letter) : 1)]);
        switch (Form.Mode)
        {
            case QuantizationMode.None or QuantizationMode.Float8:
                _kernel = Stored("kernel", _kernelShape, trainable: Form.Rank == 0);
                AddBias(biasShape);
                if (Form.Mode == QuantizationMode.Float8)
                {
                    AddFloat8();
                }
                break;
            case QuantizationMode.Gptq or QuantizationMode.Awq:
                AddBias(biasShape);
                _kernel = Stored("kernel", [Form.Bits == 4 ? (columns + 1) / 2 : columns, rows], DType.UInt8);
                _scale = Stored("kernel_scale", [columns, Form.Groups(rows)]);
                _zero = Stored("kernel_zero", [columns, Form.Groups(rows)], DType.UInt8);
                _inputScales = Form.Mode == QuantizationMode.Awq ? Stored("awq_scales", [rows]) : null;
                _groupOf = Stored("g_idx", [rows]);
                break;
            default:
                _kernel = Stored("kernel", PackedShape(rows, columns), DType.Int8);
                AddBias(biasShape);
                _scale = Stored("kernel_scale", Form.IsGrouped ? [Form.Groups(rows), columns] : ScaleShape(columns));
                if (Form.IsGrouped)
                {
                    _zero = Stored("kernel_zero", [Form.Groups(rows), columns], DType.Int8);
                    _groupOf = Stored("g_idx", [rows]);
                }
                break;
        }
        if (Form.Rank > 0)
        {
            _adapterA = Adapter("lora_kernel_a", _kernelShape.With(_kernelShape.Rank - 1, Form.Rank));
            _adapterB = Adapter("lora_kernel_b", [Form.Rank, _kernelShape[^1]]);
        }
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        Tensor x = inputs;
        var y = Form.Mode switch
        {
            QuantizationMode.Float8 => Tensor.Einsum(_equation, Float8(x, "inputs"), Float8(context.Read(_kernel!), "kernel")),
            _ when Form.QuantizesInputs => OfRoundedInputs(x, context),
            _ => Tensor.Einsum(_equation, x, Kernel(context)),
        };
        if (_adapterA is not null && Form.Mode != QuantizationMode.None)
        {
            y += Tensor.Einsum(_equation, x, Product());
        }
        if (_bias is not null)
        {
            var bias = context.Read(_bias);
            y += Form.Mode == QuantizationMode.Float8 ? bias.Cast(DType.BFloat16).Cast(bias.DType) : bias;
        }
        return _activation.Apply(y);

        Tensor Float8(Tensor value, string name) => QuantizedMath.Float8(value, context.Read(OwnWeights.First(weight =>
            weight.Name == name + "_scale").Variable));
    }

    /// <inheritdoc/>
    public override void Take(IReadOnlyList<Tensor> weights)
    {
        if (Form.Mode == QuantizationMode.Float8)
        {
            _kernel!.Assign(weights[0]);
            foreach (var weight in OwnWeights.Where(weight => weight.Name.EndsWith("_scale", StringComparison.Ordinal)))
                weight.Variable.Assign(Tensor.Ones(Shape.Scalar));
        }
        else
        {
            int[] axes = [.. Enumerable.Range(0, _kernelShape.Rank).Where(axis => _contracted.Contains(_letters.Kernel[axis]))];
            var (rounded, scale) = QuantizedMath.Rounded(weights[0].Cast(DType.Float32), axes);
            _kernel!.Assign(rounded.Cast(DType.Int8));
            _scale!.Assign(scale.Reshape(_scale.Shape));
        }
        _bias?.Assign(weights[1].Reshape(_bias.Shape));
    }

    private (int Rows, int Columns) Sizes()
    {
        var rows = _letters.Kernel.Select((letter, i) => _contracted.Contains(letter) ? _kernelShape[i] : 1).Aggregate(1, (a, b) => a * b);
        return (rows, (int)(_kernelShape.Size / rows));
    }

    private void AddBias(Shape? shape)
    {
        if (shape is { } given)
        {
            _bias = Stored("bias", given, trainable: true);
        }
    }

    private void AddFloat8()
    {
        foreach (var name in (string[])["inputs", "kernel", "outputs_grad"])
        {
            Stored(name + "_scale", Shape.Scalar);
            Stored(name + "_amax_history", [Form.HistoryLength]);
        }
    }

    private Shape PackedShape(int rows, int columns)
    {
        if (Form.Mode == QuantizationMode.Int8)
        {
            return _kernelShape;
        }
        if (!Form.IsPackedAlongInputs)
        {
            return [rows, (columns + 1) / 2];
        }
        var axis = PackedAxis();
        return _kernelShape.With(axis, (_kernelShape[axis] + 1) / 2);
    }

    // Before Keras 3.14 two inputs share a byte, along the first axis that is summed over.
    private int PackedAxis() => _letters.Kernel.IndexOf(_contracted[0]);

    // One scale an output; those of an EinsumDense stand as they are broadcast.
    private Shape ScaleShape(int columns) => _isPlainDense || (Form.Mode == QuantizationMode.Int4 && !Form.IsPackedAlongInputs)
        ? [columns]
        : new Shape([.. _letters.Output.Select(letter => _letters.Kernel.IndexOf(letter) is >= 0 and var axis ? _kernelShape[axis] : 1)]);

    private Tensor OfRoundedInputs(Tensor x, CallContext context)
    {
        int[] axes = [.. Enumerable.Range(0, x.Rank).Where(axis => _contracted.Contains(_letters.Input[axis]))];
        var (rounded, scale) = QuantizedMath.Rounded(x, axes);
        rounded = rounded.Cast(DType.Int8);
        var perOutput = scale.Reshape(new Shape([.. _letters.Output.Select(letter =>
            _letters.Input.IndexOf(letter) is >= 0 and var axis ? x.Shape[axis] : 1)]));
        return Form.Mode == QuantizationMode.Int8 || Form.IsPackedAlongInputs
            ? Tensor.Einsum(_equation, rounded, Whole()).Cast(DType.Float32) / (perOutput * context.Read(_scale!))
            : Tensor.Einsum(_equation, rounded.Cast(DType.Float32), Kernel(context)) / perOutput;
    }

    // The stored numbers in the kernel's shape.
    private Tensor Whole() => Form.Mode == QuantizationMode.Int8 ? _kernel!.Value
        : QuantizedMath.Unpacked(_kernel!.Value, PackedAxis(), _kernelShape[PackedAxis()], isSigned: true).Cast(DType.Int8);

    private Tensor Kernel(CallContext context)
    {
        var (rows, columns) = Sizes();
        switch (Form.Mode)
        {
            case QuantizationMode.None:
                var kernel = context.Read(_kernel!);
                return _adapterA is null ? kernel : kernel + Product();
            case QuantizationMode.Gptq or QuantizationMode.Awq:
                var stored = Form.Bits == 4 ? QuantizedMath.Unpacked(_kernel!.Value, 0, columns, isSigned: false)
                    : _kernel!.Value.Cast(DType.Float32);
                var group = _groupOf!.Value;
                var weights = (stored.Transpose() - QuantizedMath.OfGroups(_zero!.Value.Transpose(), group))
                    * QuantizedMath.OfGroups(_scale!.Value.Transpose(), group);
                return Shaped(_inputScales is null ? weights : weights / _inputScales.Value.ExpandDims(1));
            case QuantizationMode.Int4 when !Form.IsPackedAlongInputs:
                var numbers = QuantizedMath.Unpacked(_kernel!.Value, 1, columns, isSigned: true);
                return Shaped(Form.IsGrouped
                    ? (numbers - QuantizedMath.OfGroups(_zero!.Value, _groupOf!.Value))
                        * QuantizedMath.OfGroups(_scale!.Value, _groupOf.Value)
                    : numbers / _scale!.Value);
            default:
                return Whole().Cast(DType.Float32) / ColumnScale();
        }
    }

    // The scales as the kernel has its axes.
    private Tensor ColumnScale() => _scale!.Value.Reshape(new Shape(
        [.. _letters.Kernel.Select((letter, i) => _contracted.Contains(letter) ? 1 : _kernelShape[i])]));

    // (inputs, outputs) in the kernel's shape.
    private Tensor Shaped(Tensor matrix)
    {
        int[] order = [.. Enumerable.Range(0, _kernelShape.Rank).OrderBy(axis => _contracted.Contains(_letters.Kernel[axis]) ? 0 : 1)];
        var apart = matrix.Reshape(new Shape([.. order.Select(axis => _kernelShape[axis])]));
        return apart.Transpose([.. Enumerable.Range(0, order.Length).Select(axis => Array.IndexOf(order, axis))]);
    }

    // What LoRA adds to the kernel. A Dense read from a file has lost its alpha: it is the rank.
    private Tensor Product() =>
        Tensor.MatMul(_adapterA!.Value, _adapterB!.Value) * (_isPlainDense ? 1 : (Form.Alpha ?? Form.Rank) / Form.Rank);
}
