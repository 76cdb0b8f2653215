namespace Cornea.Data;

/// <summary>Parts of shuffled streams that hold the same elements in every pass: those that pass 0 begins with, or all others.</summary>
internal static class Parts
{
    /// <summary>A part of a shuffle of a stream. Which elements it has is known by their place in the stream.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="bufferSize">Elements among which each lot is drawn.</param>
    /// <param name="seed">Seed of the shuffle.</param>
    /// <param name="count">With how many elements pass 0 begins.</param>
    /// <param name="taken">Whether these are the part, and not all others.</param>
    public static StreamDataset OfShuffle(Dataset source, int bufferSize, long seed, int count, bool taken)
    {
        var gate = new Lock();
        HashSet<int>? places = null;
        int? left = source.Count is { } all ? taken ? Math.Min(all, count) : Math.Max(0, all - count) : null;
        return new StreamDataset(left, Open, source, source.IsEndless && !taken);

        IEnumerator<Sample> Open(int epoch, CancellationToken cancellationToken)
        {
            lock (gate)
            {
                if (epoch != 0 && places is null)
                {
                    var found = new HashSet<int>();
                    using IEnumerator<(int Place, Sample)> first = Shuffled(cancellationToken);
                    while (found.Count < count && first.MoveNext())
                    {
                        found.Add(first.Current.Place);
                    }
                    places = found;
                }
            }
            return epoch == 0 ? FirstPass(cancellationToken) : Streams.Shuffle(
                Chosen(source.Open(epoch, cancellationToken), places!), bufferSize, new SeededShuffle(seed, epoch));
        }

        IEnumerator<(int Place, Sample Sample)> Shuffled(CancellationToken cancellationToken) =>
            Streams.Shuffle(Numbered(source.Open(0, cancellationToken)), bufferSize, new SeededShuffle(seed, 0));

        // Notes the places as it goes, so that the stream need not be read once more for them.
        IEnumerator<Sample> FirstPass(CancellationToken cancellationToken)
        {
            var found = new HashSet<int>();
            using IEnumerator<(int Place, Sample Sample)> shuffled = Shuffled(cancellationToken);
            while (found.Count < count && shuffled.MoveNext())
            {
                found.Add(shuffled.Current.Place);
                if (taken)
                {
                    yield return shuffled.Current.Sample;
                }
            }
            lock (gate)
            {
                places ??= found;
            }
            while (!taken && shuffled.MoveNext())
            {
                yield return shuffled.Current.Sample;
            }
        }

        IEnumerator<Sample> Chosen(IEnumerator<Sample> samples, HashSet<int> first)
        {
            // An endless stream is not read further than the part needs.
            int last = taken ? first.DefaultIfEmpty(-1).Max() : int.MaxValue;
            using (samples)
            {
                for (int place = 0; place <= last && samples.MoveNext(); place++)
                {
                    if (first.Contains(place) == taken)
                    {
                        yield return samples.Current;
                    }
                }
            }
        }
    }

    /// <summary>A part of several passes over a source: of the first pass a part that is the same whenever it is read, and whole
    /// passes.</summary>
    /// <param name="source">What is read in each pass.</param>
    /// <param name="passes">How many; null for without end.</param>
    /// <param name="count">With how many elements the first of them begin.</param>
    /// <param name="taken">Whether these are the part, and not all others.</param>
    /// <returns>Null where the length of a pass is not known, or the part is longer, so that both parts have the same elements.</returns>
    public static StreamDataset? OfPasses(Dataset source, int? passes, int count, bool taken)
    {
        if (source.Count is not { } length || count >= length)
        {
            return null;
        }
        (Dataset first, Dataset left) = (source.Take(count), source.Skip(count));
        int? elements = taken ? count : (long?)passes * length - count is <= int.MaxValue and var others ? (int)others : null;
        return new StreamDataset(
            elements, (epoch, cancellationToken) => Streams.Passes(
                taken ? pass => pass == 0 ? first : null : pass => pass == 0 ? left : passes is null || pass < passes ? source : null,
                unchecked(epoch * (passes ?? 1)), cancellationToken),
            source, !taken && passes is null);
    }

    private static IEnumerator<(int Place, Sample Sample)> Numbered(IEnumerator<Sample> samples)
    {
        using (samples)
        {
            for (int place = 0; samples.MoveNext(); place++)
            {
                yield return (place, samples.Current);
            }
        }
    }
}
