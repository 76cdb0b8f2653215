using System.Buffers.Binary;
using Cornea.Formats.Onnx;

namespace Cornea.Formats;

/// <summary>
/// The safetensors format: the header's length (8 bytes, little-endian), a JSON header, and the values of named tensors end to end.
/// </summary>
/// <remarks>
/// Everything in the header is checked before a tensor is read: names may not repeat, shape times type must equal the bytes,
/// tensors may not overlap or leave holes, and the last must end with the file. <see cref="ReadLimits"/> says how long the header may be.
/// Each tensor keeps its type; uint64, which the engine lacks, is read as int64, and numbers of 8 bits (F8_E4M3, F8_E5M2, ...) as float32.
/// Complex ones (C64) and those of 4 and 6 bits are refused. Source:
/// https://github.com/huggingface/safetensors.
/// </remarks>
public static class SafetensorsFile
{
    /// <summary>Reads all tensors of a safetensors file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <returns>The tensors by name, in the order in which they lie in the file, and the metadata.</returns>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, hostile or no safetensors.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Safetensors Read(string path, ReadLimits? limits = null)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return Read(stream, path, limits);
    }

    /// <summary>Reads all tensors of a safetensors file from a stream to its end.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <returns>The tensors by name, in the order in which they lie in the file, and the metadata.</returns>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, hostile or no safetensors.</exception>
    public static Safetensors Read(Stream stream, string name = "stream", ReadLimits? limits = null)
    {
        (Dictionary<string, NumericArray> arrays, Dictionary<string, string> metadata) = ReadArrays(stream, name, limits);
        return new Safetensors(NumericArray.ToTensors(arrays), metadata);
    }

    /// <summary>Writes a safetensors file, whole or not at all.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="tensors">The tensors by name; names must differ and not be <c>__metadata__</c>.</param>
    /// <param name="metadata">Text to keep with them, such as <c>format</c>.</param>
    /// <exception cref="ArgumentException">A name is reserved or comes twice.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string,
        string>? metadata = null) =>
        WriteArrays(path, NumericArray.From(tensors), metadata ?? new Dictionary<string, string>());

    internal static (Dictionary<string, NumericArray> Arrays, Dictionary<string, string> Metadata) ReadArrays(string path)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return ReadArrays(stream, path);
    }

    internal static (Dictionary<string, NumericArray> Arrays, Dictionary<string, string> Metadata) ReadArrays(
        Stream stream, string path, ReadLimits? limits = null)
    {
        using FormatReader reader = FormatReader.OpenPlain(stream, path);
        SafetensorsHeader header = ReadHeader(reader, limits ?? ReadLimits.Default);
        var arrays = new Dictionary<string, NumericArray>(header.Entries.Count, StringComparer.Ordinal);
        foreach (SafetensorsEntry entry in header.Entries.OrderBy(static entry => entry.Begin).ThenBy(static entry => entry.End))
        {
            long count = reader.ElementCount(entry.Shape, $"{entry.Name}.shape");
            string field = $"{entry.Name}.values";
            arrays.Add(entry.Name, entry.Small is { } small
                ? new NumericArray(Widened((byte[])Elements.Read(reader, entry.Type, count, bigEndian: false, field), small), entry.Shape)
                : Elements.ReadArray(reader, entry.Type, entry.Shape, bigEndian: false, field));
        }
        reader.ExpectEnd("end of values");
        return (arrays, header.Metadata);
    }

    private static float[] Widened(byte[] codes, OnnxDataType type)
    {
        var table = new float[256];
        for (int code = 0; code < table.Length; code++)
        {
            table[code] = SmallFloat.Value(type, code);
        }
        return [.. codes.Select(code => table[code])];
    }

    /// <summary>What the file says of its arrays; their values are not read.</summary>
    internal static SafetensorsHeader ReadHeader(string path)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        using FormatReader reader = FormatReader.OpenPlain(stream, path);
        return ReadHeader(reader, ReadLimits.Default);
    }

    private static SafetensorsHeader ReadHeader(FormatReader reader, ReadLimits limits)
    {
        Span<byte> word = stackalloc byte[8];
        reader.ReadExactly(word, "header length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(word);
        if (length < 2 || length > (ulong)(reader.Length - reader.Offset) || length > (ulong)limits.HeaderBytes)
        {
            throw reader.Fault("header length",
                $"the file promises a header of {length} bytes, " +
                $"but {reader.Length - reader.Offset} bytes follow (at most {limits.HeaderBytes} are read: ReadLimits.HeaderBytes)",
                "Check that this is a safetensors file, or download it again.");
        }
        var json = new byte[length];
        reader.ReadExactly(json, "header");
        if (json[0] != (byte)'{')
        {
            throw reader.Fault("header", "the header should begin with '{', and this one does not",
                "Check that this is a safetensors file.");
        }
        return SafetensorsHeader.Parse(reader, json, limits);
    }

    internal static void WriteArrays(Stream stream, IEnumerable<KeyValuePair<string, NumericArray>> arrays, IReadOnlyDictionary<string,
        string> metadata)
    {
        // Wide types first, as the reference library orders them, keep every tensor aligned to its own size.
        KeyValuePair<string, NumericArray>[] ordered =
        [
            .. arrays.OrderByDescending(static pair => Elements.SizeOf(pair.Value.Type))
                .ThenBy(static pair => pair.Key, StringComparer.Ordinal),
        ];
        var entries = new List<SafetensorsEntry>(ordered.Length);
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        long begin = 0;
        foreach ((string name, NumericArray array) in ordered)
        {
            if (!names.Add(name))
            {
                throw new ArgumentException(
                    $"A tensor of a safetensors file needs a name of its own, but received '{name}' twice or reserved.", nameof(arrays));
            }
            long end = begin + (array.Count * Elements.SizeOf(array.Type));
            entries.Add(new SafetensorsEntry(name, array.Type, array.Shape, begin, end));
            begin = end;
        }
        byte[] header = SafetensorsHeader.Make(entries, metadata);
        if (header.Length > ReadLimits.Default.HeaderBytes)
        {
            throw new ArgumentException(
                $"The names and metadata make a header of {header.Length} bytes, and at most " +
                $"{ReadLimits.Default.HeaderBytes} can be read back.",
                nameof(arrays));
        }
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, header.Length);
        stream.Write(word);
        stream.Write(header);
        foreach ((_, NumericArray array) in ordered)
        {
            Elements.Write(stream, array.Values, bigEndian: false);
        }
    }

    internal static void WriteArrays(string path, IEnumerable<KeyValuePair<string, NumericArray>> arrays, IReadOnlyDictionary<string,
        string> metadata) =>
        AtomicFile.Write(path, stream => WriteArrays(stream, arrays, metadata));
}
