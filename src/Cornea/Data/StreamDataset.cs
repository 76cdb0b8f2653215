namespace Cornea.Data;

/// <summary>Samples that come one after the other.</summary>
/// <param name="count">How many in a pass; null when unknown or endless.</param>
/// <param name="open">Begins a pass, by its number.</param>
/// <param name="source">What is read; null for the source of all.</param>
/// <param name="isEndless">Whether a pass never ends.</param>
/// <param name="again">Makes the same of another source, where elements are passed on as they are; null elsewhere.</param>
/// <param name="readsAhead">Whether elements of the source are read before they are asked for, and nothing else is done.</param>
/// <param name="samples">How many samples are in the elements of a pass; one in each where null.</param>
/// <param name="rebuild">Does to another source what is done to this one, where elements keep their order; null elsewhere.</param>
/// <param name="group">Elements of the source in an element, where it is rebuilt.</param>
/// <param name="cut">The first elements of pass 0 in every pass, or all but them; null where passes are cut one by one.</param>
internal sealed class StreamDataset(
    int? count, Func<int, CancellationToken, IEnumerator<Sample>> open, Dataset? source = null, bool isEndless = false,
    Func<Dataset, Dataset>? again = null, bool readsAhead = false, int? samples = null,
    Func<Dataset, Dataset>? rebuild = null, int group = 1, Func<int, bool, Dataset?>? cut = null) : Dataset
{
    public override int? Count => count;

    internal override int? Samples => samples ?? count;

    internal override bool IsEndless => isEndless;

    internal override bool CanRepeatPass => source?.CanRepeatPass ?? false;

    internal override Dataset WithoutPrefetch => readsAhead ? source! : this;

    internal override Dataset? WithRows(Func<int, BatchRows> rows) =>
        again is not null && source?.WithRows(rows) is { } other ? again(other) : null;

    internal override Dataset? Cut(int count, bool taken)
    {
        if (rebuild is null)
            return cut?.Invoke(count, taken);
        int elements = (int)Math.Min((long)count * group, int.MaxValue);
        return rebuild(taken ? source!.Take(elements) : source!.Skip(elements));
    }

    internal override IEnumerator<Sample> Open(int epoch, CancellationToken cancellationToken) => open(epoch, cancellationToken);
}
