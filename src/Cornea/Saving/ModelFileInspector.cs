using Cornea.Formats.Keras;
using Cornea.Formats.TensorFlowJs;

namespace Cornea.Saving;

/// <summary>Describes files of models and weights.</summary>
internal static class ModelFileInspector
{
    private const string HdfOptimizer = "optimizer";

    /// <summary>What a file holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Told of each array how many of its values are no numbers, once it has been read; null where values are not
    /// to be read.</param>
    public static ModelFileDescription Inspect(string path, Action<string, long>? read)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return OnnxDescription.Of(path, read);
        }
        if (TensorFlowJsFile.Describes(path))
        {
            return Browser(path, read);
        }
        if (ShardedWeights.IsIndex(path))
        {
            return Sharded(path, read);
        }
        if (ForeignFile.IsSafetensors(path))
        {
            return Safetensors(path, read);
        }
        ForeignFile.Refuse(path);
        using var file = KerasFile.Open(path);
        var description = Network(file, path) with
        {
            Path = path,
            Format = FormatOf(file, path),
            Length = LengthOf(path),
            KerasVersion = file.KerasVersion,
            Backend = file.Backend,
            Assets = file.Assets,
        };
        return Weights(description, file, read);
    }

    private static ModelFileDescription Sharded(string path, Action<string, long>? read)
    {
        var description = new ModelFileDescription
        {
            Path = path,
            Format = ModelFileFormat.ShardedWeights,
            Length = new FileInfo(path).Length,
        };
        foreach (var part in ShardedWeights.Parts(path))
        {
            using var file = KerasFile.Open(part);
            description = Weights(description with { Length = description.Length + new FileInfo(part).Length }, file, read);
        }
        return description;
    }

    private static ModelFileDescription Safetensors(string path, Action<string, long>? read)
    {
        var header = SafetensorsFile.ReadHeader(path);
        if (read is not null)
        {
            foreach (var (name, tensor) in SafetensorsFile.Read(path).Tensors)
            {
                read(name, NotFinite(tensor));
            }
        }
        return new ModelFileDescription
        {
            Path = path,
            Format = ModelFileFormat.Safetensors,
            Length = new FileInfo(path).Length,
            Metadata = header.Metadata,
            Weights =
            [
                .. header.Entries.OrderBy(entry => entry.Begin)
                    .Select(entry => new StoredWeightDescription(entry.Name, entry.Shape, SafetensorsHeader.NameOf(entry))),
            ],
        };
    }

    private static ModelFileDescription Browser(string path, Action<string, long>? read)
    {
        var model = TensorFlowJsFile.Read(path);
        foreach (var (name, tensor) in model.Weights)
        {
            read?.Invoke(name, NotFinite(tensor));
        }
        var description = new ModelFileDescription
        {
            Path = path,
            Format = ModelFileFormat.TensorFlowJs,
            Length = new FileInfo(path).Length,
            KerasVersion = model.KerasVersion,
            Weights =
            [
                .. model.Weights.Select(weight => new StoredWeightDescription(weight.Key,
                    [.. weight.Value.Shape.Select(length => (long)length)], weight.Value.DType.Name())),
            ],
        };
        return Network(description, model.Topology, model.TrainingConfig, new ConfigSource(TensorFlowJsReader.VersionOf(model)));
    }

    private static ModelFileDescription Network(KerasFile file, string path)
    {
        var description = new ModelFileDescription { Path = path, Format = ModelFileFormat.Keras, Length = 0 };
        return file.ModelConfig is null ? description
            : Network(description, file.ModelConfig, file.TrainingConfig, new ConfigSource(ModelReader.VersionOf(file)));
    }

    private static ModelFileDescription Network(ModelFileDescription description, string config, string? trained, ConfigSource source)
    {
        var stored = NetworkReader.Unwrapped(ConfigJson.Parse(config));
        var layers = new List<StoredLayerDescription>();
        Collect(stored, 0, layers);
        IReadOnlyList<string> obstacles;
        try
        {
            obstacles = new ClassCheck(new LoadOptions(), source.KerasVersion).Problems(new OlderConfiguration(source).Modernize(stored));
        }
        catch (Exception exception) when (exception is ConfigException or KeyNotFoundException)
        {
            obstacles = [exception.Message];
        }
        var compiled = trained is { } training ? ConfigJson.Parse(training)
            : stored.Kind == ConfigValueKind.Object ? stored.AsObject().Given("compile_config") : null;
        return description with
        {
            ClassName = Text(stored, "class_name") ?? "model",
            Name = Text(stored, "config", "name"),
            Layers = layers,
            Obstacles = obstacles,
            Optimizer = compiled is null ? null : Text(compiled, "optimizer", "class_name")
                ?? Text(compiled, "optimizer_config", "class_name") ?? Text(compiled, "optimizer"),
        };
    }

    private static void Collect(ConfigValue model, int depth, List<StoredLayerDescription> layers)
    {
        if (model.Kind != ConfigValueKind.Object || model.AsObject().Given("config") is not { } config)
        {
            return;
        }
        var list = config.Kind == ConfigValueKind.List ? config
            : config.Kind == ConfigValueKind.Object ? config.AsObject().Given("layers") : null;
        foreach (var layer in list is { Kind: ConfigValueKind.List } given ? given.AsList() : [])
        {
            var className = Text(layer, "registered_name") is { } registered && registered.Contains('>')
                ? registered : Text(layer, "class_name") ?? "";
            layers.Add(new StoredLayerDescription(Text(layer, "config", "name") ?? Text(layer, "name") ?? "", className, depth));
            Collect(layer, depth + 1, layers);
        }
    }

    private static ModelFileDescription Weights(ModelFileDescription description, KerasFile file, Action<string, long>? read)
    {
        List<StoredWeightDescription> weights = [.. description.Weights], state = [.. description.OptimizerWeights];
        foreach (var group in file.Variables)
        {
            var isState = group == file.Optimizer || group.Path.StartsWith(HdfOptimizer + "/", StringComparison.Ordinal);
            foreach (var item in group.Items)
            {
                (isState ? state : weights).Add(new StoredWeightDescription(item.Dataset.Path, item.Dataset.Shape, item.Dataset.Type.Name));
                if (read is not null && item.Dataset.Type.IsNumeric)
                {
                    read(item.Dataset.Path, NotFinite(item.Dataset.ReadTensor()));
                }
            }
        }
        return description with { Weights = weights, OptimizerWeights = state };
    }

    private static long NotFinite(Tensor values) => values.DType.IsFloat()
        ? values.ToArray<double>().LongCount(value => !double.IsFinite(value)) : 0;

    private static ModelFileFormat FormatOf(KerasFile file, string path) => file.Kind switch
    {
        KerasFileKind.Archive => Directory.Exists(path) ? ModelFileFormat.KerasFolder : ModelFileFormat.Keras,
        KerasFileKind.Weights => ModelFileFormat.Weights,
        _ => file.ModelConfig is null ? ModelFileFormat.LegacyWeights : ModelFileFormat.LegacyModel,
    };

    private static long LengthOf(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : new FileInfo(path).Length;

    private static string? Text(ConfigValue value, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (value.Kind != ConfigValueKind.Object || value.AsObject().Given(key) is not { } inner)
            {
                return null;
            }
            value = inner;
        }
        return value.Kind == ConfigValueKind.Text ? value.AsText() : null;
    }
}
