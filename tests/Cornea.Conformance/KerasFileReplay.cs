using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>One JSON beside files that Keras wrote: each file is loaded, predicts, and goes on training as Keras says.</summary>
public sealed class KerasFileReplay : Replay
{
    private const int PartEnding = 16;
    private const double TrainTolerance = 10, LossTolerance = 1e-4;

    static KerasFileReplay() => Registry.Register<ScaleShift>("demo");

    /// <summary>Any JSON that names its files.</summary>
    public override string File => "*.json";

    /// <summary>Whether a JSON file describes model files.</summary>
    /// <param name="path">The file.</param>
    public static bool Describes(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var root = document.RootElement;
        return root.Optional("files") is { ValueKind: JsonValueKind.Array }
            && (root.Optional("outputs") is not null || root.Optional("refuse") is not null || root.Optional("cases") is not null);
    }

    /// <inheritdoc/>
    public override IEnumerable<CaseResult> Run(string path)
    {
        var results = new List<CaseResult>();
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var (root, folder) = (document.RootElement, Path.GetDirectoryName(path)!);
        if (root.Optional("cases") is { ValueKind: JsonValueKind.Array } cases)
        {
            foreach (var test in cases.EnumerateArray())
            {
                results.Add(Judge(test.Text("file"), root.Text("name"), comparison => CheckOptimizer(root, test, folder, comparison)));
            }
            return results;
        }
        foreach (var file in root.GetProperty("files").EnumerateArray().Select(file => file.GetString()!).Where(file => !IsPart(file)))
        {
            results.Add(Judge(file, root.Text("name"), comparison => Check(root, file, Path.Combine(folder, file), comparison)));
        }
        return results;
    }

    private static void Check(JsonElement root, string file, string path, Comparison comparison)
    {
        if (root.Optional("refuse") is not null)
        {
            Refused(root, path, comparison);
            return;
        }
        // Keras itself cannot read it back: it may be refused where the message names the layer.
        if (root.Text("name").EndsWith("_unreadable", StringComparison.Ordinal))
        {
            Refused(root, path, comparison);
            return;
        }
        var tolerance = root.Number("tolerance", DefaultTolerance(root.Text("name")));
        var model = Loaded(root, path);
        foreach (var (weight, expected) in model.Weights.Zip(Weights(root)))
        {
            if (expected.GetProperty("value").Optional("data") is not null)
            {
                Equal(weight, expected, comparison);
            }
        }
        comparison.Same("weights", $"{model.Weights.Count}", $"{Weights(root).Count()}");
        // The layers of NVIDIA's library have one bias more than the plain ones that stand for them.
        if (root.Optional("plain_weights") is null)
        {
            comparison.Near("parameters", model.CountParameters(), root.Number("count_params"), 0);
        }
        if (root.Optional("summary") is { } summary && !file.EndsWith(".weights.h5", StringComparison.Ordinal) && model.Optimizer is null)
        {
            comparison.Same("summary", model.SummaryText(), summary.GetString());
        }
        var x = Inputs(root, model);
        Predicts("outputs", model, x, root.GetProperty("outputs"), tolerance, comparison);
        foreach (var again in (string[])["outputs_second_call", "outputs_third_call"])
        {
            if (root.Optional(again) is { } outputs)
            {
                Predicts(again, model, x, outputs, tolerance, comparison);
            }
        }
        if (model is Sequential or Functional)
        {
            RoundTrips(model, x, comparison);
        }
        // A case without the word among its checks has no training of its own to compare, as of float8.
        if (root.Optional("train") is { } train && root.Text("check", "train").Contains("train", StringComparison.Ordinal)
            && model.Optimizer is not null && train.Text("file", file) == file)
        {
            Train(root, train, model, x, tolerance, comparison);
        }
    }

    private static Model Loaded(JsonElement root, string path)
    {
        try
        {
            if (IsWeights(path))
            {
                var model = NetworksWithoutFile.Of(root) ?? Model.Load(WholeModel(root, path));
                model.SetWeights([.. model.Weights.Select(weight => Tensor.Full(weight.Variable.Shape, 0.125))]);
                model.LoadWeights(path, names: model is BranchingNetwork ? BranchingNetwork.Names : null);
                return model;
            }
            return Model.Load(path);
        }
        catch (ConfigException exception) when (exception.Message.Contains("not known", StringComparison.Ordinal))
        {
            throw new UnsupportedCaseException(exception.Message);
        }
    }

