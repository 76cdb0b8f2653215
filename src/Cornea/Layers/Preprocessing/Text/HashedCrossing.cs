namespace Cornea.Layers;

/// <summary>Puts combinations of categories into a fixed number of bins by a hash. Keras: <c>keras.layers.HashedCrossing</c>.</summary>
/// <remarks>A step before the model; the bins are those of Keras. Source: Keras, <c>layers/preprocessing/hashed_crossing.py</c>.</remarks>
public sealed class HashedCrossing
{
    private const ulong Key = 0xDECAFCAFFE;

    /// <summary>Makes the step.</summary>
    /// <param name="numBins">How many bins.</param>
    /// <param name="outputMode">Index or OneHot.</param>
    public HashedCrossing(int numBins, CategoryOutput outputMode = CategoryOutput.Index)
    {
        NumBins = Require.Positive(numBins, "HashedCrossing", nameof(numBins));
        OutputMode = outputMode is CategoryOutput.Index or CategoryOutput.OneHot
            ? outputMode
            : throw new ArgumentException($"HashedCrossing makes bins or one-hot rows, but received {outputMode}.", nameof(outputMode));
    }

    /// <summary>How many bins.</summary>
    public int NumBins { get; }

    /// <summary>What comes out.</summary>
    public CategoryOutput OutputMode { get; }

    /// <summary>The bin of each sample's combination.</summary>
    /// <param name="columns">Two or more columns of one length.</param>
    /// <returns>int64, or rows of <see cref="NumBins"/>.</returns>
    /// <exception cref="ArgumentException">There are fewer than two columns, or their lengths differ.</exception>
    public Tensor Apply(params IReadOnlyList<CategoryColumn> columns)
    {
        if (columns.Count < 2 || columns.Any(column => column.Count != columns[0].Count))
        {
            throw new ArgumentException(
                $"HashedCrossing expects two or more columns of one length, but received {columns.Count}.", nameof(columns));
        }
        var bins = new long[columns[0].Count];
        for (var i = 0; i < bins.Length; i++)
        {
            var hash = Key;
            foreach (var column in columns)
            {
                hash = FarmHash.Concatenate(
                    hash, column.IsText ? FarmHash.Fingerprint(column.Text(i)) : unchecked((ulong)column.Number(i)));
            }
            bins[i] = (long)(hash % (ulong)NumBins);
        }
        var result = Tensor.From(bins, columns[0].Shape);
        return OutputMode == CategoryOutput.Index ? result : CategoryEncoding.Encode(result, null, NumBins, OutputMode);
    }
}
