namespace Cornea.Layers;

/// <summary>Several attentions side by side, each on its own projection of query, key and value. Keras:
/// <c>keras.layers.MultiHeadAttention</c>.</summary>
/// <remarks>
/// Inputs [query, value], [query, value, key] or [query, value, key, mask]: (batch, steps, features), the mask (batch, queries,
/// keys). Each head: softmax(q · kᵀ / sqrt(keyDim)) · v; the heads are joined by a last projection. Output (batch, queries,
/// features of the query, or those of outputShape). Vaswani and others, "Attention is all you need", 2017; Keras,
/// <c>layers/attention/multi_head_attention.py</c>.
/// </remarks>
public sealed class MultiHeadAttention : ProjectedAttention
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="numHeads">The number of attention heads.</param>
    /// <param name="keyDim">Size of each attention head for query and key.</param>
    /// <param name="valueDim">Size of each attention head for value; keyDim when null.</param>
    /// <param name="dropout">Fraction of the attention weights to drop during training, between 0 and 1.</param>
    /// <param name="useBias">Whether the dense layers of the projections have bias vectors.</param>
    /// <param name="outputShape">The expected shape of an output position, one axis; that of the query when null.</param>
    /// <param name="attentionAxes">Axes over which the attention is applied: only [1], the axis of the positions; [1] when null.</param>
    /// <param name="kernelInitializer">Initializer for the kernel; Glorot uniform when null.</param>
    /// <param name="biasInitializer">Initializer for the bias; zeros when null.</param>
    /// <param name="kernelRegularizer">Regularizer applied to the kernel.</param>
    /// <param name="biasRegularizer">Regularizer applied to the bias.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="kernelConstraint">Constraint applied to the kernel after each update.</param>
    /// <param name="biasConstraint">Constraint applied to the bias after each update.</param>
    /// <param name="useGate">Gated attention, which is not implemented: only false.</param>
    /// <param name="slidingWindow">Sliding-window attention, which is not implemented: only null.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="useCausalMask">Whether a position attends only to itself and to positions before it.</param>
    /// <param name="returnAttentionScores">Whether the attention scores are a second output, (batch, heads, queries, keys).</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public MultiHeadAttention(
        int numHeads, int keyDim, int? valueDim = null, double dropout = 0, bool useBias = true, Shape? outputShape = null,
        IReadOnlyList<int>? attentionAxes = null, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null,
        Constraint? kernelConstraint = null, Constraint? biasConstraint = null, bool useGate = false, int? slidingWindow = null,
        int? seed = null, [CallArgument] bool useCausalMask = false, [CallArgument] bool returnAttentionScores = false, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(
            dropout, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, activityRegularizer, kernelConstraint,
            biasConstraint, useGate, slidingWindow, seed, useCausalMask, returnAttentionScores, name, trainable, dtype)
    {
        NumHeads = Require.Positive(numHeads, "MultiHeadAttention", "numHeads");
        KeyDim = Require.Positive(keyDim, "MultiHeadAttention", "keyDim");
        ValueDim = Require.Positive(valueDim ?? keyDim, "MultiHeadAttention", "valueDim");
        OutputShape = outputShape is null or { Rank: 1 }
            ? outputShape
            : throw new ArgumentException(
                $"MultiHeadAttention supports output shapes of one axis, but received {outputShape}. Reshape the output instead.",
                nameof(outputShape));
        AttentionAxes = attentionAxes is null or [1]
            ? attentionAxes
            : throw new ArgumentException(
                $"MultiHeadAttention supports attention over axis 1 alone, but received [{string.Join(", ", attentionAxes)}]. " +
                "Reshape the inputs to (batch, positions, features).", nameof(attentionAxes));
    }

    /// <summary>The number of attention heads.</summary>
    public int NumHeads { get; }

    /// <summary>Size of each attention head for query and key.</summary>
    public int KeyDim { get; }

    /// <summary>Size of each attention head for value.</summary>
    public int ValueDim { get; }

    /// <summary>The expected shape of an output position, one axis.</summary>
    public Shape? OutputShape { get; }

    /// <summary>Axes over which the attention is applied: only [1], the axis of the positions.</summary>
    public IReadOnlyList<int>? AttentionAxes { get; }

    private protected override int KeySize => KeyDim;

    private protected override int HeadsPerKey => 1;

    private protected override (EinsumDense Query, EinsumDense Key, EinsumDense Value, EinsumDense Output) Projections(int features) => (
        Projection("abc,cde->abde", [-1, NumHeads, KeyDim], "de", "query"),
        Projection("abc,cde->abde", [-1, NumHeads, KeyDim], "de", "key"),
        Projection("abc,cde->abde", [-1, NumHeads, ValueDim], "de", "value"),
        Projection("abcd,cde->abe", [-1, OutputShape?[0] ?? features], "e", "attention_output"));
}
