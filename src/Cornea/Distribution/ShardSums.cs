using System.Numerics.Tensors;

namespace Cornea.Distribution;

/// <summary>The sums over the shards of one process: few arrays, however many shards it has.</summary>
/// <param name="shards">How many shards there are in all.</param>
/// <param name="range">Those of this process.</param>
internal sealed class ShardSums(int shards, ShardRange range)
{
    private readonly Stack<(ShardRange Range, float[] Values)> _sums = [];
    private readonly Stack<float[]> _free = [];
    private int _present;

    /// <summary>The ranges whose sums there are, and their values, from left to right.</summary>
    public IReadOnlyList<(ShardRange Range, float[] Values)> Sums => [.. _sums.Reverse()];

    /// <summary>A step begins.</summary>
    /// <param name="present">How many shards, from the first, have samples.</param>
    public void Begin(int present)
    {
        _present = present;
        while (_sums.TryPop(out var sum))
        {
            _free.Push(sum.Values);
        }
    }

    /// <summary>Room for the values of a shard.</summary>
    public float[] Rent(int length) => _free.TryPop(out var values) && values.Length == length ? values : new float[length];

    /// <summary>Takes the values of the next shard.</summary>
    /// <returns>The sums that its values have to be added to, the first one first, by <see cref="Add"/>; the last of them, or the values
    /// themselves, is the sum that is kept.</returns>
    public IReadOnlyList<float[]> Take(int shard, float[] values)
    {
        var current = new ShardRange(shard, shard + 1);
        var left = new List<float[]>();
        while (current.Count < shards)
        {
            var parent = ShardTree.ParentOf(current, shards);
            if (parent.Start < range.Start || parent.End > range.End)
            {
                break;
            }
            if (current == parent.Right)
            {
                left.Add(_sums.Pop().Values);
            }
            else if (parent.Right.Start < _present)
            {
                break;
            }
            current = parent;
        }
        _sums.Push((current, left.Count > 0 ? left[^1] : values));
        return left;
    }

    /// <summary>Adds some of a shard's values to the sums that <see cref="Take"/> gave.</summary>
    public static void Add(float[] values, IReadOnlyList<float[]> sums, int start, int length)
    {
        foreach (var sum in sums)
        {
            var target = sum.AsSpan(start, length);
            TensorPrimitives.Add(target, values.AsSpan(start, length), target);
            values = sum;
        }
    }

    /// <summary>Gives back the room of values that were added to all their sums.</summary>
    public void Return(float[] values, IReadOnlyList<float[]> sums)
    {
        if (sums.Count == 0)
        {
            return;
        }
        _free.Push(values);
        for (var i = 0; i < sums.Count - 1; i++)
        {
            _free.Push(sums[i]);
        }
    }
}
