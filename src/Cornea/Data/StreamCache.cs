namespace Cornea.Data;

/// <summary>Keeps the samples of a stream from its first whole pass on.</summary>
internal sealed class StreamCache(Dataset source)
{
    private Sample[]? _kept;

    public IEnumerator<Sample> Open(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _kept) is { } kept)
        {
            return Streams.Generate(kept, cancellationToken);
        }
        return Fill(cancellationToken);
    }

    private IEnumerator<Sample> Fill(CancellationToken cancellationToken)
    {
        var samples = new List<Sample>();
        // Always pass 0: what is kept must not depend on which pass came first.
        using (IEnumerator<Sample> pass = source.Open(0, cancellationToken))
        {
            while (pass.MoveNext())
            {
                samples.Add(pass.Current);
                yield return pass.Current;
            }
        }
        Volatile.Write(ref _kept, [.. samples]);
    }
}
