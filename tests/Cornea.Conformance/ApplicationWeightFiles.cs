using System.Globalization;
using System.Text.Json;
using Cornea.Formats.Hdf5;

namespace Cornea.Conformance;

/// <summary>
/// weight_files.json: for each official file of keras.applications one of the same form, as Keras 2 wrote it (legacy HDF5 without a
/// network, layers and weights under the names of keras_applications, counts in int64), whose numbers a formula gives, is loaded by the
/// application's function, and by LoadWeights into a network that is there.
/// </summary>
internal static class ApplicationWeightFiles
{
    /// <summary>Writes and loads all files, one at a time.</summary>
    /// <param name="folder">The folder with weight_files.json.</param>
    /// <param name="output">One line for each file that did not load, and the sum.</param>
    /// <returns>How many did not load to the bit.</returns>
    public static int Run(string folder, TextWriter output)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "weight_files.json")));
        var scratch = Directory.CreateTempSubdirectory("cornea-weights-");
        var (right, wrong) = (0, 0);
        try
        {
            foreach (var file in document.RootElement.GetProperty("files").EnumerateArray())
            {
                var problem = Problem(file, Path.Combine(scratch.FullName, file.Text("file")));
                if (problem is null)
                {
                    right++;
                    continue;
                }
                wrong++;
                output.WriteLine($"{file.Text("file")}: {problem}");
            }
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
        output.WriteLine($"{right} files of the official forms loaded to the bit, {wrong} did not.");
        return wrong;
    }

    private static string? Problem(JsonElement file, string path)
    {
        var (application, arguments) = (file.Text("application"), file.GetProperty("arguments"));
        try
        {
            var model = ApplicationFactory.Build(application, arguments);
            Write(model, application, path);
            model.LoadWeights(path);
            if (Stored(model).Any(weight => !Holds(weight.Variable, weight.Number)))
            {
                return "other values after LoadWeights";
            }
            var loaded = ApplicationFactory.Build(application, arguments, path);
            return Stored(loaded).FirstOrDefault(weight => !Holds(weight.Variable, weight.Number)) is { Variable: { } other }
                ? $"other values in {other.Name}" : null;
        }
        catch (Exception refusal) when (refusal is InvalidDataException or ConfigException or UnsupportedCaseException)
        {
            return refusal.Message;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Write(Model model, string application, string path)
    {
        var writer = new Hdf5Writer();
        string Name(Layer layer) => OfficialName(application, layer);
        writer.Root.SetAttribute("layer_names", [.. model.Layers.Select(Name)]);
        var weights = Stored(model).ToLookup(weight => weight.Layer);
        foreach (var layer in model.Layers)
        {
            var group = writer.Root.CreateGroup(Name(layer));
            var names = weights[layer].Select(weight => $"{Name(layer)}/{weight.Variable.Name.Split('/')[^1]}:0").ToArray();
            group.SetAttribute("weight_names", names);
            foreach (var (name, (_, variable, number)) in names.Zip(weights[layer]))
            {
                if (variable.DType == DType.Float32)
                {
                    long[] shape = [.. variable.Shape.Select(length => (long)length)];
                    group.CreateDataset(name, shape, () => Values(variable.Shape.Size, number));
                }
                else
                {
                    group.CreateDataset(name, variable.ToTensor().Cast(DType.Int64));
                }
            }
        }
        writer.Save(path);
    }

    // What keras_applications calls the layers of Keras 3 otherwise: the last ones of some families, the first ones of DenseNet, and those
    // without a name, which Keras 2 counts from 1.
    private static string OfficialName(string application, Layer layer) => (application, layer.Name) switch
    {
        (['R', 'e', 's', 'N', 'e', 't', ..], "predictions") => "probs",
        ("MobileNetV2", "predictions") => "Logits",
        (['D', 'e', 'n', 's', 'e', ..], "predictions") => "fc1000",
        (['D', 'e', 'n', 's', 'e', ..], "conv1_conv" or "conv1_bn") => layer.Name.Replace('_', '/'),
        (_, var name) when name == Snake(layer) => $"{name}_1",
        (_, var name) when name.StartsWith($"{Snake(layer)}_", StringComparison.Ordinal)
            && int.TryParse(name[(Snake(layer).Length + 1)..], CultureInfo.InvariantCulture, out var number) =>
            FormattableString.Invariant($"{Snake(layer)}_{number + 1}"),
        (_, var name) => name,
    };

    private static string Snake(Layer layer) => layer switch
    {
        Conv2D => "conv2d",
        BatchNormalization => "batch_normalization",
        _ => layer.ClassName.ToLowerInvariant(),
    };

    // The weights of each layer as the legacy form has them: those that are trained first.
    private static IEnumerable<(Layer Layer, Variable Variable, int Number)> Stored(Model model)
    {
        var number = 0;
        foreach (var layer in model.Layers)
        {
            foreach (var weight in layer.TrainableWeights.Concat(layer.NonTrainableWeights))
                yield return (layer, weight.Variable, number++);
        }
    }

    private static bool Holds(Variable variable, int number) =>
        variable.DType != DType.Float32 || variable.AsSpan<float>().SequenceEqual(Values(variable.Shape.Size, number));

    private static float[] Values(int count, int number)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (((i * 7) + (number * 13)) & 1023) / 1024f;
        return values;
    }
}
