namespace Cornea.Layers;

/// <summary>Tokens and their indices: first the mask (for indices only), then those for unknown tokens, then the vocabulary.</summary>
/// <typeparam name="T">Texts or whole numbers.</typeparam>
internal sealed class VocabularyTable<T> where T : notnull
{
    private readonly Dictionary<T, int> _places = [];
    private readonly string _owner;
    private readonly bool _fixed;

    public VocabularyTable(
        string owner, int? maxTokens, int unknownIndices, bool hasMask, T mask, T unknown, CategoryOutput output, bool pad)
    {
        _owner = owner;
        if (maxTokens <= 1)
        {
            throw new ArgumentOutOfRangeException(nameof(maxTokens),
                $"{owner} expects at least 2 tokens, but received maxTokens of {maxTokens}.");
        }
        if (pad && maxTokens is null)
            throw new ArgumentException($"{owner} needs maxTokens to pad to. Give it, or leave padToMaxTokens false.", nameof(pad));
        ArgumentOutOfRangeException.ThrowIfNegative(unknownIndices);
        (MaxTokens, UnknownIndices, HasMask, Mask, Unknown, Output, Pad) = (maxTokens, unknownIndices, hasMask, mask, unknown, output, pad);
    }

    public VocabularyTable(VocabularyTable<T> settings, IReadOnlyList<T> vocabulary, IReadOnlyList<double>? weights)
        : this(settings._owner, settings.MaxTokens, settings.UnknownIndices, settings.HasMask, settings.Mask, settings.Unknown,
            settings.Output, settings.Pad)
    {
        Set(vocabulary, weights);
        // Special tokens alone are what a table says of itself before it has learned a vocabulary.
        _fixed = Tokens.Count > 0;
    }

    public int? MaxTokens { get; }

    public int UnknownIndices { get; }

    public bool HasMask { get; }

    public T Mask { get; }

    public T Unknown { get; }

    public CategoryOutput Output { get; }

    public bool Pad { get; }

    public IReadOnlyList<T> Tokens { get; private set; } = [];

    // One weight per index, special ones included.
    public IReadOnlyList<double>? Weights { get; private set; }

    public int UnknownStart => HasMask && Output == CategoryOutput.Index ? 1 : 0;

    public int Start => UnknownStart + UnknownIndices;

    public int Size => Start + Tokens.Count;

    public int Depth => Pad ? MaxTokens!.Value : Size;

    /// <summary>All tokens at their indices.</summary>
    public IReadOnlyList<T> Vocabulary =>
        [.. Enumerable.Repeat(Mask, UnknownStart), .. Enumerable.Repeat(Unknown, UnknownIndices), .. Tokens];

    /// <summary>The tokens that occur most often, ties in descending order.</summary>
    public void Adapt(IEnumerable<IReadOnlyList<T>> documents, Comparison<T> order)
    {
        if (_fixed)
        {
            throw new InvalidOperationException(
                $"{_owner} was made with a vocabulary, so it cannot adapt. Leave the vocabulary out to learn it.");
        }
        var counts = new Dictionary<T, (int Occurrences, int Documents, int Last)>();
        var number = 0;
        foreach (var document in documents)
        {
            number++;
            foreach (var token in document)
            {
                var (occurrences, seen, last) = counts.GetValueOrDefault(token);
                counts[token] = (occurrences + 1, last == number ? seen : seen + 1, number);
            }
        }
        counts.Remove(Unknown);
        if (HasMask)
            counts.Remove(Mask);
        var sorted = counts.Keys.ToArray();
        Array.Sort(sorted, (a, b) => counts[b].Occurrences.CompareTo(counts[a].Occurrences) is not 0 and var most ? most : order(b, a));
        if (MaxTokens is { } most)
            sorted = sorted[..Math.Min(sorted.Length, Math.Max(0, most - Start))];
        Set(sorted, Output == CategoryOutput.TfIdf
            ? [.. sorted.Select(token => Math.Log(1 + (double)number / (1 + counts[token].Documents)))] : null);
    }

    /// <summary>The index of a token; -1 for a mask that is dropped.</summary>
    public int Find(T token, Func<T, int, int> unknown)
    {
        if (HasMask && EqualityComparer<T>.Default.Equals(token, Mask))
            return Output == CategoryOutput.Index ? 0 : -1;
        if (_places.TryGetValue(token, out var place))
            return place;
        return UnknownIndices switch
        {
            0 => throw new KeyNotFoundException(
                $"{_owner} has no index for unknown tokens, but received '{token}'. Make it with oovIndices of 1 or more."),
            1 => UnknownStart,
            _ => UnknownStart + unknown(token, UnknownIndices),
        };
    }

    /// <summary>Rows of zeros and ones, counts, or weighted counts, of documents' indices.</summary>
    public Tensor Rows(IReadOnlyList<IReadOnlyList<int>> documents)
    {
        if (Tokens.Count == 0)
            throw new InvalidOperationException($"{_owner} has no vocabulary yet. Call Adapt, or give it one.");
        var rows = new float[documents.Count, Depth];
        for (var i = 0; i < documents.Count; i++)
        {
            foreach (var index in documents[i].Where(index => index >= 0))
                rows[i, index] = Output is CategoryOutput.Count or CategoryOutput.TfIdf ? rows[i, index] + 1 : 1;
            for (var index = 0; index < Size && Output == CategoryOutput.TfIdf; index++)
                rows[i, index] *= (float)Weights![index];
        }
        return Tensor.From(rows);
    }

    private void Set(IReadOnlyList<T> vocabulary, IReadOnlyList<double>? weights)
    {
        T[] special = [.. Enumerable.Repeat(Mask, UnknownStart), .. Enumerable.Repeat(Unknown, UnknownIndices)];
        var found = special.Length > 0 && vocabulary.Take(special.Length).SequenceEqual(special);
        Tokens = found ? [.. vocabulary.Skip(special.Length)] : [.. vocabulary];
        if (MaxTokens is { } most && Size > most)
        {
            throw new ArgumentException(
                $"{_owner} keeps {most} tokens, but received a vocabulary of {Size} with the special ones. Raise " +
                "maxTokens.", nameof(vocabulary));
        }
        if (Output == CategoryOutput.TfIdf && weights?.Count != vocabulary.Count)
        {
            throw new ArgumentException(
                $"{_owner} with TfIdf expects one weight per token, but received {weights?.Count ?? 0} for " +
                $"{vocabulary.Count}.", nameof(weights));
        }
        _places.Clear();
        for (var i = 0; i < Tokens.Count; i++)
        {
            if (!_places.TryAdd(Tokens[i], Start + i))
                throw new ArgumentException($"{_owner} expects each token once, but received '{Tokens[i]}' twice.", nameof(vocabulary));
        }
        if (weights is not null)
            Weights = found ? weights : [.. Enumerable.Repeat(weights.Count > 0 ? weights.Average() : 0, Start), .. weights];
    }
}
