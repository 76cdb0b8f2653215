using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cornea.Distribution;

/// <summary>
/// The sum of one vector over all shards of all processes, bucket by bucket: each process adds one slice of a bucket in the order of the
/// tree, and all exchange their slices. Buckets go out in their order, on a thread of their own, while the values of later ones are still
/// being computed.
/// </summary>
internal sealed class BucketReduction : IDisposable
{
    private const int LongestMessage = 1 << 24; // values, so that counts of bytes stay far below 2^31
    private readonly DataParallel _strategy;
    private readonly Dictionary<ShardRange, (int Rank, int Index)> _nodes = []; // whose sum a range is, and which of its sums
    private readonly HashSet<ShardRange> _allNodes;
    private readonly int _mostNodes;
    private readonly int _mostValues;
    private readonly WorkerThread _thread = new("Cornea collective operations");
    private float[] _sent = [];
    private float[] _received = [];
    private float[] _slice = [];

    public BucketReduction(DataParallel strategy)
    {
        _strategy = strategy;
        for (var rank = 0; rank < strategy.Collective.Size; rank++)
        {
            var nodes = ShardTree.NodesWithin(ShardTree.RangeOf(rank, strategy.Collective.Size, strategy.Shards), strategy.Shards);
            for (var i = 0; i < nodes.Count; i++)
            {
                _nodes.Add(nodes[i], (rank, i));
            }
            _mostNodes = Math.Max(_mostNodes, nodes.Count);
        }
        _allNodes = [.. _nodes.Keys];
        _mostValues = Math.Max(1, LongestMessage / _mostNodes);
    }

    /// <summary>Time spent in collective operations so far.</summary>
    public TimeSpan Spent { get; private set; }

    /// <summary>Begins to reduce a bucket.</summary>
    /// <param name="sums">The sums of this process's shards.</param>
    /// <param name="start">The first value of the bucket.</param>
    /// <param name="length">How many values it has.</param>
    /// <param name="present">How many shards have values.</param>
    /// <param name="result">Where the sums go.</param>
    public void Post(IReadOnlyList<(ShardRange Range, float[] Values)> sums, int start, int length, int present, float[] result) =>
        _thread.Post(() =>
        {
            var begin = Stopwatch.GetTimestamp();
            for (var done = 0; done < length; done += _mostValues)
            {
                Reduce(sums, start + done, Math.Min(_mostValues, length - done), present, result);
            }
            Spent += Stopwatch.GetElapsedTime(begin);
        });

    /// <summary>Waits for all buckets.</summary>
    public void Wait() => _thread.Wait();

    public void Dispose() => _thread.Dispose();

    private void Reduce(IReadOnlyList<(ShardRange Range, float[] Values)> sums, int start, int length, int present, float[] result)
    {
        var collective = _strategy.Collective;
        var size = collective.Size;
        if (size == 1)
        {
            ShardTree.Sum(_strategy.Shards, present, _allNodes,
                node => sums.First(sum => sum.Range == node).Values.AsMemory(start, length), result.AsSpan(start, length));
            return;
        }
        var slice = (length + size - 1) / size;
        var part = _mostNodes * slice;
        Grow(ref _sent, size * part);
        Grow(ref _received, size * part);
        Grow(ref _slice, (size + 1) * slice);
        for (var owner = 0; owner < size; owner++)
        {
            var first = Math.Min(owner * slice, length);
            var count = Math.Min(slice, length - first);
            for (var node = 0; node < sums.Count; node++)
            {
                sums[node].Values.AsSpan(start + first, count).CopyTo(_sent.AsSpan(owner * part + node * slice));
            }
        }
        collective.AllToAll(Bytes(_sent, size * part), Bytes(_received, size * part));
        ShardTree.Sum(_strategy.Shards, present, _allNodes, Received, _slice.AsSpan(0, slice));
        collective.AllGather(Bytes(_slice, slice), MemoryMarshal.AsBytes(_slice.AsSpan(slice, size * slice)));
        _slice.AsSpan(slice, length).CopyTo(result.AsSpan(start));

        Memory<float> Received(ShardRange node)
        {
            var (rank, index) = _nodes[node];
            return _received.AsMemory(rank * part + index * slice, slice);
        }
    }

    private static void Grow(ref float[] values, int length)
    {
        if (values.Length < length)
        {
            values = GC.AllocateUninitializedArray<float>(length, pinned: true);
        }
    }

    private static Span<byte> Bytes(float[] values, int length) => MemoryMarshal.AsBytes(values.AsSpan(0, length));
}
