namespace Cornea.Layers;

/// <summary>A learned vector for each whole number: words, categories. Keras: <c>keras.layers.Embedding</c>.</summary>
/// <remarks>
/// Input whole numbers (batch, ...), output (batch, ..., outputDim). Weight embeddings (inputDim, outputDim). Source: Keras,
/// <c>layers/core/embedding.py</c>.
/// </remarks>
public sealed class Embedding : Layer
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inputDim">How many numbers there are: the largest plus 1.</param>
    /// <param name="outputDim">The length of a vector.</param>
    /// <param name="embeddingsInitializer">First values; uniform within 0.05 of 0 where null.</param>
    /// <param name="embeddingsRegularizer">A penalty on the vectors.</param>
    /// <param name="embeddingsConstraint">A set the vectors are brought back to.</param>
    /// <param name="maskZero">Whether 0 stands for a step that does not count.</param>
    /// <param name="name">The layer's name.</param>
    public Embedding(
        int inputDim, int outputDim, Initializer? embeddingsInitializer = null, Regularizer? embeddingsRegularizer = null,
        Constraint? embeddingsConstraint = null, bool maskZero = false, string? name = null)
        : base(name)
    {
        InputDim = Require.Positive(inputDim, "Embedding", "inputDim");
        OutputDim = Require.Positive(outputDim, "Embedding", "outputDim");
        EmbeddingsInitializer = embeddingsInitializer;
        EmbeddingsRegularizer = embeddingsRegularizer;
        EmbeddingsConstraint = embeddingsConstraint;
        MaskZero = maskZero;
    }

    /// <summary>How many numbers there are: the largest plus 1.</summary>
    public int InputDim { get; }

    /// <summary>The length of a vector.</summary>
    public int OutputDim { get; }

    /// <summary>First values; uniform within 0.05 of 0 where null.</summary>
    public Initializer? EmbeddingsInitializer { get; }

    /// <summary>A penalty on the vectors.</summary>
    public Regularizer? EmbeddingsRegularizer { get; }

    /// <summary>A set the vectors are brought back to.</summary>
    public Constraint? EmbeddingsConstraint { get; }

    /// <summary>Whether 0 stands for a step that does not count.</summary>
    public bool MaskZero { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private Variable? _embeddings;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) =>
        _embeddings = AddWeight(
            "embeddings", [InputDim, OutputDim], EmbeddingsInitializer ?? DefaultInitializers.Embeddings, EmbeddingsRegularizer,
            EmbeddingsConstraint);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        context.Read(_embeddings!).Gather(((Tensor)inputs).Cast(DType.Int32));

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context) => MaskZero
        ? ((Tensor)inputs).NotEqualTo(0) : null;
}
