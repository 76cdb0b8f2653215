using Cornea.Distribution;

namespace Cornea.Training;

/// <summary>Sends the buckets of a process's last shard out in their order, each as soon as all its values are known.</summary>
internal sealed class BucketOrder(
    ShardLayout layout, int present, IReadOnlyList<float[]> addTo, float[] values,
    IReadOnlyList<(ShardRange Range, float[] Values)> sums, BucketReduction reduction, float[] reduced)
{
    private readonly bool[] _isWritten = new bool[layout.Count];
    private int _bucket;

    /// <summary>The values of a piece are known.</summary>
    public void Written(int piece)
    {
        _isWritten[piece] = true;
        // All processes have to send the same bucket next.
        while (_bucket < layout.Buckets.Count && IsComplete(layout.Buckets[_bucket]))
        {
            Send();
        }
    }

    /// <summary>All values are known.</summary>
    public void Finish()
    {
        while (_bucket < layout.Buckets.Count)
        {
            Send();
        }
    }

    private void Send()
    {
        var (start, length) = layout.ValuesOf(_bucket++);
        ShardSums.Add(values, addTo, start, length);
        reduction.Post(sums, start, length, present, reduced);
    }

    private bool IsComplete((int First, int End) bucket)
    {
        for (var piece = bucket.First; piece < bucket.End; piece++)
        {
            if (!_isWritten[piece])
            {
                return false;
            }
        }
        return true;
    }
}
