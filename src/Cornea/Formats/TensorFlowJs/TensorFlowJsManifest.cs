using System.Buffers.Binary;
using System.Text.Json;

namespace Cornea.Formats.TensorFlowJs;

/// <summary>Reads the weights that a manifest lists: groups of shards, joined, with one weight right after the other.</summary>
/// <param name="path">The <c>model.json</c>.</param>
internal sealed class TensorFlowJsManifest(string path)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public IReadOnlyList<KeyValuePair<string, Tensor>> Read(JsonElement manifest)
    {
        var weights = new List<KeyValuePair<string, Tensor>>();
        foreach (var group in List(manifest, "weightsManifest"))
        {
            var entries = List(Member(group, "weights"), "weights").Select(Entry).ToArray();
            var needed = entries.Sum(entry => entry.Bytes);
            var bytes = Join([.. List(Member(group, "paths"), "paths").Select(Shard)], needed);
            var offset = 0L;
            foreach (var entry in entries)
            {
                var part = bytes.AsSpan((int)offset, (int)entry.Bytes);
                weights.Add(new KeyValuePair<string, Tensor>(entry.Name, Values(entry, part)));
                offset += entry.Bytes;
            }
        }
        return weights;
    }

    /// <summary>A weight in an element type that the format has.</summary>
    public static Tensor Stored(Tensor value) => value.DType switch
    {
        DType.Bool or DType.UInt8 or DType.Int32 or DType.Float32 => value,
        var type when type.IsFloat() => value.ToFloat32(),
        _ => value.Cast(DType.Int32),
    };

    private WeightEntry Entry(JsonElement weight)
    {
        var name = Text(Member(weight, "name"), "name");
        if (name.Length == 0)
            throw TensorFlowJsFile.Malformed(path, "weights", "a weight of the manifest has an empty name");
        if (!_names.Add(name))
            throw TensorFlowJsFile.Malformed(path, name, "the manifest names this weight twice");
        var shape = List(Member(weight, "shape"), name).Select(length => length.TryGetInt32(out var value) && value >= 0 ? value
            : throw TensorFlowJsFile.Malformed(path, name, $"{length} is no length of an axis")).ToArray();
        var type = Text(Member(weight, "dtype"), name);
        var quantized = weight.TryGetProperty("quantization", out var quantization) ? (JsonElement?)quantization : null;
        var stored = quantized is { } how ? Text(Member(how, "dtype"), name) : type;
        if (type is not ("float32" or "int32" or "uint8" or "bool"))
        {
            throw TensorFlowJsFile.Malformed(
                path, name, $"the dtype '{type}' is not read; float32, int32, uint8 and bool are");
        }
        var width = stored switch
        {
            "float32" or "int32" => 4,
            "uint16" or "float16" when quantized is not null => 2,
            "uint8" or "bool" => 1,
            _ => throw TensorFlowJsFile.Malformed(path, name, $"the dtype '{stored}' is not read"),
        };
        try
        {
            var bytes = shape.Aggregate((long)width, (product, length) => checked(product * length));
            var (scale, min) = quantized is { } rule && stored != "float16"
                ? (Number(rule, "scale", name), Number(rule, "min", name)) : (1, 0);
            return new WeightEntry(name, new Shape(shape), type, stored, quantized is not null, scale, min, bytes);
        }
        catch (Exception problem) when (problem is OverflowException or ShapeException)
        {
            throw TensorFlowJsFile.Malformed(path, name, "the shape has more elements than can be counted");
        }
    }

    // The folder is the border: a manifest may be anybody's.
    private string Shard(JsonElement element)
    {
        var name = Text(element, "paths");
        // What TensorFlow.js itself saves is named './model.weights.bin'.
        var parts = name.Split('/').SkipWhile(static part => part == ".").ToArray();
        if (name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
            || parts.Length == 0 || parts.Any(part => part is "" or "." or ".." || part.Contains('\0', StringComparison.Ordinal)))
        {
            throw new MalformedFileException(path, 0, "paths", $"the shard '{name}' is not a file of the model's folder",
                "Put the shards beside model.json and name them without a path.");
        }
        var shard = Path.Combine([Path.GetDirectoryName(Path.GetFullPath(path))!, .. parts]);
        if (!File.Exists(shard))
            throw TensorFlowJsFile.Malformed(path, "paths", $"the shard '{name}' is not there");
        return shard;
    }

    private byte[] Join(string[] shards, long needed)
    {
        // Lengths are compared before anything of the size that the manifest claims is allocated.
        var streams = new List<FileStream>();
        try
        {
            foreach (var shard in shards)
                streams.Add(FormatReader.OpenFile(shard));
            var length = streams.Sum(stream => stream.Length);
            if (length != needed || needed > Array.MaxLength)
            {
                throw TensorFlowJsFile.Malformed(
                    path, "weightsManifest", $"the weights need {needed:N0} bytes, but the shards of their group hold {length:N0}");
            }
            var bytes = new byte[needed];
            var offset = 0;
            foreach (var stream in streams)
                offset += stream.ReadAtLeast(bytes.AsSpan(offset), (int)stream.Length, throwOnEndOfStream: false);
            return offset == bytes.Length ? bytes : throw TensorFlowJsFile.Malformed(path, "paths", "a shard ended while it was read");
        }
        finally
        {
            streams.ForEach(stream => stream.Dispose());
        }
    }

    private static Tensor Values(WeightEntry entry, ReadOnlySpan<byte> bytes)
    {
        if (!entry.IsQuantized && entry.Type is "uint8")
            return Tensor.From(bytes, entry.Shape);
        if (!entry.IsQuantized && entry.Type is "bool")
            return Tensor.From<bool>([.. bytes.ToArray().Select(value => value != 0)], entry.Shape);
        if (entry.Type != "float32")
        {
            var integers = new int[entry.Shape.Size];
            for (var i = 0; i < integers.Length; i++)
            {
                integers[i] = entry.IsQuantized ? (int)Math.Round(Number(entry, bytes, i) * entry.Scale + entry.Min)
                    : BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
            }
            return Tensor.From(integers, entry.Shape);
        }
        var values = new float[entry.Shape.Size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = entry.Stored == "float32" ? BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..])
                : (float)(Number(entry, bytes, i) * entry.Scale + entry.Min);
        }
        return Tensor.From(values, entry.Shape);
    }

    private static double Number(WeightEntry entry, ReadOnlySpan<byte> bytes, int index) => entry.Stored switch
    {
        "uint8" => bytes[index],
        "uint16" => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * index)..]),
        _ => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * index)..]),
    };

    private double Number(JsonElement rule, string name, string weight) =>
        Member(rule, name) is { ValueKind: JsonValueKind.Number } value && double.IsFinite(value.GetDouble()) ? value.GetDouble()
            : throw TensorFlowJsFile.Malformed(path, weight, $"its quantization has no number '{name}'");

    private JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value
            : throw TensorFlowJsFile.Malformed(path, name, "the manifest lacks it");

    private IEnumerable<JsonElement> List(JsonElement element, string name) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray() : throw TensorFlowJsFile.Malformed(path, name, "it is not a list");

    private string Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.String
        ? element.GetString()! : throw TensorFlowJsFile.Malformed(path, name, "it is not a text");

    private sealed record WeightEntry(
        string Name, Shape Shape, string Type, string Stored, bool IsQuantized, double Scale, double Min, long Bytes);
}
