using System.Text;

namespace Cornea.Layers;

/// <summary>Puts texts or numbers into a fixed number of bins by a hash. Keras: <c>keras.layers.Hashing</c>.</summary>
/// <remarks>
/// A step before the model, since texts are not tensors; the bins are those of Keras: FarmHash, or SipHash with a salt, of the
/// text, modulo the number of bins. Source: Keras, <c>layers/preprocessing/hashing.py</c>.
/// </remarks>
public sealed class Hashing
{
    /// <summary>Makes the step.</summary>
    /// <param name="numBins">How many bins, the mask's included.</param>
    /// <param name="maskValue">The text (or the number as text) that gets bin 0 to itself; none where null.</param>
    /// <param name="salt">Two secret numbers; without them bins can be foreseen.</param>
    /// <param name="outputMode">What comes out; not <see cref="CategoryOutput.TfIdf"/>.</param>
    public Hashing(int numBins, string? maskValue = null, (ulong First, ulong Second)? salt = null,
        CategoryOutput outputMode = CategoryOutput.Index)
    {
        NumBins = Require.Positive(numBins, "Hashing", nameof(numBins));
        MaskValue = maskValue;
        Salt = salt;
        OutputMode = outputMode != CategoryOutput.TfIdf
            ? outputMode
            : throw new ArgumentException("Hashing makes bins, rows or counts, but received TfIdf. Use StringLookup.", nameof(outputMode));
    }

    /// <summary>How many bins.</summary>
    public int NumBins { get; }

    /// <summary>The text that gets bin 0 to itself.</summary>
    public string? MaskValue { get; }

    /// <summary>Two secret numbers.</summary>
    public (ulong First, ulong Second)? Salt { get; }

    /// <summary>What comes out.</summary>
    public CategoryOutput OutputMode { get; }

    /// <summary>The bins.</summary>
    /// <param name="categories">Texts or whole numbers.</param>
    /// <returns>int64 of the same shape, or rows of <see cref="NumBins"/> as <see cref="CategoryEncoding"/> makes them.</returns>
    public Tensor Apply(CategoryColumn categories)
    {
        var bins = Tensor.From([.. Enumerable.Range(0, categories.Count).Select(i => Bin(categories.Text(i)))], categories.Shape);
        return OutputMode == CategoryOutput.Index ? bins : CategoryEncoding.Encode(bins, null, NumBins, OutputMode);
    }

    private long Bin(string text)
    {
        var masked = MaskValue is not null && NumBins > 1;
        if (masked && text == MaskValue)
            return 0;
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = Salt is { } salt ? SipHash.Hash(bytes, salt.First, salt.Second) : FarmHash.Fingerprint(bytes);
        return masked ? (long)(hash % (ulong)(NumBins - 1)) + 1 : (long)(hash % (ulong)NumBins);
    }
}
