namespace Cornea.Layers;

/// <summary>Multi-head attention in which several query heads share one head of keys and values. Keras:
/// <c>keras.layers.GroupQueryAttention</c>.</summary>
/// <remarks>
/// Inputs [query, value], [query, value, key] or [query, value, key, mask]: (batch, steps, features), the mask (batch, queries,
/// keys). Output (batch, queries, features of the query). Ainslie and others, "GQA", 2023; Keras,
/// <c>layers/attention/grouped_query_attention.py</c>.
/// </remarks>
public sealed class GroupQueryAttention : ProjectedAttention
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
        : base(
            dropout, useBias, useCausalMask, returnAttentionScores, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer,
            kernelConstraint,
            biasConstraint, name)
    {
        HeadDim = Require.Positive(headDim, "GroupQueryAttention", "headDim");
        NumQueryHeads = Require.Positive(numQueryHeads, "GroupQueryAttention", "numQueryHeads");
        NumKeyValueHeads = Require.Positive(numKeyValueHeads, "GroupQueryAttention", "numKeyValueHeads");
    }

    /// <summary>Features of a head.</summary>
    public int HeadDim { get; }

    /// <summary>How many query heads.</summary>
    public int NumQueryHeads { get; }

    /// <summary>How many heads of keys and values; divides the query heads.</summary>
    public int NumKeyValueHeads { get; }

    private protected override int KeySize => HeadDim;

    private protected override int HeadsPerKey => NumQueryHeads / NumKeyValueHeads;

    private protected override (EinsumDense Query, EinsumDense Key, EinsumDense Value, EinsumDense Output) Projections(int features)
    {
        if (NumQueryHeads % NumKeyValueHeads != 0)
        {
            throw new ArgumentException(
                $"{this} shares {NumKeyValueHeads} key heads among {NumQueryHeads} query heads: they do not divide. " +
                $"Choose a divisor of {NumQueryHeads}.");
        }
        return (
            Projection("bqm,muh->bquh", [-1, NumQueryHeads, HeadDim], "uh", "query"),
            Projection("bkm,mvh->bkvh", [-1, NumKeyValueHeads, HeadDim], "vh", "key"),
            Projection("bkm,mvh->bkvh", [-1, NumKeyValueHeads, HeadDim], "vh", "value"),
            Projection("bquh,uhm->bqm", [-1, features], "m", "attention_output"));
    }
}
