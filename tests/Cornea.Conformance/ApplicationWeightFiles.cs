using System.Text.Json;
using Cornea.Formats.Hdf5;

namespace Cornea.Conformance;

/// <summary>
/// weight_files.json: for each official file of keras.applications one of the same form, as Keras 2 wrote it (legacy HDF5 without a
/// network, layers and weights under other names, counts in int64), whose numbers a formula gives, is loaded by the application's function.
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
            Write(ApplicationFactory.Build(application, arguments), path);
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

    private static void Write(Model model, string path)
    {
        var writer = new Hdf5Writer();
        writer.Root.SetAttribute("layer_names", [.. model.Layers.Select(Name)]);
        var weights = Stored(model).ToLookup(weight => weight.Layer);
        foreach (var layer in model.Layers)
        {
            var group = writer.Root.CreateGroup(Name(layer));
            var names = weights[layer].Select((_, i) => FormattableString.Invariant($"{Name(layer)}/weight_{i}:0")).ToArray();
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

    // Keras 2 has a slash where Keras 3 has an underscore, in some networks; order is what counts.
    private static string Name(Layer layer) => layer.Name.Replace('_', '/');

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
