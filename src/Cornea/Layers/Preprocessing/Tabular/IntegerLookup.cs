namespace Cornea.Layers;

/// <summary>Gives each whole number of a vocabulary its place. Keras: <c>keras.layers.IntegerLookup</c>.</summary>
/// <remarks>
/// Place 0 is the mask token where there is one, the next stand for unknown numbers (x modulo their count), then comes the vocabulary,
/// the most frequent number first. Runs inside a model, by halving a sorted list. Source: Keras,
/// <c>layers/preprocessing/integer_lookup.py</c>.
/// </remarks>
public sealed class IntegerLookup : Layer
{
    private VocabularyTable<long> _table;

    /// <summary>Makes the layer.</summary>
    /// <param name="maxTokens">The most numbers, special ones included; all where null.</param>
    /// <param name="oovIndices">How many places stand for unknown numbers, at least 1.</param>
    /// <param name="maskToken">A number that means nothing: place 0, or dropped from rows; none where null.</param>
    /// <param name="oovToken">What unknown numbers are called in the vocabulary.</param>
    /// <param name="vocabulary">The numbers, where they are known; else call <see cref="Adapt"/>.</param>
    /// <param name="outputMode">What comes out; not <see cref="CategoryOutput.TfIdf"/>.</param>
    /// <param name="padToMaxTokens">Whether rows are as long as <paramref name="maxTokens"/>.</param>
    /// <param name="name">The layer's name.</param>
    public IntegerLookup(
        int? maxTokens = null, int oovIndices = 1, long? maskToken = null, long oovToken = -1, IReadOnlyList<long>? vocabulary = null,
        CategoryOutput outputMode = CategoryOutput.Index, bool padToMaxTokens = false, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(oovIndices, 1);
        if (outputMode == CategoryOutput.TfIdf)
            throw new ArgumentException(
                "IntegerLookup makes places, rows or counts, but received TfIdf. Use StringLookup.", nameof(outputMode));
        _table = new VocabularyTable<long>(
            "IntegerLookup", maxTokens, oovIndices, maskToken is not null, maskToken ?? 0, oovToken, outputMode, padToMaxTokens);
        if (vocabulary is not null)
            _table = new VocabularyTable<long>(_table, vocabulary, null);
    }

    /// <summary>All numbers at their places, special ones included.</summary>
    public IReadOnlyList<long> Vocabulary => _table.Vocabulary;

    /// <summary>What comes out.</summary>
    public CategoryOutput OutputMode => _table.Output;

    /// <inheritdoc/>
    protected override bool AcceptsIntegers => true;

    /// <summary>Learns the vocabulary: the most frequent numbers first, ties in descending order. Keras: <c>adapt</c>.</summary>
    /// <param name="data">Whole numbers of any shape.</param>
    public void Adapt(Tensor data) =>
        _table.Adapt(data.ToArray<long>().Select(number => (IReadOnlyList<long>)[number]), (a, b) => a.CompareTo(b));

    /// <summary>The numbers at some places: the way back. Keras: <c>invert=True</c>.</summary>
    /// <param name="places">Whole numbers of any shape; a place that there is not gives the number for unknown ones.</param>
    /// <returns>Int64, of the same shape.</returns>
    public Tensor Numbers(Tensor places)
    {
        var (vocabulary, index) = (Tensor.From((long[])[.. Vocabulary]), places.Cast(DType.Int32));
        var inside = (index >= 0) & (index < Vocabulary.Count);
        return Tensor.Where(inside, vocabulary.Gather(index.Clip(0, Vocabulary.Count - 1)), Tensor.From(_table.Unknown));
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (_table.Tokens.Count == 0)
            throw new InvalidOperationException($"{this} has no vocabulary yet. Call Adapt, or give it one.");
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
        var unknown = x % _table.UnknownIndices + _table.UnknownStart;
        var places = Tensor.Where(tokens.Gather(place).EqualTo(x), known, unknown);
        if (_table.HasMask)
            places = Tensor.Where(x.EqualTo(Tensor.From(_table.Mask)), OutputMode == CategoryOutput.Index ? 0 : -1, places);
        return OutputMode == CategoryOutput.Index
            ? places
            : CategoryEncoding.Encode(places, null, _table.Depth, OutputMode).Cast(DTypePolicy.FloatDType);
    }
}
