namespace Cornea.Training;

/// <summary>The mean of a value over the samples seen since it was last reset.</summary>
internal sealed class RunningMean
{
    public Variable Total { get; } = new(Tensor.From(0f), "total", trainable: false);

    public Variable Count { get; } = new(Tensor.From(0f), "count", trainable: false);

    /// <summary>The accumulators' next values after a batch whose mean is <paramref name="value"/>.</summary>
    public IReadOnlyList<Update> Add(Tensor value, int samples) =>
        [new(Total, Total.Value + value.ToFloat32() * samples), new(Count, Count.Value + samples)];

    public Tensor Result() => Tensor.Where(Count.Value > 0, Total.Value / Tensor.Maximum(Count.Value, 1), 0);

    public void Reset()
    {
        Total.Assign([0f]);
        Count.Assign([0f]);
    }
}
