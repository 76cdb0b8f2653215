using System.Text.Json.Nodes;

namespace Cornea.Studio.Training;

/// <summary>An argument of a layer that can be set on the page.</summary>
/// <param name="Key">Its name in Keras's configurations.</param>
/// <param name="Label">What the page calls it.</param>
/// <param name="Kind">integer, number, boolean, text, list or choice.</param>
/// <param name="Default">What a new layer begins with.</param>
/// <param name="Choices">The values of a choice.</param>
internal sealed record LayerField(string Key, string Label, string Kind, string Default, params string[] Choices)
{
    public JsonObject ToJson() => new()
    {
        ["key"] = Key,
        ["label"] = Label,
        ["kind"] = Kind,
        ["default"] = Default,
        ["choices"] = new JsonArray([.. Choices.Select(choice => (JsonNode)choice)]),
    };
}
