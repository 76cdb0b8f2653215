using System.Globalization;
using System.Text.Json;
using Cornea.Onnx;

namespace Cornea.Conformance;

/// <summary>Models go out to ONNX and come back: the export itself compares both, and fails where they differ.</summary>
public static class OnnxExportCheck
{
    // The smallest pictures that the networks take whose smallest is larger.
    private static readonly Dictionary<string, int> Sizes = new(StringComparer.Ordinal)
    {
        ["InceptionV3"] = 75,
        ["InceptionResNetV2"] = 75,
        ["Xception"] = 71,
        ["NASNetMobile"] = 224,
        ["NASNetLarge"] = 331,
    };

    // With random weights their numbers grow without bounds, so that roundings decide which class gets all: their normalizations are made
    // smaller.
    private static readonly string[] Deepest = ["EfficientNetV2M", "EfficientNetV2L"];

    /// <summary>The networks of keras.applications.</summary>
    public static IReadOnlyList<string> Networks { get; } = [.. typeof(Applications).GetMethods()
        .Where(method => method.ReturnType == typeof(Functional) && method.GetParameters().Any(one => one.Name == "inputShape"))
        .Select(method => method.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Exports a network of keras.applications with small pictures.</summary>
    /// <param name="name">The network.</param>
    /// <param name="path">The file to make.</param>
    public static void Network(string name, string path)
    {
        var size = Sizes.GetValueOrDefault(name, 64);
        var text = string.Create(CultureInfo.InvariantCulture, $$"""{"input_shape":[{{size}},{{size}},3],"classes":10}""");
        using var arguments = JsonDocument.Parse(text);
        // NASNet takes no smaller pictures.
        using var whole = JsonDocument.Parse("{}");
        var model = ApplicationFactory.Build(name, size is 224 or 331 ? whole.RootElement : arguments.RootElement);
        if (Deepest.Contains(name))
        {
            foreach (var weight in model.Weights.Where(weight => weight.Name.EndsWith("gamma", StringComparison.Ordinal)))
                weight.Variable.Assign(Tensor.Full(weight.Variable.Shape, 0.3f));
        }
        model.ExportOnnx(path);
    }

    /// <summary>Exports a model of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">The file to make.</param>
    public static void Model(string file, string path) => Cornea.Model.Load(file).ExportOnnx(path);

    // The layers that came back as operators of ONNX.
    private static string Foreign(Cornea.Model model)
    {
        var all = model.Layers.OfType<OnnxOperator>().GroupBy(layer => layer.Operation)
            .Select(group => $"{group.Count()} {group.Key}").ToArray();
        return all.Length == 0 ? "all layers come back" : "back as operators: " + string.Join(", ", all);
    }

    /// <summary>Exports all models of a folder, or all networks for the word <c>applications</c> (some for
    /// <c>applications:MobileNetV2,ResNet50</c>), and says how each ended.</summary>
    /// <param name="what">The folder or the word.</param>
    /// <param name="target">The folder to write to.</param>
    /// <param name="writer">Takes the report.</param>
    /// <returns>How many failed.</returns>
    public static int Run(string what, string target, TextWriter writer)
    {
        Directory.CreateDirectory(target);
        var failed = 0;
        const string Applications = "applications";
        var areNetworks = what.Split(':')[0] == Applications;
        IReadOnlyList<string> all = areNetworks ? [.. Networks.Where(name => what == Applications || what.Split(':', ',').Contains(name))]
            : [.. Directory.GetFiles(what).Where(file => Path.GetExtension(file) is ".keras" or ".h5").Order(StringComparer.Ordinal)];
        var (refused, weights) = (0, 0);
        foreach (var one in all)
        {
            var path = Path.Combine(target, Path.GetFileName(one) + ".onnx");
            try
            {
                // Files that are to be refused lie among the others.
                if (!areNetworks && !ModelFile.Inspect(one).HasNetwork)
                {
                    weights++;
                    continue;
                }
                if (!areNetworks && Cornea.Model.Load(one).Inputs.Count == 0)
                    throw new InvalidDataException("the file does not say the shape of the network's inputs");
            }
            catch (Exception exception) when (exception is MalformedFileException or InvalidDataException or ConfigException)
            {
                refused++;
                writer.WriteLine($"refused {one}: {exception.Message}");
                continue;
            }
            try
            {
                if (areNetworks)
                    Network(one, path);
                else
                    Model(one, path);
                writer.WriteLine($"passed {one}: {new FileInfo(path).Length} bytes; {Foreign(OnnxModel.Import(path))}");
            }
            catch (Exception exception)
            {
                failed++;
                writer.WriteLine($"failed {one}: {exception.GetType().Name}: {exception.Message}");
            }
        }
        var passed = all.Count - failed - refused - weights;
        writer.WriteLine($"{passed} passed, {failed} failed, {refused} refused, {weights} without a network");
        return failed;
    }
}
