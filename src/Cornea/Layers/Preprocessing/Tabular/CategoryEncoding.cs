namespace Cornea.Layers;

/// <summary>Whole numbers as rows of zeros and ones, or as counts. Keras: <c>keras.layers.CategoryEncoding</c>.</summary>
/// <remarks>
/// One-hot: (batch) or (batch, 1) becomes (batch, tokens), further axes keep theirs. Multi-hot and count: (batch, n) becomes
/// (batch, tokens). A second input gives the weight of each number for counts. Source: Keras,
/// <c>layers/preprocessing/category_encoding.py</c>.
/// </remarks>
public sealed class CategoryEncoding : Layer
{
    /// <summary>Initializes the layer.</summary>
    /// <param name="numTokens">How many numbers there are.</param>
    /// <param name="outputMode">What comes out.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public CategoryEncoding(
        int numTokens, CategoryOutput outputMode = CategoryOutput.MultiHot, string? name = null, bool trainable = true,
        DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        NumTokens = Require.Positive(numTokens, "CategoryEncoding", "numTokens");
        OutputMode = Checked(outputMode);
    }

    /// <summary>How many numbers there are.</summary>
    public int NumTokens { get; }

    /// <summary>What comes out.</summary>
    public CategoryOutput OutputMode { get; }

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context) =>
        Encode(inputs[0], inputs.Count > 1 ? inputs[1] : null, NumTokens, OutputMode).Cast(DTypePolicy.FloatDType);

    internal static Tensor Encode(Tensor x, Tensor? weights, int tokens, CategoryOutput mode)
    {
        if (mode == CategoryOutput.OneHot)
        {
            var single = x.Rank > 1 && x.Shape[^1] == 1 ? x.Squeeze(-1) : x;
            return single.Cast(DType.Int32).ExpandDims(-1).EqualTo(Tensor.Arange(tokens)).ToFloat32();
        }
        var rows = x.Rank == 1 ? x.ExpandDims(-1) : x;
        // [batch, n, tokens]
        var hot = rows.Cast(DType.Int32).ExpandDims(-1).EqualTo(Tensor.Arange(tokens)).ToFloat32();
        if (mode == CategoryOutput.MultiHot)
            return hot.Max(-2);
        return (weights is null ? hot : hot * weights.ToFloat32().ExpandDims(-1)).Sum(-2);
    }

    private static CategoryOutput Checked(CategoryOutput mode) => mode is not (CategoryOutput.Index or CategoryOutput.TfIdf)
        ? mode
        : throw new ArgumentException(
            $"CategoryEncoding makes one-hot rows, multi-hot rows or counts, but received {mode}. Leave the layer out to keep numbers.",
            nameof(mode));
}
