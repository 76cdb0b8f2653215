using System.Text;
using System.Text.Json;
using Cornea.Formats.Onnx;

namespace Cornea.Formats;

/// <summary>The JSON header of a safetensors file, read and checked member by member.</summary>
/// <remarks>Format: https://github.com/huggingface/safetensors. Only three fields per tensor have a meaning; others are skipped.</remarks>
internal sealed class SafetensorsHeader
{
    private const string MetadataName = "__metadata__";
    private const string Remedy = "Write the file again with a safetensors library.";

    private readonly FormatReader _reader;
    private readonly int _mostNames;
    private readonly List<long> _numbers = [];

    private SafetensorsHeader(FormatReader reader, int mostNames) => (_reader, _mostNames) = (reader, mostNames);

    public List<SafetensorsEntry> Entries { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Parses the header and checks that the tensors lie end to end over all the bytes that follow it.</summary>
    public static SafetensorsHeader Parse(FormatReader reader, ReadOnlySpan<byte> json, ReadLimits limits)
    {
        var header = new SafetensorsHeader(reader, limits.Entries);
        try
        {
            var cursor = new Utf8JsonReader(json);
            header.ReadAll(ref cursor);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the reader reports text that is not valid UTF-8.
            throw header.Fault("header", $"the header is not valid JSON ({exception.Message.TrimEnd('.')})", exception);
        }
        header.CheckLayout();
        return header;
    }

    /// <summary>Makes the header for tensors that lie in the order given, padded with spaces to a multiple of 8 bytes.</summary>
    public static byte[] Make(IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject(MetadataName);
                foreach ((string key, string value) in metadata)
                {
                    writer.WriteString(key, value);
                }
                writer.WriteEndObject();
            }
            foreach (SafetensorsEntry entry in entries)
            {
                writer.WriteStartObject(entry.Name);
                writer.WriteString("dtype", NameOf(entry.Type));
                writer.WriteStartArray("shape");
                foreach (long size in entry.Shape)
                {
                    writer.WriteNumberValue(size);
                }
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(entry.Begin);
                writer.WriteNumberValue(entry.End);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        while (text.Length % 8 != 0)
        {
            text.WriteByte((byte)' ');
        }
        return text.ToArray();
    }

    private void ReadAll(ref Utf8JsonReader cursor)
    {
        Expect(ref cursor, JsonTokenType.StartObject, "header");
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (Next(ref cursor) == JsonTokenType.PropertyName)
        {
            string name = cursor.GetString()!;
            if (!names.Add(name))
            {
                throw Fault("header", $"the name '{name}' comes twice");
            }
            if (names.Count > _mostNames)
            {
                throw Fault("header", $"the header has more than {_mostNames} names (ReadLimits.Entries)");
            }
            if (name == MetadataName)
            {
                ReadMetadata(ref cursor);
            }
            else
            {
                Entries.Add(ReadEntry(ref cursor, name));
            }
        }
        if (cursor.Read())
        {
            throw Fault("header", "text follows the header's object");
        }
    }

    private void ReadMetadata(ref Utf8JsonReader cursor)
    {
        Expect(ref cursor, JsonTokenType.StartObject, MetadataName);
        while (Next(ref cursor) == JsonTokenType.PropertyName)
        {
            string key = cursor.GetString()!;
            Expect(ref cursor, JsonTokenType.String, MetadataName);
            if (!Metadata.TryAdd(key, cursor.GetString()!))
            {
                throw Fault(MetadataName, $"the key '{key}' comes twice");
            }
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader cursor, string name)
    {
        ElementType? type = null;
        OnnxDataType? small = null;
        long[]? shape = null;
        long[]? offsets = null;
        // Names are compared as bytes and put together for messages alone: a header of many tensors must not cost many times its length.
        Expect(ref cursor, JsonTokenType.StartObject, "tensor", name);
        while (Next(ref cursor) == JsonTokenType.PropertyName)
        {
            if (cursor.ValueTextEquals("dtype"u8) && type is null)
            {
                Expect(ref cursor, JsonTokenType.String, "dtype", name);
                string dtype = cursor.GetString()!;
                small = SmallType(dtype);
                type = small is null ? ParseType(name, dtype) : ElementType.UInt8;
            }
            else if (cursor.ValueTextEquals("shape"u8) && shape is null)
            {
                shape = ReadNumbers(ref cursor, "shape", name);
            }
            else if (cursor.ValueTextEquals("data_offsets"u8) && offsets is null)
            {
                offsets = ReadNumbers(ref cursor, "data_offsets", name);
            }
            else if (cursor.GetString() is "dtype" or "shape" or "data_offsets" && cursor.GetString() is { } field)
            {
                throw Fault($"{name}.{field}", $"'{field}' comes twice in '{name}'");
            }
            else
            {
                cursor.Skip();
            }
        }
        if (type is null || shape is null || offsets is null)
        {
            string missing = type is null ? "dtype" : shape is null ? "shape" : "data_offsets";
            throw Fault($"{name}.{missing}", $"'{missing}' is missing in '{name}'");
        }
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[0] > offsets[1])
        {
            throw Fault($"{name}.data_offsets",
                $"'{name}' needs data_offsets [begin, end] with 0 <= begin <= end, but has [{string.Join(", ", offsets)}]");
        }
        return new SafetensorsEntry(name, type.Value, shape, offsets[0], offsets[1]) { Small = small };
    }

    private long[] ReadNumbers(ref Utf8JsonReader cursor, string field, string name)
    {
        Expect(ref cursor, JsonTokenType.StartArray, field, name);
        _numbers.Clear();
        while (Next(ref cursor) == JsonTokenType.Number)
        {
            if (!cursor.TryGetInt64(out long number))
            {
                throw Fault($"{name}.{field}", $"'{Encoding.UTF8.GetString(cursor.ValueSpan)}' is no 64-bit integer");
            }
            _numbers.Add(number);
        }
        return cursor.TokenType == JsonTokenType.EndArray ? [.. _numbers] : throw Fault($"{name}.{field}",
            $"integers were expected, but a {cursor.TokenType} came");
    }

    private void CheckLayout()
    {
        long end = 0;
        foreach (SafetensorsEntry entry in Entries.OrderBy(static entry => entry.Begin).ThenBy(static entry => entry.End))
        {
            if (entry.Begin != end)
            {
                throw Fault($"{entry.Name}.data_offsets", entry.Begin < end
                    ? $"'{entry.Name}' begins at {entry.Begin} and overlaps the tensor that ends at {end}"
                    : $"'{entry.Name}' begins at {entry.Begin} and leaves a hole after the tensor that ends at {end}");
            }
            end = entry.End;
            long count = _reader.ElementCount(entry.Shape, $"{entry.Name}.shape");
            long bytes = count * Elements.SizeOf(entry.Type);
            if (bytes != entry.End - entry.Begin)
            {
                throw Fault($"{entry.Name}.shape",
                    $"'{entry.Name}' has shape {FormatReader.Describe(entry.Shape)} of {NameOf(entry.Type)}, {bytes} bytes, " +
                    $"but data_offsets span {entry.End - entry.Begin}");
            }
        }
        long left = _reader.Length - _reader.Offset;
        if (end != left)
        {
            throw Fault("data", $"the header promises {end} bytes of values, but {left} bytes follow");
        }
    }

    private JsonTokenType Next(ref Utf8JsonReader cursor) =>
        cursor.Read() ? cursor.TokenType : throw Fault("header", "the header ends in the middle");

    private void Expect(ref Utf8JsonReader cursor, JsonTokenType wanted, string field, string? name = null)
    {
        JsonTokenType found = Next(ref cursor);
        if (found != wanted)
        {
            string full = name is null ? field : field == "tensor" ? $"tensor {name}" : $"{name}.{field}";
            throw Fault(full, $"a {wanted} was expected, but a {found} came");
        }
    }

    private ElementType ParseType(string name, string dtype) => dtype switch
    {
        "BOOL" => ElementType.Bool,
        "U8" => ElementType.UInt8,
        "I8" => ElementType.Int8,
        "U16" => ElementType.UInt16,
        "I16" => ElementType.Int16,
        "U32" => ElementType.UInt32,
        "I32" => ElementType.Int32,
        "U64" => ElementType.UInt64,
        "I64" => ElementType.Int64,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "F32" => ElementType.Float32,
        "F64" => ElementType.Float64,
        _ => throw Fault($"{name}.dtype",
            $"'{name}' has the type '{dtype}', which cannot be read; BOOL, U8-U64, I8-I64, F8, F16, BF16, F32, F64 can"),
    };

    private static OnnxDataType? SmallType(string dtype) => dtype switch
    {
        "F8_E4M3" => OnnxDataType.Float8E4M3FN,
        "F8_E5M2" => OnnxDataType.Float8E5M2,
        "F8_E8M0" => OnnxDataType.Float8E8M0,
        "F8_E4M3FNUZ" => OnnxDataType.Float8E4M3FNUZ,
        "F8_E5M2FNUZ" => OnnxDataType.Float8E5M2FNUZ,
        _ => null,
    };

    /// <summary>The name of an entry's type, such as <c>F8_E4M3</c>.</summary>
    public static string NameOf(SafetensorsEntry entry) => entry.Small switch
    {
        null => NameOf(entry.Type),
        OnnxDataType.Float8E4M3FN => "F8_E4M3",
        var small => "F8_" + small.Value.ToString()["Float8".Length..],
    };

    /// <summary>The name of an element type, such as <c>F32</c>.</summary>
    public static string NameOf(ElementType type) => type switch
    {
        ElementType.Bool => "BOOL",
        ElementType.BFloat16 => "BF16",
        ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64 => $"U{8 * Elements.SizeOf(type)}",
        ElementType.Float16 or ElementType.Float32 or ElementType.Float64 => $"F{8 * Elements.SizeOf(type)}",
        _ => $"I{8 * Elements.SizeOf(type)}",
    };

    private MalformedFileException Fault(string field, string problem, Exception? inner = null) =>
        _reader.Fault(field, problem, Remedy, inner);
}
