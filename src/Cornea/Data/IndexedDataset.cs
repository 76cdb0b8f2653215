namespace Cornea.Data;

/// <summary>Samples that can be had by number, so that they can be shuffled and split without being read.</summary>
/// <param name="length">How many.</param>
/// <param name="isSlow">Whether a sample takes so long, as a picture file does, that several threads read ahead.</param>
/// <param name="access">The elements of a pass by their identity: a shuffle does not change which element has which.</param>
/// <param name="order">The identities in the order of a pass: in each pass the same ones. 0 to length - 1 where null.</param>
/// <param name="isShuffled">Whether the order changes from pass to pass.</param>
/// <param name="isMixed">Whether the elements are batches that hold other samples in each pass.</param>
/// <param name="ofRows">The elements with some of their rows alone, where they are batches; null elsewhere.</param>
/// <param name="samples">How many samples the elements were made of; one each where null.</param>
internal sealed class IndexedDataset(
    int length, bool isSlow, Func<int, SampleAccess> access, Func<int, int[]>? order = null, bool isShuffled = false, bool isMixed = false,
    Func<int, Func<int, BatchRows>, SampleAccess>? ofRows = null, int? samples = null)
    : Dataset
{
    public override int? Count => length;

    internal override int? Samples => samples ?? length;

    internal override bool CanRepeatPass => true;

    /// <summary>Whether an element is another one in each pass, so that no part of them can be kept apart.</summary>
    public bool IsMixed => isMixed;

    /// <summary>The samples of a pass by their position in it.</summary>
    public SampleAccess Access(int epoch) => order is null ? access(epoch) : new OrderAccess(access(epoch), order(epoch));

    /// <summary>The elements that stand at some positions of pass 0: the same ones in each pass, in that pass's order.</summary>
    public IndexedDataset Pick(int[] positions)
    {
        if (order is null)
            return new IndexedDataset(positions.Length, isSlow, access, _ => positions, isShuffled, isMixed, ofRows);
        int[] first = order(0);
        var isPicked = new bool[first.Length == 0 ? 0 : first.Max() + 1];
        foreach (int position in positions)
            isPicked[first[position]] = true;
        return new IndexedDataset(
            positions.Length, isSlow, access, epoch => Array.FindAll(order(epoch), element => isPicked[element]), isShuffled, isMixed,
            ofRows);
    }

    public IndexedDataset Mapped(Func<Sample, Sample> function) =>
        new(length, isSlow, epoch => new MapAccess(access(epoch), function), order, isShuffled, isMixed, samples: samples);

    public IndexedDataset Reordered(int bufferSize, long seed) =>
        new(length, isSlow, access, epoch => Composed(new SeededShuffle(seed, epoch).Permutation(length, bufferSize), epoch), true,
        isMixed, ofRows, samples);

    public IndexedDataset Batched(int batches, int size) =>
        new(batches, isSlow, epoch => new BatchAccess(Access(epoch), length, size), isMixed: isMixed || isShuffled,
            ofRows: (epoch, rows) => new BatchAccess(Access(epoch), length, size, rows), samples: Samples);

    public IndexedDataset Cached()
    {
        var kept = new Sample?[length];
        SampleAccess? cached = null;
        return new IndexedDataset(
            length, isSlow, _ => LazyInitializer.EnsureInitialized(ref cached, () => new CacheAccess(Access(0), kept)),
            samples: samples);
    }

    internal override Dataset? WithRows(Func<int, BatchRows> rows) => ofRows is null ? null
        : new IndexedDataset(length, isSlow, epoch => ofRows(epoch, rows), order, isShuffled, isMixed, samples: samples);

    internal override IEnumerator<Sample> Open(int epoch, CancellationToken cancellationToken) =>
        isSlow ? Streams.ReadAhead(Access(epoch), length, cancellationToken) : Streams.InOrder(Access(epoch), length, cancellationToken);

    private int[] Composed(int[] permutation, int epoch) =>
        order?.Invoke(epoch) is { } before ? Array.ConvertAll(permutation, position => before[position]) : permutation;
}
