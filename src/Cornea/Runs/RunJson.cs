using System.Globalization;
using System.Text.Json;

namespace Cornea.Runs;

/// <summary>The JSON of a run folder. Numbers that are not finite are the texts <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.</summary>
internal static class RunJson
{
    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static byte[] Object(Action<Utf8JsonWriter> write, bool indented = false)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    public static void Number(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteString(name, value.ToString("R", CultureInfo.InvariantCulture));
    }

    public static void Number(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString("R", CultureInfo.InvariantCulture));
    }

    public static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.Parse(value.GetString() ?? "NaN", NumberStyles.Float, CultureInfo.InvariantCulture);

    public static double Number(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) ? Number(value) : double.NaN;

    public static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static long Whole(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;

    public static DateTimeOffset Time(JsonElement entry, string name) =>
        DateTimeOffset.TryParse(Text(entry, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : default;

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
