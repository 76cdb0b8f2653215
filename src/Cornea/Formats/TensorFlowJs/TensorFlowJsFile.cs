using System.Text.Json;

namespace Cornea.Formats.TensorFlowJs;

/// <summary>
/// Reads and writes TensorFlow.js's layers format: <c>model.json</c> with the network and a manifest, and the weights in shards beside
/// it, quantized to 8 or 16 bits or not. Shards are files of the same folder or below; a path that leaves it is refused.
/// </summary>
public static class TensorFlowJsFile
{
    internal const string LayersFormat = "layers-model";
    private const int LongestJson = 256 << 20;
    private const int ShardBytes = 4 << 20;

    /// <summary>Whether a file is JSON that names a network of TensorFlow.js: one of its keys comes first.</summary>
    /// <param name="path">The file.</param>
    public static bool Describes(string path)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
            return false;
        using var stream = FormatReader.OpenFile(path);
        var reader = new Utf8JsonReader(ReadStart(stream), isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                var isInner = reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth > 0;
                if (isInner || reader.TokenType == JsonTokenType.StartArray)
                    return false;
                if (reader.TokenType == JsonTokenType.PropertyName
                    && (reader.ValueTextEquals("modelTopology"u8) || reader.ValueTextEquals("weightsManifest"u8)))
                {
                    return true;
                }
                // Graph models too, which are refused by their name: their signature comes before the keys.
                if (reader.TokenType == JsonTokenType.String
                    && (reader.ValueTextEquals("graph-model"u8) || reader.ValueTextEquals("layers-model"u8)))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return false;
    }

    /// <summary>Reads a model.</summary>
    /// <param name="path">Its <c>model.json</c>.</param>
    /// <exception cref="MalformedFileException">A file is damaged, hostile or of another format.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TensorFlowJsModel Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var document = Parse(path);
        try
        {
            return Read(path, document);
        }
        catch (InvalidOperationException problem)
        {
            // What System.Text.Json throws for a text that is no Unicode.
            throw Malformed(path, "text", problem.Message);
        }
    }

    private static TensorFlowJsModel Read(string path, JsonDocument document)
    {
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw Malformed(path, "root", "it is not a JSON object");
        var format = Text(root, "format");
        if (format == "graph-model")
        {
            throw new MalformedFileException(path, 0, "format", "it is a graph model, operations of TensorFlow without layers",
                "Convert the Keras model with --output_format tfjs_layers_model instead.");
        }
        if (format is not (null or LayersFormat))
            throw Malformed(path, "format", $"the format is '{format}', expected '{LayersFormat}'");
        if (!root.TryGetProperty("modelTopology", out var topology) || topology.ValueKind != JsonValueKind.Object)
            throw Malformed(path, "modelTopology", "there is no network");
        // The Python converter wraps the configuration, TensorFlow.js does not.
        var network = topology.TryGetProperty("model_config", out var inner) ? inner : topology;
        var weights = root.TryGetProperty("weightsManifest", out var manifest)
            ? new TensorFlowJsManifest(path).Read(manifest)
            : throw Malformed(path, "weightsManifest", "there are no weights, a network alone");
        var training = topology.TryGetProperty("training_config", out var wrapped) ? wrapped
            : root.TryGetProperty("trainingConfig", out var own) ? own : default;
        return new TensorFlowJsModel(
            network.GetRawText(), Text(topology, "keras_version"),
            training.ValueKind == JsonValueKind.Object ? training.GetRawText() : null, weights);
    }

    /// <summary>Writes a model: the shards first and then <c>model.json</c>, each whole or not at all.</summary>
    /// <param name="path">Where <c>model.json</c> goes; the folder is made.</param>
    /// <param name="model">The model; its weights are stored as float32, int32 or bool.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string path, TensorFlowJsModel model)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(model);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        Tensor[] values = [.. model.Weights.Select(weight => TensorFlowJsManifest.Stored(weight.Value))];
        var total = values.Sum(value => (long)value.AsBytes().Length);
        var shards = (int)Math.Max(1, (total + ShardBytes - 1) / ShardBytes);
        string[] names = [.. Enumerable.Range(1, shards).Select(shard => $"group1-shard{shard}of{shards}.bin")];
        WriteShards(folder, names, values);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new Utf8JsonWriter(stream);
            WriteJson(writer, model, names, values);
        });
    }

    internal static MalformedFileException Malformed(string path, string field, string problem) =>
        new(path, 0, field, problem, "Convert or save the model again.");

    private static JsonDocument Parse(string path)
    {
        using var stream = FormatReader.OpenFile(path);
        if (stream.Length > LongestJson)
            throw Malformed(path, "length", $"model.json has {stream.Length:N0} bytes, more than {LongestJson:N0}");
        try
        {
            return JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 256, AllowDuplicateProperties = false });
        }
        catch (JsonException problem)
        {
            throw new MalformedFileException(path, problem.BytePositionInLine ?? 0, "JSON", problem.Message, "Fetch or convert it again.");
        }
    }

    private static byte[] ReadStart(Stream stream)
    {
        var start = new byte[4096];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void WriteShards(string folder, string[] names, Tensor[] values)
    {
        var (current, offset) = (0, 0);
        foreach (var name in names)
        {
            AtomicFile.Write(Path.Combine(folder, name), stream =>
            {
                for (var left = ShardBytes; left > 0 && current < values.Length;)
                {
                    var bytes = values[current].AsBytes()[offset..];
                    var part = bytes[..Math.Min(left, bytes.Length)];
                    stream.Write(part);
                    left -= part.Length;
                    (current, offset) = part.Length == bytes.Length ? (current + 1, 0) : (current, offset + part.Length);
                }
            });
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, TensorFlowJsModel model, string[] names, Tensor[] values)
    {
        writer.WriteStartObject();
        writer.WriteString("format", LayersFormat);
        writer.WriteString("generatedBy", "Cornea");
        writer.WriteNull("convertedBy");
        writer.WriteStartObject("modelTopology");
        if (model.KerasVersion is not null)
            writer.WriteString("keras_version", model.KerasVersion);
        writer.WriteString("backend", "tensorflow");
        writer.WritePropertyName("model_config");
        writer.WriteRawValue(model.Topology);
        if (model.TrainingConfig is not null)
        {
            writer.WritePropertyName("training_config");
            writer.WriteRawValue(model.TrainingConfig);
        }
        writer.WriteEndObject();
        writer.WriteStartArray("weightsManifest");
        writer.WriteStartObject();
        writer.WriteStartArray("paths");
        foreach (var name in names)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        writer.WriteStartArray("weights");
        for (var i = 0; i < values.Length; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("name", model.Weights[i].Key);
            writer.WriteStartArray("shape");
            foreach (var length in values[i].Shape)
                writer.WriteNumberValue(length);
            writer.WriteEndArray();
            writer.WriteString("dtype", values[i].DType.Name());
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
