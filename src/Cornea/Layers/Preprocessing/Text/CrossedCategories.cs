namespace Cornea.Layers;

/// <summary><see cref="HashedCrossing"/> inside a model of a file. Whole numbers enter it as they are; texts, which are no tensors, as
/// their fingerprints, in two halves of 32 bits.</summary>
[NotSaved("It is saved as the layer that it was read as.")]
internal sealed class CrossedCategories : StoredLayer
{
    /// <summary>How many numbers stand for a text.</summary>
    public const int Halves = 2;

    private const ulong Key = 0xDECAFCAFFE;

    private readonly Dictionary<int, TextEntrance> _texts = [];
    private readonly int _bins;
    private readonly CategoryOutput _output;

    /// <summary>Initializes the layer.</summary>
    /// <param name="serialized">How the file describes it.</param>
    /// <param name="bins">How many bins.</param>
    /// <param name="output">Index or OneHot.</param>
    public CrossedCategories(ConfigObject serialized, int bins, CategoryOutput output) : base(serialized) =>
        (_bins, _output) = (Require.Positive(bins, "HashedCrossing", nameof(bins)), output);

    /// <inheritdoc/>
    public override IEnumerable<TextEntrance> Entrances => _texts.Values;

    /// <summary>Takes texts as one of its inputs.</summary>
    public void Take(int input, TextEntrance entrance) => _texts[input] = entrance;

    /// <summary>The fingerprints of texts.</summary>
    /// <param name="texts">One per sample.</param>
    /// <returns>Int64, (texts, 2): the higher and the lower half.</returns>
    public static Tensor Fingerprints(IReadOnlyList<string> texts) => Tensor.From(
        [.. texts.Select(FarmHash.Fingerprint).SelectMany(hash => (long[])[(long)(hash >> 32), (long)(hash & uint.MaxValue)])],
        [texts.Count, Halves]);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        if (inputs.Count < 2 || inputs.Index().Any(pair => !_texts.ContainsKey(pair.Index) && !IsWhole(pair.Item.DType)))
        {
            throw new ShapeException(
                $"{this} expects two or more inputs of whole numbers or texts, but received {string.Join(", ", inputs)}.");
        }
        var hash = Tensor.From(unchecked((long)Key));
        foreach (var (index, input) in inputs.Index())
        {
            hash = NumberHash.Concatenate(hash, _texts.TryGetValue(index, out var text) ? Whole(text.Own(input)) : input.Cast(DType.Int64));
        }
        return Encoded(NumberHash.Modulo(hash, _bins), _bins, _output);
    }

    private static bool IsWhole(DType type) => type != DType.Bool && !type.IsFloat();

    private static Tensor Whole(Tensor halves)
    {
        var numbers = halves.Cast(DType.Int64);
        return numbers.Narrow(-1, 0, 1) * Tensor.From(1L << 32) + numbers.Narrow(-1, 1, 1);
    }
}
