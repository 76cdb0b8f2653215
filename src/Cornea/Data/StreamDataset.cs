namespace Cornea.Data;

/// <summary>Samples that come one after the other.</summary>
/// <param name="count">How many in a pass; null when unknown or endless.</param>
/// <param name="open">Begins a pass, by its number.</param>
internal sealed class StreamDataset(int? count, Func<int, CancellationToken, IEnumerator<Sample>> open) : Dataset
{
    public override int? Count => count;

    internal override IEnumerator<Sample> Open(int epoch, CancellationToken cancellationToken) => open(epoch, cancellationToken);
}
