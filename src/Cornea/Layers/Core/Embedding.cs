namespace Cornea.Layers;

/// <summary>A learned vector for each whole number: words, categories. Keras: <c>keras.layers.Embedding</c>.</summary>
/// <remarks>
/// Input whole numbers (batch, ...), output (batch, ..., outputDim). Weight embeddings (inputDim, outputDim). Source: Keras,
/// <c>layers/core/embedding.py</c>.
/// </remarks>
public sealed class Embedding : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="inputDim">Size of the vocabulary: the largest integer plus 1.</param>
    /// <param name="outputDim">Dimensionality of the embedding.</param>
    /// <param name="embeddingsInitializer">Initializer for the embeddings; uniform between -0.05 and 0.05 when null.</param>
    /// <param name="embeddingsRegularizer">Regularizer applied to the embeddings.</param>
    /// <param name="embeddingsConstraint">Constraint applied to the embeddings after each update.</param>
    /// <param name="maskZero">Whether the input value 0 is a padding value that is masked out.</param>
    /// <param name="activityRegularizer">Regularizer applied to the output.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public Embedding(
        int inputDim, int outputDim, Initializer? embeddingsInitializer = null, Regularizer? embeddingsRegularizer = null,
        Constraint? embeddingsConstraint = null, bool maskZero = false, Regularizer? activityRegularizer = null, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        InputDim = Require.Positive(inputDim, "Embedding", "inputDim");
        OutputDim = Require.Positive(outputDim, "Embedding", "outputDim");
        EmbeddingsInitializer = embeddingsInitializer ?? DefaultInitializers.Embeddings;
        EmbeddingsRegularizer = embeddingsRegularizer;
        EmbeddingsConstraint = embeddingsConstraint;
        MaskZero = maskZero;
        ActivityRegularizer = activityRegularizer;
    }

    /// <summary>Size of the vocabulary: the largest integer plus 1.</summary>
    public int InputDim { get; }

    /// <summary>Dimensionality of the embedding.</summary>
    public int OutputDim { get; }

    /// <summary>Initializer for the embeddings; uniform between -0.05 and 0.05 when null.</summary>
    public Initializer EmbeddingsInitializer { get; }

    /// <summary>Regularizer applied to the embeddings.</summary>
    public Regularizer? EmbeddingsRegularizer { get; }

    /// <summary>Constraint applied to the embeddings after each update.</summary>
    public Constraint? EmbeddingsConstraint { get; }

    /// <summary>Whether the input value 0 is a padding value that is masked out.</summary>
    public bool MaskZero { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    private Variable? _embeddings;

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs) =>
        _embeddings = AddWeight(
            "embeddings", [InputDim, OutputDim], EmbeddingsInitializer, EmbeddingsRegularizer,
            EmbeddingsConstraint);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        Rows(this, context.Read(_embeddings!), inputs, InputDim);

    /// <summary>The rows of a table that a layer was given; one that it does not have is named by the layer.</summary>
    internal static Tensor Rows(Layer layer, Tensor table, Tensor indices, int count) => table.Gather(
        indices.Cast(DType.Int32), 0,
        $"{layer} received index {{index}}, but has rows 0 to {count - 1}. Raise inputDim, or correct the inputs.");

    /// <inheritdoc/>
    protected override Tensor? ComputeMask(Tensors inputs, Tensors outputs, CallContext context) => MaskZero
        ? ((Tensor)inputs).NotEqualTo(0) : null;
}
