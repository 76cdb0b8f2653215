using Cornea.Layers;

namespace Cornea;

/// <summary>Several attentions side by side, each on its own projection of query, key and value. Keras: <c>keras.layers.MultiHeadAttention</c>.</summary>
/// <remarks>
/// Inputs [query, value], [query, value, key] or [query, value, key, mask]: (batch, steps, features), the mask (batch, queries,
/// keys). Each head: softmax(q · kᵀ / sqrt(keyDim)) · v; the heads are joined by a last projection. Output (batch, queries,
/// features of the query or outputDim). Vaswani and others, "Attention is all you need", 2017; Keras,
/// <c>layers/attention/multi_head_attention.py</c>.
/// </remarks>
public sealed class MultiHeadAttention : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="numHeads">How many heads.</param>
    /// <param name="keyDim">Features of a head's query and key.</param>
    /// <param name="valueDim">Features of a head's value; keyDim where null.</param>
    /// <param name="dropout">The part of the weights that is dropped while training.</param>
    /// <param name="useBias">Whether projections have a bias.</param>
    /// <param name="outputDim">Features of the output; those of the query where null.</param>
    /// <param name="useCausalMask">Whether a query sees only keys at or before its own step.</param>
    /// <param name="returnAttentionScores">Whether the weights are a second output, (batch, heads, queries, keys).</param>
    /// <param name="kernelInitializer">First values of the kernels; Glorot uniform where null.</param>
    /// <param name="biasInitializer">First values of the biases; zeros where null.</param>
    /// <param name="kernelRegularizer">A penalty on the kernels.</param>
    /// <param name="biasRegularizer">A penalty on the biases.</param>
    /// <param name="kernelConstraint">A set the kernels are brought back to.</param>
    /// <param name="biasConstraint">A set the biases are brought back to.</param>
    /// <param name="name">The layer's name.</param>
    public MultiHeadAttention(
        int numHeads, int keyDim, int? valueDim = null, double dropout = 0, bool useBias = true, int? outputDim = null,
        bool useCausalMask = false, bool returnAttentionScores = false, Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
        Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(name)
    {
        NumHeads = Require.Positive(numHeads, "MultiHeadAttention", "numHeads");
        KeyDim = Require.Positive(keyDim, "MultiHeadAttention", "keyDim");
        ValueDim = valueDim;
        Dropout = Require.Rate(dropout, "MultiHeadAttention");
        UseBias = useBias;
        OutputDim = outputDim;
        UseCausalMask = useCausalMask;
        ReturnAttentionScores = returnAttentionScores;
        KernelInitializer = kernelInitializer;
        BiasInitializer = biasInitializer;
        KernelRegularizer = kernelRegularizer;
        BiasRegularizer = biasRegularizer;
        KernelConstraint = kernelConstraint;
        BiasConstraint = biasConstraint;
    }

    /// <summary>How many heads.</summary>
    public int NumHeads { get; }

    /// <summary>Features of a head's query and key.</summary>
    public int KeyDim { get; }

    /// <summary>Features of a head's value; keyDim where null.</summary>
    public int? ValueDim { get; }

    /// <summary>The part of the weights that is dropped while training.</summary>
    public double Dropout { get; }

    /// <summary>Whether projections have a bias.</summary>
    public bool UseBias { get; }

    /// <summary>Features of the output; those of the query where null.</summary>
    public int? OutputDim { get; }

    /// <summary>Whether a query sees only keys at or before its own step.</summary>
    public bool UseCausalMask { get; }

    /// <summary>Whether the weights are a second output, (batch, heads, queries, keys).</summary>
    public bool ReturnAttentionScores { get; }

    /// <summary>First values of the kernels; Glorot uniform where null.</summary>
    public Initializer? KernelInitializer { get; }

    /// <summary>First values of the biases; zeros where null.</summary>
    public Initializer? BiasInitializer { get; }

    /// <summary>A penalty on the kernels.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>A penalty on the biases.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>A set the kernels are brought back to.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>A set the biases are brought back to.</summary>
    public Constraint? BiasConstraint { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private EinsumDense? _query;
    private EinsumDense? _key;
    private EinsumDense? _value;
    private EinsumDense? _output;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count is < 2 or > 4 || inputs[0].Rank != 3)
            throw new ShapeException($"{this} expects the inputs [query, value], (batch, steps, features) each, but received {string.Join(", ", inputs)}. Pass them together.");
        _query = Projection("abc,cde->abde", [-1, NumHeads, KeyDim], "de", "query");
        _key = Projection("abc,cde->abde", [-1, NumHeads, KeyDim], "de", "key");
        _value = Projection("abc,cde->abde", [-1, NumHeads, ValueDim ?? KeyDim], "de", "value");
        _output = Projection("abcd,cde->abe", [-1, OutputDim ?? inputs[0][^1]], "e", "attention_output");
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var (value, key) = (inputs[1], inputs[Math.Min(2, inputs.Count - 1)]);
        // q: [batch, queries, heads, keyDim], k and v alike.
        Tensor q = _query!.Apply(inputs[0], context);
        Tensor k = _key!.Apply(key, context);
        Tensor v = _value!.Apply(value, context);
        var scores = Tensor.MatMul((q * (1 / Math.Sqrt(KeyDim))).Transpose(0, 2, 1, 3), k.Transpose(0, 2, 3, 1));
        var weights = AttentionScores.Weights(scores, Mask(inputs, context));
        var used = context.Training && Dropout > 0 ? Cornea.Dropout.Drop(weights, Dropout, weights.Shape, context) : weights;
        Tensor result = _output!.Apply(Tensor.MatMul(used, v.Transpose(0, 2, 1, 3)).Transpose(0, 2, 1, 3), context);
        return ReturnAttentionScores ? [result, weights] : result;
    }

    // What may be seen, [batch, 1, queries, keys]: the given mask, the masks of the inputs and the past.
    private Tensor? Mask(Tensors inputs, CallContext context)
    {
        var (query, value, key) = (inputs[0], inputs[1], inputs[Math.Min(2, inputs.Count - 1)]);
        var mask = inputs.Count > 3 ? inputs[3].Cast(DType.Bool) : null;
        mask = AttentionScores.And(mask, context.MaskOf(query)?.ExpandDims(2));
        mask = AttentionScores.And(mask, context.MaskOf(value)?.ExpandDims(1));
        if (key != value)
            mask = AttentionScores.And(mask, context.MaskOf(key)?.ExpandDims(1));
        if (UseCausalMask)
            mask = AttentionScores.And(mask, AttentionScores.Causal(query.Shape[1], value.Shape[1]).ExpandDims(0));
        return mask is { Rank: 3 } ? mask.ExpandDims(1) : mask;
    }

    private EinsumDense Projection(string equation, Shape shape, string biasAxes, string name) => Track(
        new EinsumDense(equation, shape, null, UseBias ? biasAxes : null, KernelInitializer, BiasInitializer, KernelRegularizer, BiasRegularizer, KernelConstraint, BiasConstraint), name);
}
