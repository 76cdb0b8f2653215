namespace Cornea.Metrics;

/// <summary>Lists of thresholds for metrics.</summary>
internal static class Thresholds
{
    /// <summary>The given thresholds, checked; or the usual one.</summary>
    public static IReadOnlyList<double> Checked(string who, IReadOnlyList<double>? given, double otherwise)
    {
        if (given is null)
            return [otherwise];
        if (given.Count == 0)
            throw new ArgumentException($"{who} expects at least one threshold, but received none.", "thresholds");
        foreach (var threshold in given)
        {
            if (threshold is not (>= 0 and <= 1))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"{who} expects thresholds between 0 and 1, but received {threshold}."), "thresholds");
            }
        }
        return [.. given];
    }

    /// <summary>0, 1/(n-1), ..., 1; 0.5 when there is only one. With <paramref name="beyond"/> the ends lie so far outside.</summary>
    public static IReadOnlyList<double> Even(int count, double beyond = 0) => count == 1
        ? [0.5]
        : [-beyond, .. Enumerable.Range(1, count - 2).Select(i => (double)i / (count - 1)), 1 + beyond];
}
