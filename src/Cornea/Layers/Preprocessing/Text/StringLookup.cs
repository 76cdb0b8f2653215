using System.Text;

namespace Cornea.Layers;

/// <summary>Gives each word of a vocabulary its number, and back. Keras: <c>keras.layers.StringLookup</c>.</summary>
/// <remarks>
/// A step before the model, since texts are not tensors. Number 0 is the mask token where there is one, the next stand for unknown
/// words, then comes the vocabulary, the most frequent word first. Source: Keras, <c>layers/preprocessing/string_lookup.py</c>.
/// </remarks>
/// <example>
/// <code>
/// var lookup = new StringLookup();
/// lookup.Adapt(["cat", "dog", "cat"]);
/// Tensor numbers = lookup.Apply(["dog", "fish", "cat"]);   // 2, 0, 1
/// </code>
/// </example>
public sealed class StringLookup
{
    private VocabularyTable<string> _table;

    /// <summary>Makes the step.</summary>
    /// <param name="maxTokens">The most words, special ones included; all where null.</param>
    /// <param name="oovIndices">How many numbers stand for unknown words, which are spread over them by a hash; 0 makes them an
    /// error.</param>
    /// <param name="maskToken">A word that means nothing: number 0, or dropped from rows; none where null.</param>
    /// <param name="oovToken">What unknown words are called on the way back.</param>
    /// <param name="vocabulary">The words, where they are known; else call <see cref="Adapt(IReadOnlyList{string})"/>.</param>
    /// <param name="idfWeights">With TfIdf and a vocabulary: one weight per word.</param>
    /// <param name="outputMode">What comes out.</param>
    /// <param name="padToMaxTokens">Whether rows are as long as <paramref name="maxTokens"/>.</param>
    public StringLookup(
        int? maxTokens = null, int oovIndices = 1, string? maskToken = null, string oovToken = "[UNK]",
        IReadOnlyList<string>? vocabulary = null,
        IReadOnlyList<double>? idfWeights = null, CategoryOutput outputMode = CategoryOutput.Index, bool padToMaxTokens = false)
    {
        _table = new VocabularyTable<string>(
            "StringLookup", maxTokens, oovIndices, maskToken is not null, maskToken ?? "", oovToken, outputMode, padToMaxTokens);
        if (vocabulary is not null)
            _table = new VocabularyTable<string>(_table, vocabulary, idfWeights);
    }

    /// <summary>All words at their numbers, special ones included.</summary>
    public IReadOnlyList<string> Vocabulary => _table.Vocabulary;

    /// <summary>With TfIdf: one weight per number.</summary>
    public IReadOnlyList<double>? IdfWeights => _table.Weights;

    /// <summary>What comes out.</summary>
    public CategoryOutput OutputMode => _table.Output;

    /// <summary>Learns the vocabulary: the most frequent words first, ties in descending order. Keras: <c>adapt</c>.</summary>
    /// <param name="words">Words; each is a document of its own.</param>
    public void Adapt(IReadOnlyList<string> words) => Adapt(words.Select(word => (IReadOnlyList<string>)[word]));

    /// <summary>Learns the vocabulary.</summary>
    /// <param name="documents">The words of each document.</param>
    public void Adapt(IEnumerable<IReadOnlyList<string>> documents) =>
        _table.Adapt(documents, (a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    /// <summary>The numbers of words, or one row per word.</summary>
    /// <param name="words">The words.</param>
    /// <returns>int64 (words), or float32 (words, vocabulary).</returns>
    public Tensor Apply(IReadOnlyList<string> words)
    {
        if (_table.Output != CategoryOutput.Index)
            return Apply(words.Select(word => (IReadOnlyList<string>)[word]).ToArray());
        CheckReady();
        return Tensor.From([.. words.Select(word => (long)Find(word))]);
    }

    /// <summary>The numbers of the words of documents, or one row per document.</summary>
    /// <param name="documents">The words of each document; for numbers all of one length.</param>
    /// <returns>int64 (documents, words), or float32 (documents, vocabulary).</returns>
    /// <exception cref="ArgumentException">Documents differ in length. <see cref="TextVectorization"/> pads them.</exception>
    public Tensor Apply(IReadOnlyList<IReadOnlyList<string>> documents)
    {
        if (_table.Output != CategoryOutput.Index)
            return _table.Rows([.. documents.Select(document => document.Select(Find).ToArray())]);
        CheckReady();
        var length = documents.Count > 0 ? documents[0].Count : 0;
        return documents.All(document => document.Count == length)
            ? Tensor.From([.. documents.SelectMany(document => document).Select(word => (long)Find(word))], [documents.Count, length])
            : throw new ArgumentException(
                "StringLookup expects documents of one length, but they differ. Use TextVectorization, which pads " +
                "them.", nameof(documents));
    }

    /// <summary>The words of numbers: the way back. Keras: <c>invert=True</c>.</summary>
    /// <param name="numbers">Whole numbers; it is computed.</param>
    public string[] Words(Tensor numbers)
    {
        var vocabulary = _table.Vocabulary;
        return [.. numbers.ToArray<long>()
            .Select(number => number >= 0 && number < vocabulary.Count ? vocabulary[(int)number] : _table.Unknown)];
    }

    internal int Find(string word) => _table.Find(word, (token, count) => (int)(FarmHash.Fingerprint(token) % (ulong)count));

    internal void CheckReady()
    {
        if (_table.Tokens.Count == 0)
            throw new InvalidOperationException("StringLookup has no vocabulary yet. Call Adapt, or give it one.");
    }
}
