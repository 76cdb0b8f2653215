using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Makes models of the JSON that Keras writes.</summary>
public static class ModelFactory
{
    /// <summary>The model of <c>model.to_json()</c>.</summary>
    public static Model Make(JsonElement model) => model.Text("class_name") switch
    {
        "Sequential" => Chain(model.GetProperty("config")),
        "Functional" or "Model" => Graph(model.GetProperty("config")),
        var other => throw new UnsupportedCaseException(other),
    };

    private static Sequential Chain(JsonElement config)
    {
        var made = new Sequential(config.Text("name"));
        foreach (var layer in config.GetProperty("layers").EnumerateArray())
            made.Add(MakeLayer(layer, default));
        return made;
    }

    private static Functional Graph(JsonElement config)
    {
        var layers = new Dictionary<string, Layer>();
        var calls = new Dictionary<(string Layer, int Node), SymbolicTensors>();
        var waiting = new Queue<(string Layer, int Node, JsonElement Call)>();
        foreach (var layer in config.GetProperty("layers").EnumerateArray())
        {
            var (name, nodes) = (layer.Text("name"), layer.GetProperty("inbound_nodes"));
            layers[name] = MakeLayer(layer, nodes.GetArrayLength() > 0 ? nodes[0].GetProperty("kwargs") : default);
            if (layers[name] is InputLayer input)
                calls[(name, 0)] = input.Output;
            for (var i = 0; i < nodes.GetArrayLength(); i++)
                waiting.Enqueue((name, i, nodes[i]));
        }
        // A shared layer's second call may need what stands further down.
        while (waiting.TryDequeue(out var next))
        {
            (string Layer, int Node, int Index)[] needs = [.. Sources(next.Call.GetProperty("args"))];
            if (needs.All(need => calls.ContainsKey((need.Layer, need.Node))))
                calls[(next.Layer, next.Node)] = layers[next.Layer].OnAll(needs.Select(need => calls[(need.Layer, need.Node)][need.Index]).ToArray(), next.Call.GetProperty("kwargs").Optional("training")?.GetBoolean());
            else
                waiting.Enqueue(next);
        }
        var outputs = config.GetProperty("output_layers");
        return new Functional(
            Ends(config.GetProperty("input_layers")), Ends(outputs), config.Text("name"),
            outputNames: outputs.ValueKind == JsonValueKind.Object ? [.. outputs.EnumerateObject().Select(output => output.Name)] : null);

        SymbolicTensors Ends(JsonElement ends) => Named(ends).Select(end => calls[(end[0].GetString()!, end[1].GetInt32())][end[2].GetInt32()]).ToArray();
    }

    // One [name, node, index], a list of them, or an object of them.
    private static IEnumerable<JsonElement> Named(JsonElement ends) => ends.ValueKind == JsonValueKind.Object ? ends.EnumerateObject().Select(end => end.Value)
        : ends[0].ValueKind == JsonValueKind.String ? [ends]
        : ends.EnumerateArray();

    private static Layer MakeLayer(JsonElement layer, JsonElement call) => layer.Text("class_name") is "Sequential" or "Functional" or "Model"
        ? Make(layer)
        : LayerFactory.Make(layer.Text("class_name"), layer.GetProperty("config"), call);

    private static IEnumerable<(string Layer, int Node, int Index)> Sources(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray().SelectMany(Sources);
        if (value.ValueKind != JsonValueKind.Object || value.Text("class_name") != "__keras_tensor__")
            return [];
        var history = value.GetProperty("config").GetProperty("keras_history");
        return [(history[0].GetString()!, history[1].GetInt32(), history[2].GetInt32())];
    }
}
