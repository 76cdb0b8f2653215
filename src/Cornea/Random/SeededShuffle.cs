namespace Cornea;

/// <summary>Random whole numbers: a pure function of a seed, a pass and how many were drawn before.</summary>
internal struct SeededShuffle(long seed, int epoch)
{
    private readonly long _key = SeedMixing.Mix(SeedMixing.Mix(seed, "dataset"), epoch);
    private long _drawn;

    /// <summary>A number from 0 to <paramref name="limit"/> - 1. The upper bits of a 64-bit product: the bias is below 2^-32.</summary>
    public int Next(int limit) => (int)Math.BigMul(unchecked((ulong)SeedMixing.Mix(_key, _drawn++)), (ulong)limit, out _);

    /// <summary>Brings items into random order where they lie (R. Durstenfeld, 1964).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var left = items.Length; left > 1; left--)
        {
            var drawn = Next(left);
            (items[drawn], items[left - 1]) = (items[left - 1], items[drawn]);
        }
    }

    /// <summary>0 to <paramref name="count"/> - 1 in the order that a shuffling buffer of some size gives; by default one that holds
    /// all.</summary>
    public int[] Permutation(int count, int bufferSize = int.MaxValue)
    {
        int[] buffer = Numbers(0, Math.Min(count, bufferSize));
        var order = new int[count];
        int filled = buffer.Length;
        for (int at = 0; at < count; at++)
        {
            int drawn = Next(filled);
            order[at] = buffer[drawn];
            buffer[drawn] = at < count - bufferSize ? at + bufferSize : buffer[--filled];
        }
        return order;
    }

    public static int[] Numbers(int first, int count)
    {
        var numbers = new int[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = first + i;
        }
        return numbers;
    }
}
