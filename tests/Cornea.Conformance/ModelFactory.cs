using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Makes models of the JSON that Keras writes.</summary>
public static class ModelFactory
{
    /// <summary>The model of <c>model.to_json()</c>.</summary>
    public static Sequential Make(JsonElement model)
    {
        if (model.Text("class_name") != "Sequential")
            throw new UnsupportedCaseException(model.Text("class_name"));
        var config = model.GetProperty("config");
        var made = new Sequential(config.Text("name"));
        foreach (var layer in config.GetProperty("layers").EnumerateArray())
            made.Add(layer.Text("class_name") == "Sequential" ? Make(layer) : LayerFactory.Make(layer.Text("class_name"), layer.GetProperty("config")));
        return made;
    }
}
