namespace Cornea.Compilation.Scheduling;

/// <summary>
/// One memory for constants that hold the same bytes, however many plans were made with a copy of their own: predictors of one model share
/// its weights and the panels that are packed from them. Held weakly, so a constant goes with the last plan that reads it.
/// </summary>
internal static class SharedConstants
{
    private const int LeastBytes = 4096; // fewer are not worth a look
    private const int Samples = 512;
    private const int FirstSweep = 1024;
    private static readonly Dictionary<(TensorType Type, int Hash), List<WeakReference<HostMemory>>> Kept = [];
    private static readonly Lock Keeping = new();
    private static int _nextSweep = FirstSweep;

    /// <summary>The memory of the first constant that was asked for and holds the same bytes.</summary>
    public static HostMemory Of(HostMemory constant)
    {
        if (constant.Type.Bytes is < LeastBytes or > int.MaxValue)
            return constant;
        var key = (constant.Type, Hash(constant.Bytes));
        lock (Keeping)
        {
            if (!Kept.TryGetValue(key, out var same))
                Kept.Add(key, same = []);
            foreach (var reference in same)
            {
                if (reference.TryGetTarget(out var known)
                    && (ReferenceEquals(known, constant) || known.Bytes.SequenceEqual(constant.Bytes)))
                {
                    return known;
                }
            }
            same.RemoveAll(IsGone);
            same.Add(new WeakReference<HostMemory>(constant));
            if (Kept.Count >= _nextSweep)
                Sweep();
            return constant;
        }
    }

    // Of some bytes only: those who agree in them are compared as a whole.
    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        var step = Math.Max(sizeof(int), bytes.Length / Samples / sizeof(int) * sizeof(int));
        for (var at = 0; at + sizeof(int) <= bytes.Length; at += step)
            hash.Add(BitConverter.ToInt32(bytes[at..]));
        return hash.ToHashCode();
    }

    private static void Sweep()
    {
        foreach (var (key, same) in Kept.ToArray())
        {
            if (same.TrueForAll(IsGone))
                Kept.Remove(key);
        }
        _nextSweep = Math.Max(FirstSweep, 2 * Kept.Count);
    }

    private static bool IsGone(WeakReference<HostMemory> reference) => !reference.TryGetTarget(out _);
}
