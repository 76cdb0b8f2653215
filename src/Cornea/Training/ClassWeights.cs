namespace Cornea.Training;

/// <summary>A weight per class; classes that are not named weigh 1.</summary>
internal sealed class ClassWeights
{
    private readonly IReadOnlyDictionary<int, double> _weights;

    public ClassWeights(IReadOnlyDictionary<int, double> weights)
    {
        foreach (var (index, weight) in weights)
        {
            if (index < 0 || !double.IsFinite(weight))
                throw new ArgumentException(
                    $"Class weights go from class numbers of 0 or more to finite numbers, but received " +
                    $"{index}: {weight}. Mend that entry.");
        }
        _weights = weights;
    }

    /// <summary>The weight of each sample, (batch). Labels are class numbers, (batch) or (batch, 1), or one-hot rows, (batch,
    /// classes).</summary>
    public Tensor Of(Tensor y, Tensor yPred)
    {
        var labels = y.Rank > 1 && y.Shape[^1] != 1 ? y.ArgMax(-1)
            : y.Rank > 1 ? y.Squeeze(-1)
            : y;
        var classes = Math.Max(Math.Max(y.Rank > 1 ? y.Shape[^1] : 2, yPred.Shape[^1]), _weights.Count == 0 ? 1 : _weights.Keys.Max() + 1);
        var table = new float[classes];
        for (var i = 0; i < classes; i++)
            table[i] = _weights.TryGetValue(i, out var weight) ? (float)weight : 1;
        return Tensor.From(table).Gather(labels.Cast(DType.Int32));
    }
}
