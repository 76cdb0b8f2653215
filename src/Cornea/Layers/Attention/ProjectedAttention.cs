namespace Cornea.Layers;

/// <summary>
/// What the attentions with heads share: query, key and value are projected, each head weighs the values by how alike query and key
/// are, and a last projection joins the heads.
/// </summary>
/// <remarks>
/// Inputs [query, value], [query, value, key] or [query, value, key, mask]: (batch, steps, features), the mask (batch, queries, keys).
/// Each head: softmax(q · kᵀ / sqrt(features of a key)) · v.
/// </remarks>
public abstract class ProjectedAttention : Layer
{
    private EinsumDense? _query;
    private EinsumDense? _key;
    private EinsumDense? _value;
    private EinsumDense? _output;

    private protected ProjectedAttention(
        double dropout, bool useBias, Initializer? kernelInitializer, Initializer? biasInitializer, Regularizer? kernelRegularizer,
        Regularizer? biasRegularizer, Regularizer? activityRegularizer, Constraint? kernelConstraint, Constraint? biasConstraint,
        bool useGate, int? slidingWindow, int? seed, bool useCausalMask, bool returnAttentionScores, string? name, bool trainable,
        DTypePolicy? dtype)
        : base(name, trainable, dtype)
    {
        Dropout = Require.Rate(dropout, GetType().Name);
        UseBias = useBias;
        KernelInitializer = kernelInitializer ?? DefaultInitializers.Kernel;
        BiasInitializer = biasInitializer ?? DefaultInitializers.Zeros;
        (KernelRegularizer, BiasRegularizer, ActivityRegularizer) = (kernelRegularizer, biasRegularizer, activityRegularizer);
        (KernelConstraint, BiasConstraint) = (kernelConstraint, biasConstraint);
        UseGate = !useGate ? false : throw NotImplemented("gated attention", nameof(useGate));
        SlidingWindow = slidingWindow is null ? null : throw NotImplemented("sliding-window attention", nameof(slidingWindow));
        (Seed, UseCausalMask, ReturnAttentionScores) = (seed, useCausalMask, returnAttentionScores);
    }

    /// <summary>Fraction of the attention weights to drop during training, between 0 and 1.</summary>
    public double Dropout { get; }

    /// <summary>Whether the dense layers of the projections have bias vectors.</summary>
    public bool UseBias { get; }

    /// <summary>Initializer for the kernels.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>Initializer for the biases.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>Regularizer applied to the kernels.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>Regularizer applied to the biases.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>Constraint applied to the kernels after each update.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>Constraint applied to the biases after each update.</summary>
    public Constraint? BiasConstraint { get; }

    /// <summary>Whether the attention is gated: never.</summary>
    public bool UseGate { get; }

    /// <summary>Size of the sliding window: null, without one.</summary>
    public int? SlidingWindow { get; }

    /// <summary>Seed of the dropout; null draws from the model's key.</summary>
    public int? Seed { get; }

    /// <summary>Whether a position attends only to itself and to positions before it.</summary>
    public bool UseCausalMask { get; }

    /// <summary>Whether the attention scores are a second output, (batch, heads, queries, keys).</summary>
    public bool ReturnAttentionScores { get; }

    /// <inheritdoc/>
    protected sealed override bool SupportsMasking => true;

    /// <summary>Features of a head's query and key.</summary>
    private protected abstract int KeySize { get; }

    /// <summary>How many heads of the query share one of keys and values.</summary>
    private protected abstract int HeadsPerKey { get; }

    /// <inheritdoc/>
    protected sealed override void Build(IReadOnlyList<Shape> inputs)
    {
        if (inputs.Count is < 2 or > 4 || inputs[0].Rank != 3)
        {
            throw new ShapeException(
                $"{this} expects the inputs [query, value], (batch, steps, features) each, but received {string.Join(", ", inputs)}. " +
                (inputs.Count < 2 ? "Pass them together." : "Give each its axis of steps, and no more axes."));
        }
        (_query, _key, _value, _output) = Projections(inputs[0][^1]);
    }

    internal sealed override ConfigObject? WriteBuildShapes(IReadOnlyList<Shape> inputs) => LayerConfig.NamedBuildShapes(
        ((string[])["query_shape", "value_shape", "key_shape"]).Zip(inputs, (name, shape) => (name, new ConfigWriter().Of(shape))));

    /// <inheritdoc/>
    public sealed override Tensors Call(Tensors inputs, CallContext context)
    {
        var (value, key) = (inputs[1], inputs[Math.Min(2, inputs.Count - 1)]);
        // q: [batch, queries, heads, features], k and v alike.
        Tensor q = _query!.Apply(inputs[0], context);
        var k = Shared(_key!.Apply(key, context));
        var v = Shared(_value!.Apply(value, context));
        var unit = Cornea.Ops.ScoreUnit(q.DType);
        var scores = Tensor.MatMul((q * (unit / Math.Sqrt(KeySize))).Transpose(0, 2, 1, 3), k.Transpose(0, 2, 3, 1));
        var weights = AttentionScores.Weights(scores, unit, Mask(inputs, context));
        var used = context.Training && Dropout > 0 ? Cornea.Layers.Dropout.Drop(weights, Dropout, weights.Shape, context, Seed) : weights;
        Tensor result = _output!.Apply(Tensor.MatMul(used, v.Transpose(0, 2, 1, 3)).Transpose(0, 2, 1, 3), context);
        return ReturnAttentionScores ? [result, weights] : result;

        Tensor Shared(Tensor heads) => HeadsPerKey == 1 ? heads : heads.Repeat(HeadsPerKey, 2);
    }

    /// <summary>Makes the four projections.</summary>
    /// <param name="features">Features of the query.</param>
    private protected abstract (EinsumDense Query, EinsumDense Key, EinsumDense Value, EinsumDense Output) Projections(int features);

    private ArgumentException NotImplemented(string feature, string argument) => new(
        $"{GetType().Name} does not implement {feature}. Leave {argument} out.", argument);

    /// <summary>A projection among the layer's own.</summary>
    private protected EinsumDense Projection(string equation, Shape shape, string biasAxes, string name) => Track(
        new EinsumDense(
            equation, shape, null, UseBias ? biasAxes : null, KernelInitializer, BiasInitializer, KernelRegularizer, BiasRegularizer,
            kernelConstraint: KernelConstraint, biasConstraint: BiasConstraint, dtype: DTypePolicy),
        name);

    // What may be seen, [batch, 1, queries, keys]: the given mask, the masks of the inputs and the past.
    private Tensor? Mask(Tensors inputs, CallContext context)
    {
        var (query, value, key) = (inputs[0], inputs[1], inputs[Math.Min(2, inputs.Count - 1)]);
        var mask = inputs.Count > 3 ? inputs[3].Cast(DType.Bool) : null;
        mask = AttentionScores.And(mask, context.MaskOf(query)?.ExpandDims(2));
        mask = AttentionScores.And(mask, context.MaskOf(value)?.ExpandDims(1));
        if (!ReferenceEquals(key, value))
            mask = AttentionScores.And(mask, context.MaskOf(key)?.ExpandDims(1));
        if (UseCausalMask)
            mask = AttentionScores.And(mask, AttentionScores.Causal(query.Shape[1], value.Shape[1]).ExpandDims(0));
        return mask is { Rank: 3 } ? mask.ExpandDims(1) : mask;
    }
}