    // One part of divided weights is no file of its own.
    private static bool IsPart(string file) => file.EndsWith(".weights.h5", StringComparison.Ordinal)
        && file.Length > PartEnding && file[^PartEnding..^".weights.h5".Length].All(char.IsAsciiDigit);

    private static bool IsWeights(string path) => path.EndsWith(".weights.h5", StringComparison.Ordinal)
        || path.EndsWith("_weights.h5", StringComparison.Ordinal) || path.EndsWith(".weights.json", StringComparison.Ordinal);

    private static string WholeModel(JsonElement root, string path)
    {
        var whole = root.GetProperty("files").EnumerateArray().Select(file => file.GetString()!).FirstOrDefault(file => !IsWeights(file))
            ?? throw new UnsupportedCaseException("weights without a file of their network");
        return Path.Combine(Path.GetDirectoryName(path)!, whole);
    }

    private static void Refused(JsonElement root, string path, Comparison comparison)
    {
        try
        {
            Model.Load(path);
            comparison.Holds("The file was loaded, and should be refused.", false);
        }
        catch (Exception refusal) when (refusal is ConfigException or InvalidDataException or Formats.MalformedFileException)
        {
            var word = root.Text("layer", root.Text("name") switch
            {
                var name when name.Contains("npz", StringComparison.Ordinal) => "pickle",
                var name when name.EndsWith("_mha_unreadable", StringComparison.Ordinal) => "mha/query",
                _ => "",
            });
            comparison.Holds($"The message does not name '{word}': {refusal.Message}",
                refusal.Message.Contains(word, StringComparison.Ordinal));
        }
    }

    private static void Train(JsonElement root, JsonElement train, Model model, Tensors x, double tolerance, Comparison comparison)
    {
        model.Warned = _ => { };
        Tensors y = Arrays(train.GetProperty("y") is { ValueKind: JsonValueKind.String } ? root.GetProperty("y") : train.GetProperty("y"));
        var before = model.Evaluate(x, y, batchSize: 1 << 20, verbose: Verbosity.Silent);
        comparison.Near("loss before", before["loss"], train.Number("loss_before"), LossTolerance + (tolerance * TrainTolerance));
        After(root, train, model, x, y, tolerance, comparison);
    }

    private static void CheckOptimizer(JsonElement root, JsonElement test, string folder, Comparison comparison)
    {
        var tolerance = root.Number("tolerance", 1e-5);
        var model = Model.Load(Path.Combine(folder, test.Text("file")));
        model.Warned = _ => { };
        Tensors x = root.GetProperty("x").Tensor(), y = root.GetProperty("y").Tensor();
        if (test.Optional("weights") is { ValueKind: JsonValueKind.Array } weights)
        {
            foreach (var (weight, expected) in model.Weights.Zip(weights.EnumerateArray()))
            {
                Equal(weight, expected, comparison);
            }
        }
        if (test.Optional("outputs") is { } outputs)
        {
            Predicts("outputs", model, x, outputs, tolerance, comparison);
        }
        if (model.Optimizer is null)
        {
            throw new UnsupportedCaseException("an optimizer that is not known here");
        }
        After(root, test, model, x, y, tolerance, comparison);
    }

    // Where the writer loses the optimizer's state when it loads, both are right: to go on with it, and to start anew.
    private static void After(
        JsonElement root, JsonElement train, Model model, Tensors x, Tensors y, double tolerance, Comparison comparison)
    {
        if (train.Optional("outputs_after") is not { } anew)
        {
            return;
        }
        var table = RepeatedWords.Has(root, model) ? RepeatedWords.Table(model, x, y) : null;
        model.TrainOnBatch(x, y);
        if (table is not null)
        {
            model.SetWeights([table, .. model.GetWeights().Skip(1)]);
        }
        if (train.Optional("uninterrupted")?.Optional("outputs_after") is { } goingOn)
        {
            var other = new Comparison();
            Predicts("outputs after", model, x, goingOn, tolerance * TrainTolerance, other);
            if (other.Failures.Count == 0)
            {
                comparison.Holds("outputs after", true);
                return;
            }
        }
        Predicts("outputs after", model, x, anew, tolerance * TrainTolerance, comparison);
    }

