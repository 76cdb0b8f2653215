using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>
/// One JSON beside a folder with a model in TensorFlow.js's layers format: its weights are those that TensorFlow.js has, it predicts what
/// TensorFlow.js predicts, also after it was written and read again, or it is refused.
/// </summary>
public sealed class TensorFlowJsReplay : Replay
{
    /// <summary>Any JSON that has a folder of its name with a model.json.</summary>
    public override string File => "*.json";

    /// <summary>Whether a JSON file describes such a model.</summary>
    /// <param name="path">The file.</param>
    public static bool Describes(string path) => System.IO.File.Exists(ModelOf(path));

    /// <inheritdoc/>
    public override IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var root = document.RootElement;
        return [Judge("model.json", root.Text("name"), comparison => Check(root, ModelOf(path), comparison))];
    }

    private static void Check(JsonElement root, string path, Comparison comparison)
    {
        var expect = root.Text("expect");
        Model model;
        try
        {
            model = Model.Load(path);
        }
        catch (Exception refusal) when (refusal is ConfigException or InvalidDataException or Formats.MalformedFileException)
        {
            comparison.Holds($"It was refused: {refusal.Message}", expect != "load");
            return;
        }
        comparison.Holds("It was loaded, and should be refused.", expect != "refuse");
        if (root.Optional("outputs") is not { } outputs)
            return;
        var values = model.Weights.Select(weight => weight.Variable.ToTensor().ToArray<double>()).ToList();
        foreach (var weight in root.Optional("weights")?.EnumerateArray() ?? default)
        {
            // As loaded, to the bit; the order of the file's writer is not that of the model.
            var expected = weight.GetProperty("value").Tensor().ToFloat32().ToArray<double>();
            var found = values.FindIndex(value => value.SequenceEqual(expected));
            comparison.Holds($"No weight has the values of '{weight.Text("name")}'.", found >= 0);
            if (found >= 0)
                values.RemoveAt(found);
        }
        Tensors x = root.GetProperty("inputs").EnumerateArray().Select(input => input.Tensor()).ToArray();
        var tolerance = root.Number("tolerance");
        Predicts("outputs", model, x, outputs, tolerance, comparison);
        if (expect == "load")
            RoundTrip(model, x, outputs, tolerance, comparison);
    }

    private static void RoundTrip(Model model, Tensors x, JsonElement outputs, double tolerance, Comparison comparison)
    {
        var folder = Directory.CreateTempSubdirectory("cornea-tfjs").FullName;
        try
        {
            var path = Path.Combine(folder, "model.json");
            model.Save(path);
            Predicts("outputs after it was written", Model.Load(path), x, outputs, tolerance, comparison);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Predicts(string what, Model model, Tensors x, JsonElement outputs, double tolerance, Comparison comparison)
    {
        var predicted = model.PredictAll(x, verbose: Verbosity.Silent);
        comparison.Same($"number of {what}", $"{predicted.Count}", $"{outputs.GetArrayLength()}");
        foreach (var (value, expected) in predicted.Zip(outputs.EnumerateArray()))
            comparison.Near(what, value, expected, tolerance);
    }

    private static string ModelOf(string path) => Path.Combine(Path.ChangeExtension(path, null), "model.json");
}
