using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Cornea.Studio.Models;

/// <summary>Numbers as the page reads them.</summary>
internal static class Numbers
{
    /// <summary>The values as base64 of little-endian 32-bit floats.</summary>
    public static string Base64(ReadOnlySpan<float> values) => Convert.ToBase64String(MemoryMarshal.AsBytes(values));

    /// <summary>A number; null where JSON has no word for it.</summary>
    public static JsonNode? Of(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    public static JsonArray Of(IEnumerable<int> values) => new([.. values.Select(value => (JsonNode)value)]);

    public static JsonArray Of(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    public static JsonArray Of(ReadOnlySpan<float> values)
    {
        var array = new JsonArray();
        foreach (var value in values)
            array.Add(Of(value));
        return array;
    }
}
