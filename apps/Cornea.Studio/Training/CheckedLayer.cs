using System.Text.Json.Nodes;

namespace Cornea.Studio.Training;

/// <summary>What is known of a layer of the editor's list.</summary>
/// <param name="Layer">The layer; null where its arguments do not fit.</param>
/// <param name="Output">The shape that leaves it, without the batch axis; null where it cannot take its input.</param>
/// <param name="Parameters">How many numbers its weights hold.</param>
/// <param name="Macs">Multiply-adds for one picture.</param>
/// <param name="Error">Why it cannot stand here, or null.</param>
internal sealed record CheckedLayer(Layer? Layer, Shape? Output, long Parameters, long Macs, string? Error)
{
    public JsonObject ToJson() => new()
    {
        ["shape"] = Output is null ? null : new JsonArray([.. Output.Select(length => (JsonNode)length)]),
        ["parameters"] = Parameters,
        ["macs"] = Macs,
        ["error"] = Error,
    };
}
