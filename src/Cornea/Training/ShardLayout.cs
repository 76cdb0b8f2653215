namespace Cornea.Training;

/// <summary>
/// Where the values that a shard computes stand in the vector that is reduced over all shards: the gradients, the last layer's first,
/// since they are known first; then what metrics and layers add to their variables; at the end one number, above 0 where a process wants
/// to stop.
/// </summary>
internal sealed class ShardLayout
{
    private readonly Variable[] _gradients;
    private readonly Variable[] _others;
    private readonly int[] _starts;

    public ShardLayout(IReadOnlyList<Variable> gradients, IReadOnlyList<Variable> others, int bucketBytes)
    {
        (_gradients, _others) = ([.. gradients], [.. others]);
        _starts = new int[gradients.Count + others.Count + 1];
        for (var i = 0; i < _starts.Length - 1; i++)
        {
            var end = (long)_starts[i] + (i < _gradients.Length ? _gradients[i] : _others[i - _gradients.Length]).Shape.Size;
            if (end >= Array.MaxLength)
            {
                throw new NotSupportedException(
                    $"DataParallel reduces up to {Array.MaxLength - 1:N0} gradients in a step, but the model has more trainable weights " +
                    "than that. Freeze some of them, or make the model smaller.");
            }
            _starts[i + 1] = (int)end;
        }
        Buckets = [.. CutInto(bucketBytes)];
    }

    /// <summary>The weights with a gradient, in the order of the vector.</summary>
    public IReadOnlyList<Variable> Gradients => _gradients;

    /// <summary>The variables that metrics and layers add to.</summary>
    public IReadOnlyList<Variable> Others => _others;

    /// <summary>The pieces of the vector but for the last number.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The values of the whole vector.</summary>
    public int Length => _starts[^1] + 1;

    /// <summary>The pieces that are reduced at once: the first, and the one behind the last.</summary>
    public IReadOnlyList<(int First, int End)> Buckets { get; }

    /// <summary>Where a piece begins.</summary>
    public int Start(int piece) => _starts[piece];

    /// <summary>The values of a piece.</summary>
    public int LengthOf(int piece) => _starts[piece + 1] - _starts[piece];

    /// <summary>Where a bucket begins and how many values it has; the last one has the number behind all pieces too.</summary>
    public (int Start, int Length) ValuesOf(int bucket)
    {
        var (first, end) = Buckets[bucket];
        return (_starts[first], (bucket == Buckets.Count - 1 ? Length : _starts[end]) - _starts[first]);
    }

    /// <summary>Whether another layout has the same pieces.</summary>
    public bool IsSame(ShardLayout other) => _gradients.SequenceEqual(other._gradients) && _others.SequenceEqual(other._others);

    private IEnumerable<(int First, int End)> CutInto(int bytes)
    {
        var first = 0;
        for (var end = 1; end <= Count; end++)
        {
            if (end == Count || (long)(_starts[end] - _starts[first]) * sizeof(float) >= bytes)
            {
                yield return (first, end);
                first = end;
            }
        }
    }
}
