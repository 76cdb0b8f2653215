namespace Cornea.Layers;

/// <summary>Each query takes a mean of the values, weighted by how well their keys match it. Keras:
/// <c>keras.layers.Attention</c>.</summary>
/// <remarks>
/// softmax(query · keyᵀ) · value; with score mode concat the scores are sums of tanh(query + key). Inputs query (batch, steps,
/// features), value (batch, others, ...), and key where it is not the value. Steps that masks leave out get no weight. Luong
/// and others, "Effective approaches to attention", 2015; Keras, <c>layers/attention/attention.py</c>.
/// </remarks>
public sealed class Attention : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="useScale">Whether the scores are multiplied by a learned scale.</param>
    /// <param name="scoreMode">Function that computes the attention scores: dot product, or sum of tanh(query + key).</param>
    /// <param name="dropout">Fraction of the attention weights to drop during training, between 0 and 1.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="useCausalMask">Whether a position attends only to itself and to positions before it.</param>
    /// <param name="returnAttentionScores">Whether the attention scores are a second output, (batch, queries, keys).</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Attention(
        bool useScale = false, AttentionScoreMode scoreMode = AttentionScoreMode.Dot, double dropout = 0, int? seed = null,
        [CallArgument] bool useCausalMask = false,
        [CallArgument] bool returnAttentionScores = false, string? name = null, bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        UseScale = useScale;
        ScoreMode = scoreMode;
        Dropout = Require.Rate(dropout, "Attention");
        Seed = seed;
        UseCausalMask = useCausalMask;
        ReturnAttentionScores = returnAttentionScores;
    }

    /// <summary>Whether the scores are multiplied by a learned scale.</summary>
    public bool UseScale { get; }

    /// <summary>Function that computes the attention scores: dot product, or sum of tanh(query + key).</summary>
    public AttentionScoreMode ScoreMode { get; }

    /// <summary>Fraction of the attention weights to drop during training, between 0 and 1.</summary>
    public double Dropout { get; }

    /// <summary>Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the model's key
    /// when null.</summary>
    public int? Seed { get; }

    /// <summary>Whether a position attends only to itself and to positions before it.</summary>
    public bool UseCausalMask { get; }

    /// <summary>Whether the attention scores are a second output, (batch, queries, keys).</summary>
    public bool ReturnAttentionScores { get; }

    private Variable? _scale;
    private Variable? _concatScale;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (UseScale)
            _scale = AddWeight("scale", Shape.Scalar, DefaultInitializers.Ones);
        if (ScoreMode == AttentionScoreMode.Concatenate)
            _concatScale = AddWeight("concat_score_weight", Shape.Scalar, DefaultInitializers.Ones);
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var (query, value, key) = AttentionScores.Split(this, inputs);
        var (isSum, scale) = (ScoreMode == AttentionScoreMode.Concatenate, _scale is null ? null : context.Read(_scale));
        var unit = isSum ? 1 : Cornea.Ops.ScoreUnit(query.DType);
        var scores = isSum ? AttentionScores.Sums(query, key, scale) * context.Read(_concatScale!)
            : Tensor.MatMul(query * unit, key.SwapAxes(-1, -2)) is var products && scale is not null ? products * scale : products;
        var (result, weights) = AttentionScores.Apply(scores, unit, query, value, UseCausalMask, Dropout, Seed, context);
        return ReturnAttentionScores ? [result, weights] : result;
    }
}
