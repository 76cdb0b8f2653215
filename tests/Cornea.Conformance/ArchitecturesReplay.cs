using System.IO.Compression;
using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>
/// architectures.json.gz: the networks of keras.applications, operation by operation: classes, names, configurations, connections,
/// shapes and weights; variants by their counts; sizes that are refused. Nothing is computed.
/// </summary>
public sealed class ArchitecturesReplay : Replay
{
    private const int Shown = 5;

    public override string File => "architectures.json.gz";

    public override IEnumerable<CaseResult> Run(string path)
    {
        using var stream = new GZipStream(System.IO.File.OpenRead(path), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(stream);
        foreach (var application in document.RootElement.GetProperty("applications").EnumerateArray())
        {
            var name = application.Text("application");
            yield return Judge($"{name}/operations", name, comparison => CheckOperations(application, comparison));
            yield return Judge($"{name}/refusal", name, comparison => CheckRefusal(application, comparison));
            foreach (var variant in application.GetProperty("variants").EnumerateArray())
            {
                var arguments = variant.GetProperty("arguments");
                yield return Judge($"{name}/{arguments.GetRawText()}", name,
                    comparison => CheckCounts(name, arguments, variant, comparison));
            }
        }
    }

    private static void CheckOperations(JsonElement application, Comparison comparison)
    {
        using var none = JsonDocument.Parse("{}");
        var model = ApplicationFactory.Build(application.Text("application"), none.RootElement);
        var totals = application.GetProperty("parameters");
        comparison.Same("name", model.Name, application.Text("model_name"));
        comparison.Same("parameters", $"{model.CountParameters()}", $"{totals.GetProperty("total")}");
        comparison.Same("not trainable", $"{Count(model.NonTrainableWeights)}", $"{totals.GetProperty("non_trainable")}");
        comparison.Same("layers", $"{model.Layers.Count}", $"{application.GetProperty("layers")}");
        var operations = application.GetProperty("operations");
        comparison.Same("operations", $"{model.Sublayers.Count}", $"{operations.GetArrayLength()}");
        foreach (var (layer, expected) in model.Sublayers.Zip(operations.EnumerateArray()))
        {
            if (comparison.Failures.Count >= Shown)
                return;
            OperationCheck.Compare(layer, expected, comparison);
        }
    }

    private static void CheckRefusal(JsonElement application, Comparison comparison)
    {
        var smallest = application.GetProperty("minimal_size").GetInt32();
        using var small = JsonDocument.Parse($"{{\"include_top\": false, \"input_shape\": [{smallest - 1}, {smallest}, 3]}}");
        using var fitting = JsonDocument.Parse($"{{\"include_top\": false, \"input_shape\": [{smallest}, {smallest}, 3]}}");
        var name = application.Text("application");
        var isRefused = false;
        try
        {
            ApplicationFactory.Build(name, small.RootElement);
        }
        catch (ShapeException)
        {
            isRefused = true;
        }
        comparison.Holds($"{smallest - 1} x {smallest} is refused", isRefused);
        comparison.Holds($"{smallest} x {smallest} is taken", ApplicationFactory.Build(name, fitting.RootElement).IsBuilt);
    }

    private static void CheckCounts(string name, JsonElement arguments, JsonElement expected, Comparison comparison)
    {
        var model = ApplicationFactory.Build(name, arguments);
        comparison.Same("name", model.Name, expected.Text("model_name"));
        comparison.Same("input", model.Inputs[0].Shape.ToString(), expected.GetProperty("input").Shape().ToString());
        comparison.Same("output", model.Output.Shape.ToString(), expected.GetProperty("output").Shape().ToString());
        comparison.Same("parameters", $"{model.CountParameters()}", $"{expected.GetProperty("total")}");
        comparison.Same("trainable", $"{Count(model.TrainableWeights)}", $"{expected.GetProperty("trainable")}");
        comparison.Same("operations", $"{model.Sublayers.Count}", $"{expected.GetProperty("operations")}");
        comparison.Same("layers", $"{model.Layers.Count}", $"{expected.GetProperty("layers")}");
        comparison.Same("variables", $"{model.Weights.Count}", $"{expected.GetProperty("variables")}");
        comparison.Same("layers with weights", $"{model.Layers.Count(layer => layer.Weights.Count > 0)}",
            $"{expected.GetProperty("layers_with_weights")}");
        if (expected.Optional("last_activation") is { } activation)
        {
            var config = Registry.GetConfig(model.Layers[^1]);
            comparison.Same("last activation", config["activation"].AsText(), activation.GetString());
        }
    }

    private static long Count(IEnumerable<Weight> weights) => weights.Sum(weight => (long)weight.Variable.Shape.Size);
}
