namespace Cornea.Layers;

/// <summary>An embedding that also goes back: from vectors to a score for each number. Keras:
/// <c>keras.layers.ReversibleEmbedding</c>.</summary>
/// <remarks>
/// Forwards as Embedding; backwards x · embeddingsᵀ, as the last layer of a language model. Weights embeddings (inputDim,
/// outputDim) and, untied, reverse_embeddings (outputDim, inputDim). Source: Keras, <c>layers/core/reversible_embedding.py</c>.
/// </remarks>
public sealed class ReversibleEmbedding : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="inputDim">Size of the vocabulary: the largest integer plus 1.</param>
    /// <param name="outputDim">Dimensionality of the embedding.</param>
    /// <param name="tieWeights">Whether the reverse projection uses the same embeddings.</param>
    /// <param name="embeddingsInitializer">Initializer for the embeddings; uniform between -0.05 and 0.05 when null.</param>
    /// <param name="embeddingsRegularizer">Regularizer applied to the embeddings.</param>
    /// <param name="embeddingsConstraint">Constraint applied to the embeddings after each update.</param>
    /// <param name="maskZero">Whether the input value 0 is a padding value that is masked out.</param>
    /// <param name="reverseDtype">The element type in which the reverse projection is computed; that of its input when null.</param>
    /// <param name="logitSoftCap">Soft cap of the logits: cap · tanh(logits / cap); none when null.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public ReversibleEmbedding(
        int inputDim, int outputDim, bool tieWeights = true, Initializer? embeddingsInitializer = null,
        Regularizer? embeddingsRegularizer = null, Constraint? embeddingsConstraint = null, bool maskZero = false,
        DType? reverseDtype = null, double? logitSoftCap = null, Regularizer? activityRegularizer = null, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        InputDim = Require.Positive(inputDim, "ReversibleEmbedding", "inputDim");
        OutputDim = Require.Positive(outputDim, "ReversibleEmbedding", "outputDim");
        TieWeights = tieWeights;
        EmbeddingsInitializer = embeddingsInitializer ?? DefaultInitializers.Embeddings;
        EmbeddingsRegularizer = embeddingsRegularizer;
        EmbeddingsConstraint = embeddingsConstraint;
        MaskZero = maskZero;
        ReverseDtype = reverseDtype;
        LogitSoftCap = logitSoftCap;
        ActivityRegularizer = activityRegularizer;
    }

    /// <summary>Size of the vocabulary: the largest integer plus 1.</summary>
    public int InputDim { get; }

    /// <summary>Dimensionality of the embedding.</summary>
    public int OutputDim { get; }

    /// <summary>Whether the reverse projection uses the same embeddings.</summary>
    public bool TieWeights { get; }

    /// <summary>Initializer for the embeddings; uniform between -0.05 and 0.05 when null.</summary>
    public Initializer EmbeddingsInitializer { get; }

    /// <summary>Regularizer applied to the embeddings.</summary>
    public Regularizer? EmbeddingsRegularizer { get; }

    /// <summary>Constraint applied to the embeddings after each update.</summary>
    public Constraint? EmbeddingsConstraint { get; }

    /// <summary>Whether the input value 0 is a padding value that is masked out.</summary>
    public bool MaskZero { get; }

    /// <summary>The element type in which the reverse projection is computed.</summary>
    public DType? ReverseDtype { get; }

    /// <summary>Soft cap of the logits: cap · tanh(logits / cap).</summary>
    public double? LogitSoftCap { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private Variable? _embeddings;
    private Variable? _reverse;

    internal override bool CanReverse => true;

    /// <summary>The symbolic scores of all numbers for some vectors, as an output of a functional model.</summary>
    /// <param name="x">(batch, ..., outputDim).</param>
    /// <returns>(batch, ..., inputDim).</returns>
    public SymbolicTensor ReverseOn(SymbolicTensor x) => OnAll(x, null, isReverse: true)[0];

    /// <summary>The scores of all numbers for some vectors.</summary>
    /// <param name="x">(batch, ..., outputDim).</param>
    /// <param name="context">The context of the pass.</param>
    /// <returns>(batch, ..., inputDim).</returns>
    public Tensor Reverse(Tensor x, CallContext context)
    {
        if (_embeddings is null)
            BuildFor([[Shape.Unknown]], context.Seed);
        var kernel = _reverse is null ? context.Read(_embeddings!).Transpose() : context.Read(_reverse);
        if (ReverseDtype is { } type)
            (x, kernel) = (x.Cast(type), kernel.Cast(type));
        var scores = Tensor.MatMul(x, kernel);
        return LogitSoftCap is { } cap ? (scores / cap).Tanh() * cap : scores;
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        _embeddings = AddWeight(
            "embeddings", [InputDim, OutputDim], EmbeddingsInitializer, EmbeddingsRegularizer,
            EmbeddingsConstraint);
        if (!TieWeights)
            _reverse = AddWeight("reverse_embeddings", [OutputDim, InputDim], EmbeddingsInitializer);
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) => context.IsReverse
        ? Reverse(inputs, context)
        : Embedding.Rows(this, context.Read(_embeddings!), inputs, InputDim);

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context) => MaskZero && !context.IsReverse
        ? ((Tensor)inputs).NotEqualTo(0) : null;
}
