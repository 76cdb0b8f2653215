namespace Cornea.Data;

/// <summary>Samples that can be had by number, so that they can be shuffled and split without being read.</summary>
/// <param name="length">How many.</param>
/// <param name="isSlow">Whether a sample takes so long, as a picture file does, that several threads read ahead.</param>
/// <param name="access">The elements of a pass by their identity: a shuffle does not change which element has which.</param>
/// <param name="order">The identities in the order of a pass: in each pass the same ones. 0 to length - 1 where null.</param>
/// <param name="isShuffled">Whether the order changes from pass to pass.</param>
/// <param name="ofSamples">
/// Where the elements are batches that hold other samples in each pass: makes batches of the samples that some of them have in pass 0.
/// Null elsewhere.
/// </param>
/// <param name="ofRows">The elements with some of their rows alone, where they are batches; null elsewhere.</param>
/// <param name="samples">How many samples the elements were made of; one each where null.</param>
internal sealed class IndexedDataset(
    int length, bool isSlow, Func<int, SampleAccess> access, Func<int, int[]>? order = null, bool isShuffled = false,
    Func<int[], IndexedDataset>? ofSamples = null, Func<int, Func<int, BatchRows>, SampleAccess>? ofRows = null, int? samples = null)
    : Dataset
{
    public override int? Count => length;

    internal override int? Samples => samples ?? length;

    internal override bool CanRepeatPass => true;

    /// <summary>The samples of a pass by their position in it.</summary>
    public SampleAccess Access(int epoch) => order is null ? access(epoch) : new OrderAccess(access(epoch), order(epoch));

    /// <summary>
    /// The elements that stand at some positions of pass 0: the same ones in each pass, in that pass's order. Batches of shuffled samples
    /// are put together anew of the samples that they have in pass 0, so that two parts share none.
    /// </summary>
    public IndexedDataset Pick(int[] positions)
    {
        if (ofSamples is not null)
            return ofSamples(order?.Invoke(0) is { } before ? Array.ConvertAll(positions, position => before[position]) : positions);
        if (order is null)
            return new IndexedDataset(positions.Length, isSlow, access, _ => positions, isShuffled, ofRows: ofRows);
        int[] first = order(0);
        var isPicked = new bool[first.Length == 0 ? 0 : first.Max() + 1];
        foreach (int position in positions)
            isPicked[first[position]] = true;
        return new IndexedDataset(
            positions.Length, isSlow, access, epoch => Array.FindAll(order(epoch), element => isPicked[element]), isShuffled,
            ofRows: ofRows);
    }

    public IndexedDataset Mapped(Func<Sample, Sample> function) =>
        new(length, isSlow, epoch => new MapAccess(access(epoch), function), order, isShuffled,
            ofSamples is null ? null : batches => ofSamples(batches).Mapped(function), samples: samples);

    public IndexedDataset Reordered(int bufferSize, long seed) =>
        new(length, isSlow, access, epoch => Composed(new SeededShuffle(seed, epoch).Permutation(length, bufferSize), epoch), true,
            ofSamples is null ? null : batches => ofSamples(batches).Reordered(bufferSize, seed), ofRows, samples);

    public IndexedDataset Batched(int batches, int size) =>
        new(batches, isSlow, epoch => new BatchAccess(Access(epoch), length, size),
            ofSamples: isShuffled || ofSamples is not null ? some => Batched(some, size) : null,
            ofRows: (epoch, rows) => new BatchAccess(Access(epoch), length, size, rows), samples: Samples);

    private IndexedDataset Batched(int[] batches, int size)
    {
        var part = Pick([.. batches.SelectMany(batch => Enumerable.Range(batch * size, Math.Min(size, length - batch * size)))]);
        return part.Batched(batches.Length, size);
    }

    public IndexedDataset Cached()
    {
        var kept = new Sample?[length];
        SampleAccess? cached = null;
        return new IndexedDataset(
            length, isSlow, _ => LazyInitializer.EnsureInitialized(ref cached, () => new CacheAccess(Access(0), kept)),
            samples: samples);
    }

    internal override Dataset? WithRows(Func<int, BatchRows> rows) => ofRows is null ? null
        : new IndexedDataset(length, isSlow, epoch => ofRows(epoch, rows), order, isShuffled, ofSamples, samples: samples);

    internal override IEnumerator<Sample> Open(int epoch, CancellationToken cancellationToken) =>
        isSlow ? Streams.ReadAhead(Access(epoch), length, cancellationToken) : Streams.InOrder(Access(epoch), length, cancellationToken);

    private int[] Composed(int[] permutation, int epoch) =>
        order?.Invoke(epoch) is { } before ? Array.ConvertAll(permutation, position => before[position]) : permutation;
}
