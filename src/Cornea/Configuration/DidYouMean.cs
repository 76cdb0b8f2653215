namespace Cornea.Configuration;

/// <summary>Finds the word that was probably meant.</summary>
internal static class DidYouMean
{
    /// <summary>The candidate nearest to <paramref name="word"/>, or null where none is near enough to be a slip.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What could have been meant; the first of equally near ones is taken.</param>
    /// <remarks>
    /// The distance counts characters put in, left out, replaced, or swapped with the adjacent one (optimal string alignment, the
    /// restricted form of Damerau and Levenshtein); upper and lower case are the same. It may be a third of the longer word's
    /// length, at least 1 and at most 3.
    /// </remarks>
    public static string? Suggest(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        word = word.Trim();
        string? best = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var limit = Math.Clamp(Math.Max(word.Length, candidate.Length) / 3, 1, 3);
            // A single letter is one slip away from every other: no hint is better than any.
            if (word.Length < 2 || Math.Abs(word.Length - candidate.Length) > limit) continue;
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance > limit || distance >= least) continue;
            least = distance;
            best = candidate;
        }

        return best;
    }

    internal static int Distance(string a, string b)
    {
        // Three rows of the table of distances between the starts of a and of b.
        int[] twoBack = new int[b.Length + 1], previous = new int[b.Length + 1], current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], twoBack[j - 2] + 1);
            }

            (twoBack, previous, current) = (previous, current, twoBack);
        }

        return previous[b.Length];
    }
}
