using System.Globalization;
using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>
/// Compares what was computed with what Keras computed: |a - b| &lt;= tolerance + tolerance * |b|, NaN equal to NaN, an
/// infinity equal to itself.
/// </summary>
public sealed class Comparison
{
    /// <summary>How many things were compared.</summary>
    public int Count { get; private set; }

    /// <summary>The largest |a - b|.</summary>
    public double Difference { get; private set; }

    /// <summary>The largest difference over what its tolerance allows.</summary>
    public double Share { get; private set; }

    /// <summary>What differs, one line each.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Compares a tensor with an array of the file (or a plain number): shape and every element.</summary>
    /// <param name="what">Its name in messages.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="expected">The array of the file.</param>
    /// <param name="tolerance">Absolute and relative tolerance.</param>
    /// <param name="skip">True for elements (row by row) that are not to be compared.</param>
    public void Near(string what, Tensor actual, JsonElement expected, double tolerance, Func<int, bool>? skip = null)
    {
        if (Same($"{what}: shape", actual.Shape.ToString(), expected.Shape().ToString()))
            Near(what, actual.ToArray<double>(), expected.Numbers(), tolerance, skip);
    }

    /// <summary>Compares two lists of numbers.</summary>
    public void Near(string what, ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, double tolerance,
        Func<int, bool>? skip = null)
    {
        Count++;
        if (actual.Length != expected.Length)
        {
            Failures.Add($"{what}: {expected.Length} numbers expected, received {actual.Length}");
            return;
        }
        var (worst, worstShare, wrong) = (-1, 0.0, 0);
        for (var i = 0; i < actual.Length; i++)
        {
            if (skip is not null && skip(i))
                continue;
            var (difference, share) = Distance(actual[i], expected[i], tolerance);
            Difference = Math.Max(Difference, difference);
            Share = Math.Max(Share, share);
            if (share <= 1)
                continue;
            wrong++;
            if (worst < 0 || share > worstShare)
                (worst, worstShare) = (i, share);
        }
        if (wrong > 0)
        {
            Failures.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}[{worst}]: {expected[worst]:G9} expected, received {actual[worst]:G9} ({wrong} of {actual.Length} differ)"));
        }
    }

    /// <summary>Compares two numbers.</summary>
    public void Near(string what, double actual, double expected, double tolerance) => Near(what, [actual], [expected], tolerance);

    /// <summary>Compares two texts exactly.</summary>
    public bool Same(string what, string? actual, string? expected)
    {
        Count++;
        if (actual == expected)
            return true;
        Failures.Add($"{what}: {Shown(expected)} expected, received {Shown(actual)}");
        return false;
    }

    /// <summary>Notes whether something holds.</summary>
    public void Holds(string what, bool holds)
    {
        Count++;
        if (!holds)
            Failures.Add(what);
    }

    private static (double Difference, double Share) Distance(double actual, double expected, double tolerance)
    {
        if (actual.Equals(expected))
            return (0, 0);
        if (!double.IsFinite(actual) || !double.IsFinite(expected))
            return (double.PositiveInfinity, double.PositiveInfinity);
        var difference = Math.Abs(actual - expected);
        var allowed = tolerance + (tolerance * Math.Abs(expected));
        return (difference, allowed > 0 ? difference / allowed : difference > 0 ? double.PositiveInfinity : 0);
    }

    private static string Shown(string? text) => text is null ? "nothing"
        : $"'{text.Replace("\n", "\\n").Replace("\r", "\\r").Replace("\u001b", "\\e")}'";
}
