namespace Cornea.Training;

/// <summary>A weight per class; classes that are not named weigh 1.</summary>
internal sealed class ClassWeights
{
    // One weight per class up to the last that is named, then 1 for all others.
    private readonly float[] _table;

    public ClassWeights(IReadOnlyDictionary<int, double> weights)
    {
        foreach (var (index, weight) in weights)
        {
            if (index < 0 || !double.IsFinite(weight))
            {
                throw new ArgumentException(
                    $"Class weights map class indices of 0 or more to finite numbers, but received {index}: {weight}. " +
                    "Correct that entry.");
            }
        }
        _table = new float[weights.Count == 0 ? 1 : checked(weights.Keys.Max() + 2)];
        _table.AsSpan().Fill(1);
        foreach (var (index, weight) in weights)
            _table[index] = (float)weight;
    }

    /// <summary>The weight of each sample. Labels are class indices, (batch) or (batch, 1), or one-hot rows, (batch, classes); those of
    /// an output with more axes have them too.</summary>
    /// <param name="y">The labels.</param>
    /// <param name="yPred">The output they belong to, (batch, ..., classes).</param>
    /// <returns>(batch), or (batch, ...) where the output has more axes.</returns>
    public Tensor Of(Tensor y, Tensor yPred)
    {
        var labels = y.Rank < 2 || y.Rank < yPred.Rank ? y
            : y.Shape[^1] == 1 ? y.Squeeze(-1)
            : y.ArgMax(-1);
        var rounded = labels.DType.IsFloat() ? labels.Round() : labels.Cast(DType.Int64);
        // Before the cast, so that labels beyond its range, and those below 0, are classes that are not named.
        var others = _table.Length - 1;
        var isNamed = (rounded >= 0) & (rounded < others);
        return Tensor.From(_table).Gather(Tensor.Where(isNamed, rounded, others).Cast(DType.Int32));
    }
}
