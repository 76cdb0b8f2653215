using System.Globalization;
using System.Text;

namespace Cornea.Configuration;

/// <summary>Configurations as JSON text, as Python's <c>json</c> module writes and reads it.</summary>
/// <remarks>
/// Reading refuses a key that occurs twice in one object, values nested deeper than <see cref="MaximumDepth"/> and texts longer
/// than <see cref="MaximumLength"/>, so that a malicious text cannot exhaust the stack or the memory. <c>NaN</c>, <c>Infinity</c>
/// and <c>-Infinity</c> are numbers, as Python writes them.
/// </remarks>
public static class ConfigJson
{
    /// <summary>How many lists and objects may stand inside each other.</summary>
    public const int MaximumDepth = 256;

    /// <summary>How many characters a text may have.</summary>
    public const int MaximumLength = 256 * 1024 * 1024;

    /// <summary>Reads JSON.</summary>
    /// <param name="text">The text: one value.</param>
    /// <exception cref="ConfigException">The text is no JSON, repeats a key, or is too deep or too long.</exception>
    public static ConfigValue Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaximumLength
            ? new ConfigJsonReader(text).Read()
            : throw new ConfigException(
                $"A configuration of at most {MaximumLength} characters was expected, but received {text.Length}.");
    }

    /// <summary>Writes JSON on one line, with a space after each comma and colon: <c>{"units": 5, "rate": 0.5}</c>.</summary>
    /// <param name="value">The value.</param>
    public static string Write(ConfigValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ConfigValue value)
    {
        switch (value.Kind)
        {
            case ConfigValueKind.Null:
                text.Append("null");
                break;
            case ConfigValueKind.Boolean:
                text.Append(value.AsBoolean() ? "true" : "false");
                break;
            case ConfigValueKind.Integer:
                text.Append(CultureInfo.InvariantCulture, $"{value.AsInt64()}");
                break;
            case ConfigValueKind.Float:
                text.Append(Number(value.AsDouble()));
                break;
            case ConfigValueKind.Text:
                AppendString(text, value.AsText());
                break;
            case ConfigValueKind.List:
                AppendList(text, value.AsList());
                break;
            case ConfigValueKind.Object:
                AppendObject(text, value.AsObject());
                break;
        }
    }

    private static void AppendList(StringBuilder text, IReadOnlyList<ConfigValue> values)
    {
        text.Append('[');
        for (var i = 0; i < values.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, values[i]);
        }
        text.Append(']');
    }

    private static void AppendObject(StringBuilder text, ConfigObject values)
    {
        text.Append('{');
        var separator = "";
        foreach (var (key, value) in values)
        {
            text.Append(separator);
            AppendString(text, key);
            text.Append(": ");
            Append(text, value);
            separator = ", ";
        }
        text.Append('}');
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' or > '~' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }
        text.Append('"');
    }

    // Python's repr: the shortest digits that read back, positional from 1e-4 up to below 1e16, and always a point or an exponent.
    private static string Number(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 16; digits++)
        {
            var shorter = value.ToString($"E{digits}", CultureInfo.InvariantCulture);
            if (double.Parse(shorter, CultureInfo.InvariantCulture).Equals(value))
            {
                shortest = shorter;
                break;
            }
        }
        var (sign, point) = (shortest[0] == '-' ? "-" : "", shortest.IndexOf('E', StringComparison.Ordinal));
        var number = shortest[sign.Length..point].Replace(".", "", StringComparison.Ordinal);
        var exponent = int.Parse(shortest.AsSpan(point + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= 16)
        {
            var mantissa = number.Length == 1 ? number : $"{number[0]}.{number[1..]}";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{number}";
        var whole = number.PadRight(exponent + 1, '0');
        return whole.Length == exponent + 1 ? $"{sign}{whole}.0" : $"{sign}{whole[..(exponent + 1)]}.{whole[(exponent + 1)..]}";
    }
}
