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
    /// <summary>Makes the layer.</summary>
    /// <param name="useScale">Whether scores have a learned scale.</param>
    /// <param name="concatScores">Whether scores are sums of tanh(query + key) instead of products.</param>
    /// <param name="dropout">The part of the weights that is dropped while training.</param>
    /// <param name="useCausalMask">Whether a query sees only keys at or before its own step.</param>
    /// <param name="name">The layer's name.</param>
    public Attention(
        bool useScale = false, bool concatScores = false, double dropout = 0, bool useCausalMask = false, string? name = null)
        : base(name)
    {
        UseScale = useScale;
        ConcatScores = concatScores;
        Dropout = Require.Rate(dropout, "Attention");
        UseCausalMask = useCausalMask;
    }

    /// <summary>Whether scores have a learned scale.</summary>
    public bool UseScale { get; }

    /// <summary>Whether scores are sums of tanh(query + key) instead of products.</summary>
    public bool ConcatScores { get; }

    /// <summary>The part of the weights that is dropped while training.</summary>
    public double Dropout { get; }

    /// <summary>Whether a query sees only keys at or before its own step.</summary>
    public bool UseCausalMask { get; }

    private Variable? _scale;
    private Variable? _concatScale;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (UseScale)
            _scale = AddWeight("scale", Shape.Scalar, DefaultInitializers.Ones);
        if (ConcatScores)
            _concatScale = AddWeight("concat_score_weight", Shape.Scalar, DefaultInitializers.Ones);
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var (query, value, key) = AttentionScores.Split(this, inputs);
        var scores = ConcatScores
            ? AttentionScores.Sums(query, key, _scale is null ? null : context.Read(_scale)) * context.Read(_concatScale!)
            : Tensor.MatMul(query, key.SwapAxes(-1, -2)) is var products && _scale is not null ? products * context.Read(_scale) : products;
        return AttentionScores.Apply(scores, query, value, UseCausalMask, Dropout, context);
    }
}
