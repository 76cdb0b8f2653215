namespace Cornea.Layers;

/// <summary>Each query takes a mean of the values, weighted by a learned sum of tanh(query + key). Keras:
/// <c>keras.layers.AdditiveAttention</c>.</summary>
/// <remarks>
/// softmax(sum scale · tanh(query + key)) · value. Inputs query (batch, steps, features), value (batch, others, ...), and key
/// where it is not the value. Weight scale (features). Bahdanau and others, "Neural machine translation by jointly learning to
/// align and translate", 2014; Keras, <c>layers/attention/additive_attention.py</c>.
/// </remarks>
public sealed class AdditiveAttention : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="useScale">Whether the features are multiplied by a learned scale.</param>
    /// <param name="dropout">Fraction of the attention weights to drop during training, between 0 and 1.</param>
    /// <param name="seed">Seed of the random numbers: they then do not depend on the other layers of the model. Drawn from the
    /// model's key when null.</param>
    /// <param name="useCausalMask">Whether a position attends only to itself and to positions before it.</param>
    /// <param name="returnAttentionScores">Whether the attention scores are a second output, (batch, queries, keys).</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public AdditiveAttention(
        bool useScale = true, double dropout = 0, int? seed = null, [CallArgument] bool useCausalMask = false,
        [CallArgument] bool returnAttentionScores = false, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        UseScale = useScale;
        Dropout = Require.Rate(dropout, "AdditiveAttention");
        Seed = seed;
        UseCausalMask = useCausalMask;
        ReturnAttentionScores = returnAttentionScores;
    }

    /// <summary>Whether the features are multiplied by a learned scale.</summary>
    public bool UseScale { get; }

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

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        if (UseScale)
            _scale = AddWeight("scale", [inputs[0][^1]], DefaultInitializers.Kernel);
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var (query, value, key) = AttentionScores.Split(this, inputs);
        // [batch, queries, 1, features] + [batch, 1, keys, features]
        var sums = (query.ExpandDims(2) + key.ExpandDims(1)).Tanh();
        var scores = (_scale is null ? sums : sums * context.Read(_scale)).Sum(-1);
        var (result, weights) = AttentionScores.Apply(scores, 1, query, value, UseCausalMask, Dropout, Seed, context);
        return ReturnAttentionScores ? [result, weights] : result;
    }
}
