using System.Globalization;

namespace Cornea.Terminal;

/// <summary>Numbers and times as Keras's progress bar writes them (<c>utils/progbar.py</c>).</summary>
internal static class MetricText
{
    /// <summary>Four decimals, as Python's <c>%.4f</c>: ties go to the even digit.</summary>
    public static string Fixed(double value) =>
        double.IsFinite(value) ? value.ToString("F4", CultureInfo.InvariantCulture) : NotFinite(value);

    /// <summary>Four decimals and an exponent of at least two digits, as Python's <c>%.4e</c>: <c>5.0000e-04</c>.</summary>
    public static string Exponent(double value)
    {
        if (!double.IsFinite(value)) return NotFinite(value);
        var text = value.ToString("e4", CultureInfo.InvariantCulture);
        return text[^3] == '0' ? text.Remove(text.Length - 3, 1) : text;
    }

    /// <summary>Seconds without decimals, as Python's <c>%.0f</c>.</summary>
    public static string Whole(double value) => value.ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>The time that is left: <c>12s</c>, <c>1:05</c>, <c>1:02:03</c>.</summary>
    public static string Remaining(double seconds) => seconds switch
    {
        > 3600 => string.Create(CultureInfo.InvariantCulture,
            $"{(long)(seconds / 3600)}:{(long)(seconds % 3600 / 60):00}:{(long)(seconds % 60):00}"),
        > 60 => string.Create(CultureInfo.InvariantCulture, $"{(long)(seconds / 60)}:{(long)(seconds % 60):00}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)seconds}s"),
    };

    /// <summary>The time of one step: <c>2s/step</c>, <c>125ms/step</c>, <c>40us/step</c>.</summary>
    public static string PerUnit(double seconds, string unit)
    {
        if (seconds is >= 1 or 0) return $"{Whole(seconds)}s/{unit}";
        return seconds >= 1e-3 ? $"{Whole(seconds * 1e3)}ms/{unit}" : $"{Whole(seconds * 1e6)}us/{unit}";
    }

    private static string NotFinite(double value) => double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
