namespace Cornea.Layers;

/// <summary>Multi-head attention in which several query heads share one head of keys and values. Keras:
/// <c>keras.layers.GroupQueryAttention</c>.</summary>
/// <remarks>
/// Inputs [query, value], [query, value, key] or [query, value, key, mask]: (batch, steps, features), the mask (batch, queries,
/// keys). Output (batch, queries, features of the query). Ainslie and others, "GQA", 2023; Keras,
/// <c>layers/attention/grouped_query_attention.py</c>.
/// </remarks>
[ConfigName("GroupQueryAttention", "GroupedQueryAttention")]
public sealed class GroupQueryAttention : ProjectedAttention
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="headDim">Size of each attention head.</param>
    /// <param name="numQueryHeads">The number of query attention heads.</param>
    /// <param name="numKeyValueHeads">The number of key and value attention heads; divides the number of query heads.</param>
    /// <param name="dropout">Fraction of the attention weights to drop during training, between 0 and 1.</param>
    /// <param name="useBias">Whether the dense layers of the projections have bias vectors.</param>
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
    public GroupQueryAttention(
        int headDim, int numQueryHeads, int numKeyValueHeads, double dropout = 0, bool useBias = true,
        Initializer? kernelInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null, Regularizer? activityRegularizer = null, Constraint? kernelConstraint = null,
        Constraint? biasConstraint = null, bool useGate = false, int? slidingWindow = null, int? seed = null,
        [CallArgument] bool useCausalMask = false, [CallArgument] bool returnAttentionScores = false, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(
            dropout, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, activityRegularizer, kernelConstraint,
            biasConstraint, useGate, slidingWindow, seed, useCausalMask, returnAttentionScores, name, trainable, dtype)
    {
        HeadDim = Require.Positive(headDim, "GroupQueryAttention", "headDim");
        NumQueryHeads = Require.Positive(numQueryHeads, "GroupQueryAttention", "numQueryHeads");
        NumKeyValueHeads = Require.Positive(numKeyValueHeads, "GroupQueryAttention", "numKeyValueHeads");
    }

    /// <summary>Size of each attention head.</summary>
    public int HeadDim { get; }

    /// <summary>The number of query attention heads.</summary>
    public int NumQueryHeads { get; }

    /// <summary>The number of key and value attention heads; divides the number of query heads.</summary>
    public int NumKeyValueHeads { get; }

    internal override string KerasClassName => "GroupedQueryAttention";

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
