namespace Cornea.Training;

/// <summary>A weight per class; classes that are not named weigh 1.</summary>
internal sealed class ClassWeights
{
    // A table up to here is small beside any batch's work; what is beyond is compared one by one.
    private const int LongestTable = 1 << 16;

    // One weight per class up to the last that is named, then 1 for all others.
    private readonly float[] _table;
    private readonly KeyValuePair<int, double>[] _beyond;

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
        _beyond = [.. weights.Where(static pair => pair.Key >= LongestTable).OrderBy(static pair => pair.Key)];
        _table = new float[weights.Keys.Where(static index => index < LongestTable).DefaultIfEmpty(-1).Max() + 2];
        _table.AsSpan().Fill(1);
        foreach (var (index, weight) in weights)
        {
            if (index < LongestTable)
                _table[index] = (float)weight;
        }
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
        var weights = Tensor.From(_table).Gather(Tensor.Where(isNamed, rounded, others).Cast(DType.Int32));
        foreach (var (index, weight) in _beyond)
            weights = Tensor.Where(rounded.EqualTo(index), (float)weight, weights);
        return weights;
    }
}
