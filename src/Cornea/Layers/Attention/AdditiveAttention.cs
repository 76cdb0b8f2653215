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
    /// <summary>Makes the layer.</summary>
    /// <param name="useScale">Whether features have learned factors.</param>
    /// <param name="dropout">The part of the weights that is dropped while training.</param>
    /// <param name="useCausalMask">Whether a query sees only keys at or before its own step.</param>
    /// <param name="name">The layer's name.</param>
    public AdditiveAttention(bool useScale = true, double dropout = 0, bool useCausalMask = false, string? name = null) : base(name)
    {
        UseScale = useScale;
        Dropout = Require.Rate(dropout, "AdditiveAttention");
        UseCausalMask = useCausalMask;
    }

    /// <summary>Whether features have learned factors.</summary>
    public bool UseScale { get; }

    /// <summary>The part of the weights that is dropped while training.</summary>
    public double Dropout { get; }

    /// <summary>Whether a query sees only keys at or before its own step.</summary>
    public bool UseCausalMask { get; }

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
        return AttentionScores.Apply(scores, query, value, UseCausalMask, Dropout, context);
    }
}
