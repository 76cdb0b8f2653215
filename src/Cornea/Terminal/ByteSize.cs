using System.Globalization;

namespace Cornea.Terminal;

/// <summary>Sizes in bytes as Keras's summary writes them: units of 1024, two decimals (<c>136.04 KB</c>).</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    public static string Format(double bytes)
    {
        foreach (var unit in Units)
        {
            if (bytes / 1024 < 1) return Text(bytes, unit);
            bytes /= 1024;
        }

        // Keras divides once more at its last unit and keeps that unit's name.
        return Text(bytes, Units[^1]);
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:F2} {unit}");
}
