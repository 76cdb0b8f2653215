using System.Buffers;
using System.Text;

namespace Cornea.Layers;

/// <summary>Turns texts into rows of word numbers, or into word counts. Keras: <c>keras.layers.TextVectorization</c>.</summary>
/// <remarks>
/// A step before the model, since texts are not tensors: standardize, split, join adjacent tokens (n-grams), look up. With numbers, 0 is
/// padding and 1 an unknown word. Source: Keras, <c>layers/preprocessing/text_vectorization.py</c>.
/// </remarks>
/// <example>
/// <code>
/// var vectorize = new TextVectorization(outputSequenceLength: 4);
/// vectorize.Adapt(["foo bar", "bar baz", "baz bada boom"]);
/// Tensor rows = vectorize.Apply(["foo qux bar", "qux baz"]);   // [[4, 1, 3, 0], [1, 2, 0, 0]]
/// </code>
/// </example>
public sealed class TextVectorization
{
    private const string Space = " \t\n\v\f\r";
    private static readonly SearchValues<char> Punctuation = SearchValues.Create("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'");
    private readonly StringLookup _lookup;

    /// <summary>Makes the step.</summary>
    /// <param name="maxTokens">The most tokens, special ones included; all where null.</param>
    /// <param name="standardize">What is done to texts first.</param>
    /// <param name="split">Where they are cut.</param>
    /// <param name="ngrams">Which numbers of adjacent tokens are joined to one token: {1, 2} for words and pairs; none where null.</param>
    /// <param name="outputMode">Index, MultiHot, Count or TfIdf.</param>
    /// <param name="outputSequenceLength">For numbers: rows are cut or padded to this length; to the longest where null.</param>
    /// <param name="padToMaxTokens">For rows of counts: whether they are as long as <paramref name="maxTokens"/>.</param>
    /// <param name="vocabulary">The tokens, where they are known; else call <see cref="Adapt"/>.</param>
    /// <param name="idfWeights">With TfIdf and a vocabulary: one weight per token.</param>
    public TextVectorization(
        int? maxTokens = null, TextStandardization standardize = TextStandardization.LowerAndStripPunctuation,
        TextSplit split = TextSplit.Whitespace,
        IReadOnlyList<int>? ngrams = null, CategoryOutput outputMode = CategoryOutput.Index, int? outputSequenceLength = null,
        bool padToMaxTokens = false, IReadOnlyList<string>? vocabulary = null, IReadOnlyList<double>? idfWeights = null)
    {
        if (outputSequenceLength is { } length)
            Require.Positive(length, "TextVectorization", nameof(outputSequenceLength));
        if (outputSequenceLength is not null && outputMode != CategoryOutput.Index)
        {
            throw new ArgumentException(
                "TextVectorization cuts rows of numbers only. Leave outputSequenceLength out.", nameof(outputSequenceLength));
        }
        (Standardize, Split, Ngrams, OutputSequenceLength) = (standardize, split, ngrams, outputSequenceLength);
        var mask = outputMode == CategoryOutput.Index ? "" : null;
        _lookup = new StringLookup(
            maxTokens, 1, mask, vocabulary: vocabulary, idfWeights: idfWeights, outputMode: outputMode, padToMaxTokens: padToMaxTokens);
    }

    /// <summary>What is done to texts first.</summary>
    public TextStandardization Standardize { get; }

    /// <summary>Where texts are cut.</summary>
    public TextSplit Split { get; }

    /// <summary>Which numbers of adjacent tokens are joined to one token.</summary>
    public IReadOnlyList<int>? Ngrams { get; }

    /// <summary>To what length rows of numbers are cut or padded.</summary>
    public int? OutputSequenceLength { get; }

    /// <summary>All tokens at their numbers, special ones included.</summary>
    public IReadOnlyList<string> Vocabulary => _lookup.Vocabulary;

    /// <summary>Learns the vocabulary. Keras: <c>adapt</c>.</summary>
    /// <param name="texts">One text per sample.</param>
    public void Adapt(IEnumerable<string> texts) => _lookup.Adapt(texts.Select(Tokens));

    /// <summary>Rows of numbers, or rows over the vocabulary.</summary>
    /// <param name="texts">One text per sample.</param>
    /// <returns>int64 (texts, length), or float32 (texts, vocabulary).</returns>
    public Tensor Apply(IReadOnlyList<string> texts)
    {
        var documents = texts.Select(Tokens).ToArray();
        if (_lookup.OutputMode != CategoryOutput.Index)
            return _lookup.Apply(documents);
        _lookup.CheckReady();
        var rows = new long[documents.Length, OutputSequenceLength ?? documents.Max(document => document.Count)];
        for (var i = 0; i < documents.Length; i++)
        {
            for (var j = 0; j < Math.Min(documents[i].Count, rows.GetLength(1)); j++)
                rows[i, j] = _lookup.Find(documents[i][j]);
        }
        return Tensor.From(rows);
    }

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">A text.</param>
    public IReadOnlyList<string> Tokens(string text)
    {
        var lower = Standardize is TextStandardization.Lower or TextStandardization.LowerAndStripPunctuation;
        var strip = Standardize is TextStandardization.StripPunctuation or TextStandardization.LowerAndStripPunctuation;
        var standard = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (!strip || !Punctuation.Contains(letter))
                standard.Append(lower && char.IsAsciiLetterUpper(letter) ? (char)(letter + 32) : letter);
        }
        string[] tokens = Split switch
        {
            TextSplit.Whitespace => standard.ToString().Split(Space.ToCharArray(), StringSplitOptions.RemoveEmptyEntries),
            TextSplit.Character => [.. standard.ToString().EnumerateRunes().Select(rune => rune.ToString())],
            _ => [standard.ToString()],
        };
        return Ngrams is null
            ? tokens
            : [.. Ngrams.SelectMany(
                width => Enumerable.Range(0, Math.Max(0, tokens.Length - width + 1))
                    .Select(start => string.Join(' ', tokens, start, width)))];
    }
}
