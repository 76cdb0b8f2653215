using System.Globalization;

namespace Cornea.Cli.Output;

/// <summary>Numbers as people read them, in any culture the same.</summary>
internal static class Sizes
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Bytes in units of 1024: <c>4.6 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        return value.ToString(unit == 0 ? "F0" : "F1", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>A whole number with separators of thousands.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A length of time: <c>12 s</c>, <c>1:05</c>, <c>1:02:03</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0} s")
        : time.ToString(time.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>A shape as Python writes it.</summary>
    public static string Shape(IReadOnlyList<long> lengths) =>
        lengths.Count == 1 ? $"({lengths[0].ToString(CultureInfo.InvariantCulture)},)"
            : $"({string.Join(", ", lengths.Select(length => length.ToString(CultureInfo.InvariantCulture)))})";
}
