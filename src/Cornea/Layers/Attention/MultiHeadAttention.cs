namespace Cornea.Layers;

/// <summary>Several attentions side by side, each on its own projection of query, key and value. Keras:
/// <c>keras.layers.MultiHeadAttention</c>.</summary>
/// <remarks>
/// Inputs [query, value], [query, value, key] or [query, value, key, mask]: (batch, steps, features), the mask (batch, queries,
/// keys). Each head: softmax(q · kᵀ / sqrt(keyDim)) · v; the heads are joined by a last projection. Output (batch, queries,
/// features of the query or outputDim). Vaswani and others, "Attention is all you need", 2017; Keras,
/// <c>layers/attention/multi_head_attention.py</c>.
/// </remarks>
public sealed class MultiHeadAttention : ProjectedAttention
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
        : base(
            dropout, useBias, useCausalMask, returnAttentionScores, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer,
            kernelConstraint,
            biasConstraint, name)
    {
        NumHeads = Require.Positive(numHeads, "MultiHeadAttention", "numHeads");
        KeyDim = Require.Positive(keyDim, "MultiHeadAttention", "keyDim");
        ValueDim = valueDim;
        OutputDim = outputDim;
    }

    /// <summary>How many heads.</summary>
    public int NumHeads { get; }

    /// <summary>Features of a head's query and key.</summary>
    public int KeyDim { get; }

    /// <summary>Features of a head's value; keyDim where null.</summary>
    public int? ValueDim { get; }

    /// <summary>Features of the output; those of the query where null.</summary>
    public int? OutputDim { get; }

    private protected override int KeySize => KeyDim;

    private protected override int HeadsPerKey => 1;

    private protected override (EinsumDense Query, EinsumDense Key, EinsumDense Value, EinsumDense Output) Projections(int features) => (
        Projection("abc,cde->abde", [-1, NumHeads, KeyDim], "de", "query"),
        Projection("abc,cde->abde", [-1, NumHeads, KeyDim], "de", "key"),
        Projection("abc,cde->abde", [-1, NumHeads, ValueDim ?? KeyDim], "de", "value"),
        Projection("abcd,cde->abe", [-1, OutputDim ?? features], "e", "attention_output"));
}
