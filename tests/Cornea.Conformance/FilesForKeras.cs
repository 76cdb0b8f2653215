using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Writes networks as files for other programs to open: NAME.keras, NAME.h5 and NAME.weights.h5 beside NAME.json, which has
/// inputs and the outputs that were computed, in the form of the cases.</summary>
internal static class FilesForKeras
{
    /// <summary>Writes the networks of a folder of cases: one of each layer in layers.json, and those of its folder models.</summary>
    /// <param name="folder">The folder with layers.json and models.</param>
    /// <param name="target">Where the files go.</param>
    /// <param name="log">Told of each network that cannot be written, and of their number at the end.</param>
    public static void Write(string folder, string target, TextWriter log)
    {
        Directory.CreateDirectory(target);
        var (written, refused) = (0, 0);
        foreach (var (name, make) in Networks(folder))
        {
            try
            {
                var (model, inputs) = make();
                Write(name, model, inputs, target);
                written++;
            }
            catch (Exception exception) when (exception is UnsupportedCaseException or ConfigException or ArgumentException
                or InvalidOperationException)
            {
                refused++;
                log.WriteLine($"not written {name}: {exception.Message}");
            }
        }
        log.WriteLine($"{written} networks written, {refused} not");
    }

    private static IEnumerable<(string Name, Func<(Model Model, Tensor[] Inputs)> Make)> Networks(string folder)
    {
        var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "layers.json")));
        foreach (var test in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            yield return (test.Text("id").Replace('/', '_'), () => OfLayer(test));
        }
        foreach (var path in Directory.GetFiles(Path.Combine(folder, "models"), "*.keras").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            yield return ("model_" + name, () =>
            {
                var model = Model.Load(path);
                using var described = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(path, ".json")));
                return (model, [.. KerasFileReplay.Inputs(described.RootElement, model)]);
            }
            );
        }
    }

    private static (Model Model, Tensor[] Inputs) OfLayer(JsonElement test)
    {
        var layer = KerasObjects.Layer(test.Text("class_name"), test.GetProperty("config"), test.GetProperty("call_kwargs"));
        Tensor[] inputs = [.. test.GetProperty("inputs").EnumerateArray().Select(array => array.Tensor())];
        if (layer is Normalization normalization && test.Tensor("adapt_data") is { } data)
        {
            normalization.Adapt(data);
        }
        SymbolicTensor[] entrances = [.. inputs.Select(input => Model.Input(input.Shape[1..], input.DType))];
        var model = new Functional(entrances, layer.OnAll(entrances));
        LayersReplay.SetWeights(layer, test.GetProperty("weights"), new Comparison());
        return (model, inputs);
    }

    private static void Write(string name, Model model, Tensor[] inputs, string target)
    {
        string[] files = [$"{name}.keras", $"{name}.h5", $"{name}.weights.h5"];
        var outputs = model.PredictAll(inputs, verbose: Verbosity.Silent);
        model.Save(Path.Combine(target, files[0]));
        model.Save(Path.Combine(target, files[1]));
        model.SaveWeights(Path.Combine(target, files[2]));
        var described = new ConfigObject
        {
            { "name", name },
            { "files", ConfigValue.List(files.Select(file => (ConfigValue)file)) },
            { "tolerance", 1e-4 },
            { "count_params", (long)model.CountParameters() },
            { "inputs", ConfigValue.List(inputs.Select(Array)) },
            { "outputs", ConfigValue.List(outputs.Select(Array)) },
            { "weights", ConfigValue.List(model.Weights.Select(Described)) },
        };
        File.WriteAllText(Path.Combine(target, $"{name}.json"), ConfigJson.Write(described));
    }

    private static ConfigValue Described(Weight weight) => new ConfigObject
    {
        { "path", weight.Variable.Name },
        { "trainable", weight.Variable.Trainable },
        { "value", Array(weight.Variable.ToTensor()) },
    };

    private static ConfigValue Array(Tensor tensor) => new ConfigObject
    {
        { "shape", ConfigValue.List(tensor.Shape.Select(length => (ConfigValue)(long)length)) },
        { "dtype", tensor.DType.Name() },
        {
            "data", ConfigValue.List(tensor.ToArray<double>().Select(value => double.IsFinite(value) ? (ConfigValue)value
                : double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity"))
        },
    };
}
