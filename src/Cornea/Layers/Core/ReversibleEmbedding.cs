namespace Cornea.Layers;

/// <summary>An embedding that also goes back: from vectors to a score for each number. Keras:
/// <c>keras.layers.ReversibleEmbedding</c>.</summary>
/// <remarks>
/// Forwards as Embedding; backwards x · embeddingsᵀ, as the last layer of a language model. Weights embeddings (inputDim,
/// outputDim) and, untied, reverse_embeddings (outputDim, inputDim). Source: Keras, <c>layers/core/reversible_embedding.py</c>.
/// </remarks>
public sealed class ReversibleEmbedding : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inputDim">How many numbers there are: the largest plus 1.</param>
    /// <param name="outputDim">The length of a vector.</param>
    /// <param name="tieWeights">Whether both ways share the vectors.</param>
    /// <param name="embeddingsInitializer">First values; uniform within 0.05 of 0 where null.</param>
    /// <param name="embeddingsRegularizer">A penalty on the vectors.</param>
    /// <param name="embeddingsConstraint">A set the vectors are brought back to.</param>
    /// <param name="maskZero">Whether 0 stands for a step that does not count.</param>
    /// <param name="logitSoftCap">Scores are bent to stay below it: cap · tanh(score / cap).</param>
    /// <param name="name">The layer's name.</param>
    public ReversibleEmbedding(
        int inputDim, int outputDim, bool tieWeights = true, Initializer? embeddingsInitializer = null,
        Regularizer? embeddingsRegularizer = null, Constraint? embeddingsConstraint = null, bool maskZero = false,
        double? logitSoftCap = null, string? name = null)
        : base(name)
    {
        InputDim = Require.Positive(inputDim, "ReversibleEmbedding", "inputDim");
        OutputDim = Require.Positive(outputDim, "ReversibleEmbedding", "outputDim");
        TieWeights = tieWeights;
        EmbeddingsInitializer = embeddingsInitializer;
        EmbeddingsRegularizer = embeddingsRegularizer;
        EmbeddingsConstraint = embeddingsConstraint;
        MaskZero = maskZero;
        LogitSoftCap = logitSoftCap;
    }

    /// <summary>How many numbers there are: the largest plus 1.</summary>
    public int InputDim { get; }

    /// <summary>The length of a vector.</summary>
    public int OutputDim { get; }

    /// <summary>Whether both ways share the vectors.</summary>
    public bool TieWeights { get; }

    /// <summary>First values; uniform within 0.05 of 0 where null.</summary>
    public Initializer? EmbeddingsInitializer { get; }

    /// <summary>A penalty on the vectors.</summary>
    public Regularizer? EmbeddingsRegularizer { get; }

    /// <summary>A set the vectors are brought back to.</summary>
    public Constraint? EmbeddingsConstraint { get; }

    /// <summary>Whether 0 stands for a step that does not count.</summary>
    public bool MaskZero { get; }

    /// <summary>Scores are bent to stay below it: cap · tanh(score / cap).</summary>
    public double? LogitSoftCap { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private Variable? _embeddings;
    private Variable? _reverse;

    /// <summary>The scores of all numbers for some vectors.</summary>
    /// <param name="x">(batch, ..., outputDim).</param>
    /// <param name="context">The context of the pass.</param>
    /// <returns>(batch, ..., inputDim).</returns>
    public Tensor Reverse(Tensor x, CallContext context)
    {
        if (_embeddings is null)
            BuildFor([[Shape.Unknown]], context.Seed);
        var scores = Tensor.MatMul(x, _reverse is null ? context.Read(_embeddings!).Transpose() : context.Read(_reverse));
        return LogitSoftCap is { } cap ? (scores / cap).Tanh() * cap : scores;
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        _embeddings = AddWeight(
            "embeddings", [InputDim, OutputDim], EmbeddingsInitializer ?? DefaultInitializers.Embeddings, EmbeddingsRegularizer,
            EmbeddingsConstraint);
        if (!TieWeights)
            _reverse = AddWeight("reverse_embeddings", [OutputDim, InputDim], EmbeddingsInitializer ?? DefaultInitializers.Embeddings);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        context.Read(_embeddings!).Gather(((Tensor)inputs).Cast(DType.Int32));

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context) => MaskZero
        ? ((Tensor)inputs).NotEqualTo(0) : null;
}
