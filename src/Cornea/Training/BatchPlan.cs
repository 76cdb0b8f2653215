namespace Cornea.Training;

/// <summary>Which rows each step of a run takes.</summary>
internal sealed class BatchPlan
{
    private readonly int[] _rows;
    private readonly int _first;

    public BatchPlan(TrainingData data, int batchSize)
    {
        BatchSize = Math.Min(batchSize, data.Count);
        _first = data.FirstRow;
        _rows = new int[data.Count];
        InOrder();
    }

    /// <summary>Rows of all steps but perhaps the last.</summary>
    public int BatchSize { get; }

    public int Steps => (_rows.Length + BatchSize - 1) / BatchSize;

    /// <summary>Rows of the last step: it may be smaller.</summary>
    public int SizeOf(int step) => Math.Min(BatchSize, _rows.Length - step * BatchSize);

    public ReadOnlySpan<int> RowsOf(int step) => _rows.AsSpan(step * BatchSize, SizeOf(step));

    /// <summary>Another order of the rows: a pure function of the seed and the epoch.</summary>
    public void Shuffle(long seed, int epoch)
    {
        InOrder();
        new SeededShuffle(SeedMixing.Mix(seed, "shuffle"), epoch).Shuffle(_rows);
    }

    private void InOrder()
    {
        for (var i = 0; i < _rows.Length; i++)
            _rows[i] = _first + i;
    }
}
