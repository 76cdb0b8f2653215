namespace Cornea.Layers;

/// <summary>An Embedding whose rows are quantized, or with weights of LoRA.</summary>
[NotSaved("It is saved as the layer that it was read as.")]
internal sealed class AdaptedEmbedding : AdaptedLayer
{
    private readonly int _words;
    private readonly int _features;
    private readonly bool _masksZero;
    private readonly bool _canReverse;
    private readonly DType? _reverseDtype;
    private readonly double? _logitSoftCap;

    private Variable? _embeddings, _scale, _zero, _groupOf, _adapterA, _adapterB;

    /// <summary>Initializes the layer.</summary>
    /// <param name="serialized">How the file describes it.</param>
    /// <param name="plain">The layer without quantization.</param>
    /// <param name="form">How its weights are stored.</param>
    public AdaptedEmbedding(ConfigObject serialized, Embedding plain, QuantizedForm form)
        : base(serialized, form) => (_words, _features, _masksZero) =
            form.Mode is QuantizationMode.None or QuantizationMode.Int8 or QuantizationMode.Int4
            ? (plain.InputDim, plain.OutputDim, plain.MaskZero)
            : throw new ConfigException($"{plain} cannot have weights of {form.Mode} here.") { NamesClass = true };

    /// <summary>Initializes an embedding that also goes back.</summary>
    /// <param name="serialized">How the file describes it.</param>
    /// <param name="plain">The layer without quantization.</param>
    /// <param name="form">How its weights are stored.</param>
    public AdaptedEmbedding(ConfigObject serialized, ReversibleEmbedding plain, QuantizedForm form)
        : base(serialized, form)
    {
        if (form.Mode is not (QuantizationMode.Int8 or QuantizationMode.Int4) || form.Rank > 0 || !plain.TieWeights)
        {
            throw new ConfigException($"{plain} can have weights of Int8 or Int4 here, tied and without LoRA.") { NamesClass = true };
        }
        (_words, _features, _masksZero, _canReverse) = (plain.InputDim, plain.OutputDim, plain.MaskZero, true);
        (_reverseDtype, _logitSoftCap) = (plain.ReverseDtype, plain.LogitSoftCap);
    }

    /// <inheritdoc/>
    internal override bool CanReverse => _canReverse;

    /// <inheritdoc/>
    public override IReadOnlyList<Variable> WrittenVariables => _adapterA is null || Form.Mode != QuantizationMode.None
        ? base.WrittenVariables
        : [new Variable(_embeddings!.Value + Tensor.MatMul(_adapterA.Value, _adapterB!.Value), _embeddings.Name)];

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        var (words, features) = (_words, _features);
        if (Form.Mode == QuantizationMode.None)
        {
            _embeddings = Stored("embeddings", [words, features]);
        }
        else
        {
            _embeddings = Stored("embeddings", [words, Form.Mode == QuantizationMode.Int4 ? (features + 1) / 2 : features], DType.Int8);
            _scale = Stored("embeddings_scale", Form.IsGrouped ? [words, Form.Groups(features)] : [words]);
            if (Form.IsGrouped)
            {
                _zero = Stored("embeddings_zero", [words, Form.Groups(features)], DType.Int8);
                _groupOf = Stored("g_idx", [features]);
            }
        }
        if (Form.Rank > 0)
        {
            _adapterA = Adapter("lora_embeddings_a", [words, Form.Rank]);
            _adapterB = Adapter("lora_embeddings_b", [Form.Rank, features]);
        }
    }

    /// <inheritdoc/>
    public override void Take(IReadOnlyList<Tensor> weights)
    {
        var (rounded, scale) = QuantizedMath.Rounded(weights[0].Cast(DType.Float32), [1]);
        _embeddings!.Assign(rounded.Cast(DType.Int8));
        _scale!.Assign(scale.Reshape(_scale.Shape));
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (context.IsReverse)
        {
            return Scores(inputs);
        }
        var words = Tensor.Arange(_words, DType.Int32).Gather(((Tensor)inputs).Cast(DType.Int32), 0,
            $"{this} received index {{index}}, but has rows 0 to {_words - 1}. Correct the inputs.");
        var rows = Form.Mode == QuantizationMode.None ? context.Read(_embeddings!).Gather(words) : Rows(words);
        return _adapterA is null ? rows : rows + Tensor.MatMul(context.Read(_adapterA).Gather(words), context.Read(_adapterB!));
    }

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context) => _masksZero && !context.IsReverse
        ? ((Tensor)inputs).NotEqualTo(0) : null;

    // The vectors are rounded as the table is, unless the file says that they are not.
    private Tensor Scores(Tensor x)
    {
        x = _reverseDtype is { } type ? x.Cast(type) : x;
        Tensor scores;
        if (Form.Mode == QuantizationMode.Int8 && Form.QuantizesInputs)
        {
            var (rounded, scale) = QuantizedMath.Rounded(x, [x.Rank - 1]);
            scores = Tensor.MatMul(rounded.Cast(DType.Int8), _embeddings!.Value.Transpose()).Cast(DType.Float32)
                / (scale * _scale!.Value);
        }
        else
        {
            scores = Tensor.MatMul(x, Rows(Tensor.Arange(_words)).Transpose());
        }
        return _logitSoftCap is { } cap ? (scores / cap).Tanh() * cap : scores;
    }

    private Tensor Rows(Tensor words)
    {
        var stored = _embeddings!.Value.Gather(words);
        var numbers = Form.Mode == QuantizationMode.Int8 ? stored.Cast(DType.Float32)
            : QuantizedMath.Unpacked(stored, stored.Rank - 1, _features, isSigned: true);
        var scale = _scale!.Value.Gather(words);
        if (!Form.IsGrouped)
        {
            return numbers / scale.ExpandDims(-1);
        }
        var group = _groupOf!.Value.Cast(DType.Int32);
        var zero = _zero!.Value.Gather(words).Cast(DType.Float32).Gather(group, words.Rank);
        return (numbers - zero) * scale.Gather(group, words.Rank);
    }
}
