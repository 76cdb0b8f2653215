namespace Cornea.Data;

/// <summary>Divides the numbers of samples among parts, at will so that each part has its share of every class.</summary>
internal static class DatasetSplit
{
    /// <summary>The samples of the last part, of floor(n * (1 - fraction)) left for the first; both rising.</summary>
    /// <param name="order">Numbers of the samples, perhaps shuffled.</param>
    /// <param name="classes">The class of each sample by its number, or null not to stratify.</param>
    /// <param name="fraction">Share of the last part.</param>
    public static (int[] First, int[] Last) Split(int[] order, long[]? classes, double fraction)
    {
        int last = order.Length - (int)Math.Floor(order.Length * (1.0 - fraction));
        var inLast = new bool[order.Length];
        if (classes is null)
        {
            foreach (int sample in order.AsSpan(order.Length - last))
            {
                inLast[sample] = true;
            }
        }
        else
        {
            int[][] groups = Groups(order, classes);
            int[] shares = Shares(groups, last, order.Length);
            for (int group = 0; group < groups.Length; group++)
            {
                foreach (int sample in groups[group].AsSpan(groups[group].Length - shares[group]))
                {
                    inLast[sample] = true;
                }
            }
        }
        return (Where(inLast, false), Where(inLast, true));
    }

    /// <summary>The fold of each sample. Without classes the folds are runs of the order; with them, each class is dealt out in
    /// turn.</summary>
    public static int[] Folds(int[] order, long[]? classes, int count)
    {
        var folds = new int[order.Length];
        if (classes is not null)
        {
            int at = 0;
            foreach (int sample in Groups(order, classes).SelectMany(static group => group))
            {
                folds[sample] = at++ % count;
            }
            return folds;
        }
        int start = 0;
        for (int fold = 0; fold < count; fold++)
        {
            int size = order.Length / count + (fold < order.Length % count ? 1 : 0);
            foreach (int sample in order.AsSpan(start, size))
            {
                folds[sample] = fold;
            }
            start += size;
        }
        return folds;
    }

    public static int[] Where(ReadOnlySpan<bool> flags, bool value)
    {
        var found = new List<int>();
        for (int i = 0; i < flags.Length; i++)
        {
            if (flags[i] == value)
            {
                found.Add(i);
            }
        }
        return [.. found];
    }

    private static int[][] Groups(int[] order, long[] classes) =>
        [.. order.GroupBy(sample => classes[sample]).OrderBy(static group => group.Key).Select(static group => group.ToArray())];

    // Each class gives its share rounded down; those with the largest remainders give one more until the sum is right.
    private static int[] Shares(int[][] groups, int wanted, int count)
    {
        var shares = new int[groups.Length];
        var remainders = new long[groups.Length];
        for (int group = 0; group < groups.Length; group++)
        {
            (long whole, remainders[group]) = Math.DivRem((long)groups[group].Length * wanted, count);
            shares[group] = (int)whole;
        }
        int left = wanted - shares.Sum();
        foreach (int group in Enumerable.Range(0, groups.Length).OrderByDescending(group => remainders[group]).Take(left))
        {
            shares[group]++;
        }
        return shares;
    }
}
