using Cornea.Distribution;

namespace Cornea.Training;

/// <summary>
/// Runs the shards of this process side by side, each on a thread of its own, so that they can wait for means over all shards. The parts
/// are added in the order of the shards' tree, as gradients are.
/// </summary>
internal sealed class ShardsInStep
{
    private readonly ShardRange _range;
    private readonly ShardSums _sums;
    private readonly BucketReduction _reduction;
    private readonly float[][] _parts;
    private readonly int[] _numbers;
    private float[] _mean = [];
    private int _length;
    private int _present;
    private Exception? _failure;

    public ShardsInStep(int shards, ShardRange range, BucketReduction reduction)
    {
        (_range, _reduction) = (range, reduction);
        _sums = new ShardSums(shards, range);
        _parts = new float[range.Count][];
        _numbers = new int[range.Count];
    }

    /// <summary>Runs all shards of this process.</summary>
    /// <param name="present">How many shards of all processes have samples: all of them.</param>
    /// <param name="run">Runs one shard, with what it takes its means by.</param>
    public void Run(int present, Action<int, MeanExchange> run)
    {
        (_present, _failure) = (present, null);
        using var barrier = new Barrier(_range.Count, _ => Reduce());
        var threads = Enumerable.Range(_range.Start, _range.Count).Select(shard => new Thread(() =>
        {
            try
            {
                run(shard, (number, part, mean) => Exchange(barrier, shard, number, part, mean));
            }
            catch (Exception exception) // thrown again in the thread of the step
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
                Leave(barrier);
            }
        })
        { IsBackground = true, Name = $"Cornea shard {shard}" }).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }
        foreach (var thread in threads)
        {
            thread.Join();
        }
        if (_failure is { } failure)
        {
            throw failure is BarrierPostPhaseException { InnerException: { } inner } ? inner : failure;
        }
    }

    private void Exchange(Barrier barrier, int shard, int number, ReadOnlySpan<float> part, Span<float> mean)
    {
        var own = shard - _range.Start;
        if (_parts[own]?.Length != part.Length)
        {
            _parts[own] = new float[part.Length];
        }
        part.CopyTo(_parts[own]);
        (_numbers[own], _length) = (number, part.Length);
        barrier.SignalAndWait();
        _mean.AsSpan(0, part.Length).CopyTo(mean);
    }

    // Who waits for this shard must not wait for ever.
    private static void Leave(Barrier barrier)
    {
        try
        {
            barrier.RemoveParticipant();
        }
        catch (BarrierPostPhaseException)
        {
            // All others waited already, and were told of the failure.
        }
    }

    // In one of the threads, once all are here; the others wait.
    private void Reduce()
    {
        if (_failure is not null || _numbers.Any(number => number != _numbers[0]))
        {
            throw _failure ?? new InvalidOperationException(
                "Shards of other numbers of samples take their means in another order, so they cannot be synchronized. Use batches that " +
                "the number of shards divides.");
        }
        if (_mean.Length < _length)
        {
            _mean = new float[_length];
        }
        _sums.Begin(_present);
        for (var own = 0; own < _parts.Length; own++)
        {
            var values = _sums.Rent(_length);
            _parts[own].CopyTo(values, 0);
            var sums = _sums.Take(_range.Start + own, values);
            ShardSums.Add(values, sums, 0, _length);
            _sums.Return(values, sums);
        }
        _reduction.Post(_sums.Sums, 0, _length, _present, _mean);
        _reduction.Wait();
    }
}
