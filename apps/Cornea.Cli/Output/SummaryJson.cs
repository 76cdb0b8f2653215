using System.Text.Json;

namespace Cornea.Cli.Output;

/// <summary>A network's layers as JSON.</summary>
internal static class SummaryJson
{
    public static void Write(Utf8JsonWriter json, Model model)
    {
        json.WriteString("name", model.Name);
        json.WriteString("class", model.ClassName);
        json.WriteNumber("parameters", Count(model.Weights));
        json.WriteNumber("trainable_parameters", Count(model.TrainableWeights));
        WriteShapes(json, "inputs", model.Inputs);
        WriteShapes(json, "outputs", model.Outputs);
        json.WriteStartArray("layers");
        foreach (var layer in model.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteString("class", layer.ClassName);
            json.WriteNumber("parameters", Count(layer.Weights));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static long Count(IReadOnlyList<Weight> weights) => weights.Sum(weight => (long)weight.Variable.Shape.Size);

    private static void WriteShapes(Utf8JsonWriter json, string name, SymbolicTensors tensors)
    {
        json.WriteStartArray(name);
        foreach (var tensor in tensors)
        {
            json.WriteStartArray();
            foreach (var length in tensor.Shape)
            {
                if (length == Shape.Unknown)
                    json.WriteNullValue();
                else
                    json.WriteNumberValue(length);
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }
}
