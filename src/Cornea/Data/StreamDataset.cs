namespace Cornea.Data;

/// <summary>Samples that come one after the other.</summary>
/// <param name="count">How many in a pass; null when unknown or endless.</param>
/// <param name="open">Begins a pass, by its number.</param>
/// <param name="source">What is read; null for the source of all.</param>
/// <param name="isEndless">Whether a pass never ends.</param>
internal sealed class StreamDataset(
    int? count, Func<int, CancellationToken, IEnumerator<Sample>> open, Dataset? source = null, bool isEndless = false) : Dataset
{
    public override int? Count => count;

    internal override bool IsEndless => isEndless;

    internal override bool CanRepeatPass => source?.CanRepeatPass ?? false;

    internal override IEnumerator<Sample> Open(int epoch, CancellationToken cancellationToken) => open(epoch, cancellationToken);
}
