namespace Cornea.Layers;

/// <summary>Maps integers to indices of a vocabulary. Keras: <c>keras.layers.IntegerLookup</c>.</summary>
/// <remarks>
/// Index 0 is the mask token where there is one, the next stand for unknown numbers (x modulo their count), then comes the vocabulary,
/// the most frequent number first. Runs inside a model, by halving a sorted list. Source: Keras,
/// <c>layers/preprocessing/integer_lookup.py</c>.
/// </remarks>
public sealed class IntegerLookup : Layer
{
    private VocabularyTable<long> _table;

    /// <summary>Initializes the layer.</summary>
    /// <param name="maxTokens">Maximum size of the vocabulary, special tokens included; unlimited when null.</param>
    /// <param name="numOovIndices">The number of out-of-vocabulary indices; with 0, integers outside the vocabulary, which Keras refuses,
    /// get the index -1 or no place in a row.</param>
    /// <param name="maskToken">An integer that represents masked inputs: index 0, or dropped from rows; none when null.</param>
    /// <param name="oovToken">The out-of-vocabulary token of the vocabulary.</param>
    /// <param name="vocabulary">The vocabulary; learned by <see cref="Adapt"/> when null.</param>
    /// <param name="vocabularyDtype">The element type of the vocabulary: Int64 alone.</param>
    /// <param name="idfWeights">Weights for TfIdf, which is for <see cref="StringLookup"/>: only null.</param>
    /// <param name="invert">Whether to map indices to the integers of the vocabulary, not integers to indices.</param>
    /// <param name="outputMode">Specification of the output: indices, one-hot, multi-hot or counts.</param>
    /// <param name="sparse">Sparse outputs, which do not exist here: only false.</param>
    /// <param name="padToMaxTokens">Whether the rows of multi-hot and count outputs have <paramref name="maxTokens"/> elements.</param>
    /// <param name="name">The name of the layer; the model that holds it names it when null.</param>
    /// <param name="trainable">Whether the layer's weights are updated during training.</param>
    /// <param name="dtype">The dtype policy of the layer's variables and computations; the default policy when null.</param>
    public IntegerLookup(
        int? maxTokens = null, int numOovIndices = 1, long? maskToken = null, long oovToken = -1, IReadOnlyList<long>? vocabulary = null,
        DType vocabularyDtype = DType.Int64, IReadOnlyList<double>? idfWeights = null, bool invert = false,
        CategoryOutput outputMode = CategoryOutput.Index, bool sparse = false, bool padToMaxTokens = false, string? name = null,
        bool trainable = true, DTypePolicy? dtype = null)
        : base(name, trainable, dtype)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numOovIndices);
        if (outputMode == CategoryOutput.TfIdf || idfWeights is not null)
        {
            throw new ArgumentException(
                "IntegerLookup gives indices, rows or counts, but received TfIdf or its weights. Use StringLookup.", nameof(outputMode));
        }
        if (sparse)
            throw new ArgumentException("IntegerLookup gives dense outputs alone. Leave sparse out.", nameof(sparse));
        if (vocabularyDtype != DType.Int64)
        {
            throw new ArgumentException(
                $"IntegerLookup has a vocabulary of Int64, but received {vocabularyDtype}. Leave it out.", nameof(vocabularyDtype));
        }
        if (invert && outputMode != CategoryOutput.Index)
        {
            throw new ArgumentException(
                $"IntegerLookup inverts indices alone, but received {outputMode}. Leave outputMode out.", nameof(outputMode));
        }
        _table = new VocabularyTable<long>(
            "IntegerLookup", maxTokens, numOovIndices, maskToken is not null, maskToken ?? 0, oovToken, outputMode, padToMaxTokens);
        if (vocabulary is not null)
            _table = new VocabularyTable<long>(_table, vocabulary, null);
        Invert = invert;
    }

    /// <summary>Maximum size of the vocabulary, special tokens included; null for unlimited.</summary>
    public int? MaxTokens => _table.MaxTokens;

    /// <summary>The number of out-of-vocabulary indices.</summary>
    public int NumOovIndices => _table.UnknownIndices;

    /// <summary>The integer that represents masked inputs, or null.</summary>
    public long? MaskToken => _table.HasMask ? _table.Mask : null;

    /// <summary>The out-of-vocabulary token of the vocabulary.</summary>
    public long OovToken => _table.Unknown;

    /// <summary>The element type of the vocabulary.</summary>
    public DType VocabularyDtype => DType.Int64;

    /// <summary>Weights for TfIdf: always null.</summary>
    public IReadOnlyList<double>? IdfWeights => null;

    /// <summary>Whether indices are mapped to the integers of the vocabulary.</summary>
    public bool Invert { get; }

    /// <summary>Whether outputs are sparse: never.</summary>
    public bool Sparse => false;

    /// <summary>Whether rows have <see cref="MaxTokens"/> elements.</summary>
    public bool PadToMaxTokens => _table.Pad;

    /// <summary>Specification of the output.</summary>
    public CategoryOutput OutputMode => _table.Output;

    /// <summary>The vocabulary by index, special tokens included.</summary>
    public IReadOnlyList<long> Vocabulary => _table.Vocabulary;

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <summary>Learns the vocabulary: the most frequent numbers first, ties in descending order. Keras: <c>adapt</c>.</summary>
    /// <param name="data">Whole numbers of any shape.</param>
    public void Adapt(Tensor data) =>
        _table.Adapt(data.ToArray<long>().Select(number => (IReadOnlyList<long>)[number]), (a, b) => a.CompareTo(b));

    /// <summary>The integers at some indices: the inverse. Keras: <c>invert=True</c>.</summary>
    /// <param name="indices">Integers of any shape; an index outside the vocabulary gives the out-of-vocabulary token.</param>
    /// <returns>Int64, of the same shape.</returns>
    public Tensor Numbers(Tensor indices)
    {
        var (vocabulary, index) = (Tensor.From((long[])[.. Vocabulary]), indices.Cast(DType.Int32));
        var inside = (index >= 0) & (index < Vocabulary.Count);
        return Tensor.Where(inside, vocabulary.Gather(index.Clip(0, Vocabulary.Count - 1)), Tensor.From(_table.Unknown));
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (_table.Tokens.Count == 0)
            throw new InvalidOperationException($"{this} has no vocabulary yet. Call Adapt, or give it one.");
        if (Invert)
            return Numbers(inputs);
        var x = ((Tensor)inputs).Cast(DType.Int64);
        var sorted = _table.Tokens.Select((token, i) => (token, i)).OrderBy(pair => pair.token).ToArray();
        var tokens = Tensor.From([.. sorted.Select(pair => pair.token)]);
        // How many tokens lie below, by halving.
        var below = Tensor.Zeros(x.Shape, DType.Int32);
        for (var step = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)sorted.Length); step > 0; step /= 2)
        {
            var next = below + step;
            below = Tensor.Where((next <= sorted.Length) & (tokens.Gather(Tensor.Minimum(next, sorted.Length) - 1) < x), next, below);
        }
        var place = Tensor.Minimum(below, sorted.Length - 1);
        var known = Tensor.From([.. sorted.Select(pair => (long)pair.i + _table.Start)]).Gather(place);
        var unknown = _table.UnknownIndices > 0 ? (x % _table.UnknownIndices) + _table.UnknownStart : Tensor.From(-1L);
        var indices = Tensor.Where(tokens.Gather(place).EqualTo(x), known, unknown);
        if (_table.HasMask)
            indices = Tensor.Where(x.EqualTo(Tensor.From(_table.Mask)), OutputMode == CategoryOutput.Index ? 0 : -1, indices);
        return OutputMode == CategoryOutput.Index
            ? indices
            : CategoryEncoding.Encode(indices, null, _table.Depth, OutputMode).Cast(DTypePolicy.FloatDType);
    }
}
