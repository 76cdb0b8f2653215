namespace Cornea.Data;

/// <summary>Samples that can be had by number, so that they can be shuffled and split without being read.</summary>
/// <param name="length">How many.</param>
/// <param name="isSlow">Whether a sample takes so long, as a picture file does, that several threads read ahead.</param>
/// <param name="access">The samples of a pass, by its number.</param>
internal sealed class IndexedDataset(int length, bool isSlow, Func<int, SampleAccess> access) : Dataset
{
    public override int? Count => length;

    public bool IsSlow => isSlow;

    public SampleAccess Access(int epoch) => access(epoch);

    public IndexedDataset Pick(int[] order) => new(order.Length, isSlow, epoch => new OrderAccess(access(epoch), order));

    internal override IEnumerator<Sample> Open(int epoch, CancellationToken cancellationToken) =>
        isSlow ? Streams.ReadAhead(access(epoch), length, cancellationToken) : Streams.InOrder(access(epoch), length, cancellationToken);
}