    // Through every form and back: the same bits.
    private static void RoundTrips(Model model, Tensors x, Comparison comparison)
    {
        var folder = Directory.CreateTempSubdirectory("cornea-files").FullName;
        try
        {
            var outputs = Bits(model, x);
            foreach (var ending in (string[])[".keras", ".h5"])
            {
                var path = Path.Combine(folder, "model" + ending);
                model.Save(path);
                var again = Model.Load(path);
                comparison.Same($"outputs after {ending}", Bits(again, x), outputs);
                comparison.Same($"optimizer after {ending}", State(again), State(model));
            }
            foreach (var ending in (string[])[".weights.h5", ".h5", ".safetensors"])
            {
                var path = Path.Combine(folder, "weights" + ending);
                model.SaveWeights(path);
                var again = Model.Load(Path.Combine(folder, "model.keras"), new LoadOptions { Compile = false });
                again.SetWeights([.. again.Weights.Select(weight => Tensor.Full(weight.Variable.Shape, 0.125))]);
                again.LoadWeights(path);
                comparison.Same($"outputs after weights{ending}", Bits(again, x), outputs);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string State(Model model) => model.Optimizer is not { } optimizer ? "none"
        : $"{optimizer.GetType().Name}: "
        + string.Join(' ', optimizer.Variables.Select(variable => Convert.ToHexString(variable.AsBytes())));

    private static string Bits(Model model, Tensors x)
    {
        foreach (var layer in model.Layers.OfType<RecurrentLayer>())
        {
            layer.ResetState();
        }
        return string.Join(' ', model.PredictAll(x, verbose: Verbosity.Silent)
            .Select(output => string.Join(',', output.ToArray<double>().Select(BitConverter.DoubleToInt64Bits))));
    }

    // A kernel that LoRA has frozen keeps its place in Keras's list; here what is trained comes first in each layer.
    private static IEnumerable<JsonElement> Weights(JsonElement root) => root.Optional("weights_loaded") is { } loaded
        ? loaded.EnumerateArray().GroupBy(weight => Path.GetDirectoryName(weight.Text("path")))
            .SelectMany(layer => layer.OrderByDescending(weight => weight.Flag("trainable")))
        : (root.Optional("plain_weights") ?? root.GetProperty("weights")).EnumerateArray();

    internal static Tensors Inputs(JsonElement root, Model model)
    {
        var inputs = root.GetProperty("inputs");
        if (inputs.ValueKind == JsonValueKind.Array && inputs.EnumerateArray().Any(array => array.Text("dtype") == "string"))
        {
            return inputs.EnumerateArray().Select((array, i) => array.Text("dtype") != "string" ? array.Tensor()
                : model.EncodeText(
                    [.. array.GetProperty("data").EnumerateArray().Select(text => text.GetString()!)],
                    root.GetProperty("input_names")[i].GetString())).ToArray();
        }
        return inputs.ValueKind == JsonValueKind.Object && inputs.Optional("dtype") is null
            ? ((model as Functional)?.InputNames ?? []).Select(name => inputs.GetProperty(name).Tensor()).ToArray()
            : Arrays(inputs);
    }

    private static Tensors Arrays(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(array => array.Tensor()).ToArray()
        : value.Tensor();

    private static void Predicts(string what, Model model, Tensors x, JsonElement outputs, double tolerance, Comparison comparison)
    {
        var predicted = model.PredictAll(x, verbose: Verbosity.Silent);
        JsonElement[] wanted = outputs.ValueKind == JsonValueKind.Array ? [.. outputs.EnumerateArray()] : [outputs];
        comparison.Same($"number of {what}", $"{predicted.Count}", $"{wanted.Length}");
        foreach (var (value, expected) in predicted.Zip(wanted))
        {
            comparison.Near(what, value, expected, tolerance);
        }
    }

    // The files have the shortest decimal of each float32: the same bits once it is rounded to one.
    private static void Equal(Weight weight, JsonElement expected, Comparison comparison)
    {
        var value = expected.GetProperty("value").Tensor();
        comparison.Same($"{weight.Variable.Name}: shape", weight.Variable.Shape.ToString(), value.Shape.ToString());
        comparison.Near(weight.Variable.Name, weight.Variable.ToTensor().ToArray<double>(), value.ToFloat32().ToArray<double>(),
            tolerance: 0);
    }

    private static double DefaultTolerance(string name) => name switch
    {
        "mixed_float16" or "mixed_bfloat16" => 5e-3,
        "pure_float16" => 2e-3,
        "pure_bfloat16" => 2e-2,
        _ => 1e-5,
    };
}
