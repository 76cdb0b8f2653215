using System.Globalization;
using Cornea.Cli.Output;
using Cornea.Formats.Keras;
using Cornea.Formats.TensorFlowJs;

namespace Cornea.Cli.Inspecting;

/// <summary>Looks into any file that the tool reads. Nothing in it is run, and values are read only where they are asked for.</summary>
internal static class FileInspection
{
    /// <summary>The file that is meant: of a run its network.</summary>
    public static string FileOf(string path)
    {
        if (RunFolder.Exists(path))
            return RunFolder.Open(path).ModelPath;
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new CommandException(ExitCode.Data, $"cannot find '{path}': there is no such file or folder.");
        // A folder of TensorFlow.js; one of Keras has a config.json.
        if (TensorFlowJsFile.Describes(Path.Combine(path, "model.json")))
            return Path.Combine(path, "model.json");
        return path;
    }

    /// <summary>What a file holds.</summary>
    public static FileFacts Describe(string path)
    {
        var ending = Path.GetExtension(path).ToLowerInvariant();
        if (Directory.Exists(path))
            return OfModel(ModelFile.Inspect(path));
        var length = new FileInfo(path).Length;
        if (ImageFolder.Extensions.Contains(ending))
        {
            var shape = ImageFile.Read(path).Shape;
            var channels = shape[2] == 1 ? "channel" : "channels";
            return new FileFacts(path, "picture", length) { More = [("pixels", $"{shape[1]} x {shape[0]}, {shape[2]} {channels}")] };
        }
        return ending switch
        {
            ".npy" => new FileFacts(path, "array of NumPy", length) { Arrays = [Array("array", NpyFile.Read(path))] },
            ".npz" => new FileFacts(path, "arrays of NumPy", length)
            {
                Arrays = [.. NpzFile.Read(path).Select(array => Array(array.Key, array.Value))],
            },
            ".csv" => OfTable(path, length),
            _ => OfModel(ModelFile.Inspect(path)),
        };
    }

    /// <summary>What the values of a file's arrays are, by path.</summary>
    public static IReadOnlyDictionary<string, ValueFacts> Values(string path)
    {
        var values = new Dictionary<string, ValueFacts>(StringComparer.Ordinal);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                values["array"] = ValueFacts.Of(NpyFile.Read(path));
                return values;
            case ".npz":
                foreach (var (name, tensor) in NpzFile.Read(path))
                    values[name] = ValueFacts.Of(tensor);
                return values;
        }
        switch (ModelFile.Inspect(path).Format)
        {
            case ModelFileFormat.Safetensors:
                foreach (var (name, tensor) in SafetensorsFile.Read(path).Tensors)
                    values[name] = ValueFacts.Of(tensor);
                return values;
            case ModelFileFormat.TensorFlowJs:
                foreach (var (name, tensor) in TensorFlowJsFile.Read(path).Weights)
                    values[name] = ValueFacts.Of(tensor);
                return values;
            case ModelFileFormat.Onnx:
                foreach (var (name, tensor) in OnnxModel.ReadInitializers(path))
                    values[name] = ValueFacts.Of(tensor);
                return values;
        }
        using var file = KerasFile.Open(path);
        foreach (var item in file.Variables.SelectMany(group => group.Items).Where(item => item.Dataset.Type.IsNumeric))
            values[item.Dataset.Path] = ValueFacts.Of(item.Dataset.ReadTensor());
        return values;
    }

    private static FileFacts OfModel(ModelFileDescription file)
    {
        var written = file.KerasVersion is null ? "" : $", written by Keras {file.KerasVersion}"
            + (file.Backend is null ? "" : $" on {file.Backend}");
        return new FileFacts(file.Path, FormatName(file.Format) + written, file.Length)
        {
            More =
            [
                ("network", file.ClassName is null ? null : string.Create(CultureInfo.InvariantCulture,
                    $"{file.ClassName} '{file.Name}', {file.Layers.Count} layers")),
                ("parameters", Sizes.Count(file.Parameters)),
                ("optimizer", file.Optimizer is null ? null : string.Create(CultureInfo.InvariantCulture,
                    $"{file.Optimizer}, {file.OptimizerWeights.Count} arrays of state")),
                ("assets", string.Join(", ", file.Assets)),
                .. file.Metadata.Select(entry => ($"metadata {entry.Key}", (string?)entry.Value)),
            ],
            Layers = file.Layers,
            Arrays = file.Weights,
            Obstacles = file.Obstacles,
        };
    }

    private static FileFacts OfTable(string path, long length)
    {
        var table = CsvFile.Read(path);
        return new FileFacts(path, "table (CSV)", length)
        {
            More =
            [
                ("rows", Sizes.Count(table.Rows)),
                .. table.Columns.Select(column => ($"column {column.Name}", (string?)(column.Numbers?.DType.Name() ?? "text"))),
            ],
        };
    }

    private static StoredWeightDescription Array(string name, Tensor tensor) =>
        new(name, [.. tensor.Shape.Select(length => (long)length)], tensor.DType.Name());

    private static string FormatName(ModelFileFormat format) => format switch
    {
        ModelFileFormat.Keras => "network of Keras (.keras)",
        ModelFileFormat.KerasFolder => "network of Keras as a folder",
        ModelFileFormat.LegacyModel => "network of Keras, legacy form (.h5)",
        ModelFileFormat.LegacyWeights => "weights of Keras, legacy form (.h5)",
        ModelFileFormat.Weights => "weights of Keras (.weights.h5)",
        ModelFileFormat.ShardedWeights => "weights of Keras in several files",
        ModelFileFormat.Onnx => "network of ONNX",
        ModelFileFormat.TensorFlowJs => "network of TensorFlow.js",
        ModelFileFormat.Safetensors => "weights (safetensors)",
        _ => format.ToString(),
    };
}
