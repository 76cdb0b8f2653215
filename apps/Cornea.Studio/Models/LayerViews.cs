using System.Text.Json.Nodes;

namespace Cornea.Studio.Models;

/// <summary>What leaves each layer, and the weights behind it, for the page to draw and to do the arithmetic of.</summary>
internal static class LayerViews
{
    private const int MostValues = 200_000;

    /// <summary>The outputs of all layers for a picture.</summary>
    public static JsonArray Through(ViewedModel view, ReadOnlySpan<float> picture)
    {
        var layers = new JsonArray();
        foreach (var (layer, shape, values) in view.Through(picture))
        {
            layers.Add((JsonNode)new JsonObject
            {
                ["name"] = layer.Name,
                ["class"] = layer.ClassName,
                ["index"] = view.Layers.ToList().IndexOf(layer),
                ["shape"] = Numbers.Of(shape),
                ["values"] = values.Length <= MostValues ? Numbers.Base64(values) : null,
                ["config"] = Config(layer),
            });
        }
        return layers;
    }

    /// <summary>The weights of a layer.</summary>
    public static JsonObject Weights(ViewedModel view, int index)
    {
        var layer = view.Layers[index];
        var weights = new JsonObject();
        view.With(_ =>
        {
            foreach (var weight in layer.Weights.Where(weight => weight.Variable.Shape.Size <= MostValues))
            {
                weights[weight.Name] = new JsonObject
                {
                    ["shape"] = Numbers.Of(weight.Variable.Shape),
                    ["values"] = Numbers.Base64(weight.Variable.ToArray<float>()),
                };
            }
            return 0;
        });
        return new JsonObject { ["version"] = view.Version, ["weights"] = weights };
    }

    /// <summary>The configuration of a layer in Keras's words, without what only says where weights come from.</summary>
    public static JsonNode Config(Layer layer)
    {
        var shown = new ConfigObject();
        if (layer is WeightGroup)
            return new JsonObject();
        foreach (var (key, value) in Registry.GetConfig(layer))
        {
            if (!key.EndsWith("_initializer", StringComparison.Ordinal) && key is not ("name" or "dtype" or "trainable" or "module"))
                shown.Add(key, value);
        }
        return JsonNode.Parse(ConfigJson.Write(shown).Replace("NaN", "null", StringComparison.Ordinal))!;
    }
}
