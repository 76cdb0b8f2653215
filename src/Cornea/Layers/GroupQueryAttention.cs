using Cornea.Layers;

namespace Cornea;

/// <summary>Multi-head attention in which several query heads share one head of keys and values. Keras: <c>keras.layers.GroupQueryAttention</c>.</summary>
/// <remarks>
/// Inputs [query, value], [query, value, key] or [query, value, key, mask]: (batch, steps, features), the mask (batch, queries,
/// keys). Output (batch, queries, features of the query). Ainslie and others, "GQA", 2023; Keras,
/// <c>layers/attention/grouped_query_attention.py</c>.
/// </remarks>
public sealed class GroupQueryAttention : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="headDim">Features of a head.</param>
    /// <param name="numQueryHeads">How many query heads.</param>
    /// <param name="numKeyValueHeads">How many heads of keys and values; divides the query heads.</param>
    /// <param name="dropout">The part of the weights that is dropped while training.</param>
    /// <param name="useBias">Whether projections have a bias.</param>
    /// <param name="useCausalMask">Whether a query sees only keys at or before its own step.</param>
    /// <param name="returnAttentionScores">Whether the weights are a second output, (batch, heads, queries, keys).</param>
    /// <param name="kernelInitializer">First values of the kernels; Glorot uniform where null.</param>
    /// <param name="biasInitializer">First values of the biases; zeros where null.</param>
    /// <param name="kernelRegularizer">A penalty on the kernels.</param>
    /// <param name="biasRegularizer">A penalty on the biases.</param>
    /// <param name="kernelConstraint">A set the kernels are brought back to.</param>
    /// <param name="biasConstraint">A set the biases are brought back to.</param>
    /// <param name="name">The layer's name.</param>
    public GroupQueryAttention(
        int headDim, int numQueryHeads, int numKeyValueHeads, double dropout = 0, bool useBias = true, bool useCausalMask = false,
        bool returnAttentionScores = false, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null,
        Constraint? biasConstraint = null, string? name = null)
        : base(name)
    {
        HeadDim = Require.Positive(headDim, "GroupQueryAttention", "headDim");
        NumQueryHeads = Require.Positive(numQueryHeads, "GroupQueryAttention", "numQueryHeads");
        NumKeyValueHeads = Require.Positive(numKeyValueHeads, "GroupQueryAttention", "numKeyValueHeads");
        Dropout = Require.Rate(dropout, "GroupQueryAttention");
        UseBias = useBias;
        UseCausalMask = useCausalMask;
        ReturnAttentionScores = returnAttentionScores;
        KernelInitializer = kernelInitializer;
        BiasInitializer = biasInitializer;
        KernelRegularizer = kernelRegularizer;
        BiasRegularizer = biasRegularizer;
        KernelConstraint = kernelConstraint;
        BiasConstraint = biasConstraint;
    }

    /// <summary>Features of a head.</summary>
    public int HeadDim { get; }

    /// <summary>How many query heads.</summary>
    public int NumQueryHeads { get; }

    /// <summary>How many heads of keys and values; divides the query heads.</summary>
    public int NumKeyValueHeads { get; }

    /// <summary>The part of the weights that is dropped while training.</summary>
    public double Dropout { get; }

    /// <summary>Whether projections have a bias.</summary>
    public bool UseBias { get; }

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
        if (NumQueryHeads % NumKeyValueHeads != 0)
            throw new ArgumentException($"{this} shares {NumKeyValueHeads} key heads among {NumQueryHeads} query heads: they do not divide. Choose a divisor of {NumQueryHeads}.");
        _query = Projection("bqm,muh->bquh", [-1, NumQueryHeads, HeadDim], "uh", "query");
        _key = Projection("bkm,mvh->bkvh", [-1, NumKeyValueHeads, HeadDim], "vh", "key");
        _value = Projection("bkm,mvh->bkvh", [-1, NumKeyValueHeads, HeadDim], "vh", "value");
        _output = Projection("bquh,uhm->bqm", [-1, inputs[0][^1]], "m", "attention_output");
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var (value, key) = (inputs[1], inputs[Math.Min(2, inputs.Count - 1)]);
        var repeats = NumQueryHeads / NumKeyValueHeads;
        Tensor q = _query!.Apply(inputs[0], context);
        var k = ((Tensor)_key!.Apply(key, context)).Repeat(repeats, 2);
        var v = ((Tensor)_value!.Apply(value, context)).Repeat(repeats, 2);
        var scores = Tensor.MatMul((q * (1 / Math.Sqrt(HeadDim))).Transpose(0, 2, 1, 3), k.Transpose(0, 2, 3, 1));
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
