namespace Cornea.Data;

/// <summary>Passes over samples. Each disposes of what it reads from, also when it is left early.</summary>
internal static class Streams
{
    public static IEnumerator<Sample> InOrder(SampleAccess access, int count, CancellationToken cancellationToken)
    {
        for (int index = 0; index < count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return access.At(index);
        }
    }

    /// <summary>As many samples as there are cores are read at once; they come in order.</summary>
    public static IEnumerator<Sample> ReadAhead(SampleAccess access, int count, CancellationToken cancellationToken)
    {
        int window = Math.Max(2, Environment.ProcessorCount);
        var reading = new Queue<Task<Sample>>();
        int next = 0;
        try
        {
            while (next < count || reading.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (; next < count && reading.Count < window; next++)
                {
                    int index = next;
                    reading.Enqueue(Task.Run(() => access.At(index), CancellationToken.None));
                }
                yield return reading.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // Nothing runs on behind the reader's back; what the rest would have said is not wanted any more.
            foreach (Task task in reading)
            {
                Task.WaitAny(task);
                _ = task.Exception;
            }
        }
    }

    public static IEnumerator<Sample> Generate(IEnumerable<Sample> samples, CancellationToken cancellationToken)
    {
        foreach (Sample sample in samples)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return sample;
        }
    }

    public static IEnumerator<Sample> Map(IEnumerator<Sample> source, Func<Sample, Sample> function)
    {
        using (source)
        {
            while (source.MoveNext())
            {
                yield return MapAccess.Apply(function, source.Current);
            }
        }
    }

    /// <summary>A buffer is filled; each time one of it is drawn at random, the next sample takes its place.</summary>
    public static IEnumerator<T> Shuffle<T>(IEnumerator<T> source, int bufferSize, SeededShuffle shuffle)
    {
        using (source)
        {
            var buffer = new List<T>();
            while (source.MoveNext())
            {
                if (buffer.Count < bufferSize)
                {
                    buffer.Add(source.Current);
                    continue;
                }
                int drawn = shuffle.Next(buffer.Count);
                T sample = buffer[drawn];
                buffer[drawn] = source.Current;
                yield return sample;
            }
            while (buffer.Count > 0)
            {
                int drawn = shuffle.Next(buffer.Count);
                T sample = buffer[drawn];
                buffer[drawn] = buffer[^1];
                buffer.RemoveAt(buffer.Count - 1);
                yield return sample;
            }
        }
    }

    public static IEnumerator<Sample> Batch(IEnumerator<Sample> source, int size, bool dropRemainder)
    {
        using (source)
        {
            var batch = new List<Sample>();
            while (source.MoveNext())
            {
                batch.Add(source.Current);
                if (batch.Count == size)
                {
                    yield return Stacking.Stack(batch);
                    batch.Clear();
                }
            }
            if (batch.Count > 0 && !dropRemainder)
            {
                yield return Stacking.Stack(batch);
            }
        }
    }

    public static IEnumerator<Sample> Repeat(Dataset source, int? count, int epoch, CancellationToken cancellationToken) =>
        Passes(pass => count is null || pass < count ? source : null, epoch * (count ?? 1), cancellationToken);

    /// <summary>One pass after the other, up to one that does not exist or has no elements.</summary>
    /// <param name="sourceOf">What is read in each.</param>
    /// <param name="first">The number of the first.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static IEnumerator<Sample> Passes(Func<int, Dataset?> sourceOf, int first, CancellationToken cancellationToken)
    {
        for (int pass = 0; sourceOf(pass) is { } source; pass++)
        {
            using IEnumerator<Sample> samples = source.Open(unchecked(first + pass), cancellationToken);
            bool any = false;
            while (samples.MoveNext())
            {
                any = true;
                yield return samples.Current;
            }
            if (!any)
            {
                yield break;
            }
        }
    }

    public static IEnumerator<Sample> Take(IEnumerator<Sample> source, int count)
    {
        using (source)
        {
            for (int taken = 0; taken < count && source.MoveNext(); taken++)
            {
                yield return source.Current;
            }
        }
    }

    public static IEnumerator<Sample> Skip(IEnumerator<Sample> source, int count)
    {
        using (source)
        {
            for (int skipped = 0; skipped < count && source.MoveNext(); skipped++)
            {
            }
            while (source.MoveNext())
            {
                yield return source.Current;
            }
        }
    }
}
