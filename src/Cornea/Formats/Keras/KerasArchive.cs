using System.Text;
using System.Text.Json;
using Cornea.Formats.Hdf5;

namespace Cornea.Formats.Keras;

/// <summary>The members of a <c>.keras</c> archive that describe the model and hold its weights.</summary>
/// <param name="Config">The text of <c>config.json</c>.</param>
/// <param name="KerasVersion">The version that <c>metadata.json</c> states.</param>
/// <param name="Weights">The content of <c>model.weights.h5</c>: the part of the archive where it is stored, or a copy where it was
/// compressed.</param>
/// <param name="Assets">The members below <c>assets/</c>, such as vocabularies, by their names.</param>
internal sealed record KerasArchive(
    string Config, string? KerasVersion, ByteSource Weights, IReadOnlyDictionary<string, byte[]> Assets)
{
    public const string WeightsMember = "model.weights.h5";

    /// <summary>The names of the members that describe the model and its writer.</summary>
    public const string ConfigMember = "config.json", MetadataMember = "metadata.json";

    /// <summary>What the names of assets begin with.</summary>
    public const string AssetsFolder = "assets/";

    private const string Remedy = "Save the model again, or check that the file is a .keras file of Keras 3.";

    /// <summary>True when a stream begins as a zip archive does; its position is put back.</summary>
    public static bool IsZip(Stream stream)
    {
        Span<byte> first = stackalloc byte[4];
        long position = stream.Position;
        int read = stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        stream.Position = position;
        return read == first.Length && first.SequenceEqual("PK\x03\x04"u8);
    }

    /// <summary>Reads all but the values of the weights.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="source">The same archive, from which the weights are read later.</param>
    /// <param name="path">Its name for messages.</param>
    /// <param name="limits">Limits of the reader.</param>
    public static KerasArchive Read(Stream stream, ByteSource source, string path, ReadLimits limits)
    {
        var zip = new ZipReader(stream, path, limits);
        string config = Encoding.UTF8.GetString(Content(zip, path, ConfigMember, limits.HeaderBytes));
        string? version = Version(Content(zip, path, MetadataMember, limits.HeaderBytes), path);
        var assets = zip.Members.Where(static member => member.Name.StartsWith(AssetsFolder, StringComparison.Ordinal) && member.Length > 0)
            .ToDictionary(static member => member.Name, member => Content(zip, path, member.Name, limits.AssetBytes),
                StringComparer.Ordinal);
        return new KerasArchive(config, version, WeightsOf(zip, source, path), assets);
    }

    // The checksum is compared in a pass of its own, so that the values need no memory beside the model's.
    private static ByteSource WeightsOf(ZipReader zip, ByteSource source, string path)
    {
        ZipMember member = Member(zip, path, WeightsMember, long.MaxValue);
        if (member.Method != 0)
        {
            byte[] content = Content(zip, path, WeightsMember, Array.MaxLength);
            source.Dispose();
            return new MemorySource(content);
        }
        using FormatReader reader = zip.Open(member);
        reader.Skip(long.MaxValue, WeightsMember);
        return new RegionSource(source, zip.StartOf(member), member.Length);
    }

    private static byte[] Content(ZipReader zip, string path, string name, int largest)
    {
        ZipMember member = Member(zip, path, name, largest);
        using FormatReader reader = zip.Open(member);
        byte[] content = reader.ReadArray<byte>(member.Length, name);
        reader.ExpectEnd(name);
        return content;
    }

    private static ZipMember Member(ZipReader zip, string path, string name, long largest)
    {
        ZipMember? member = zip.Members.FirstOrDefault(member => member.Name == name);
        if (member is null)
        {
            throw Missing(zip, path, name);
        }
        if (member.Length > largest)
        {
            throw new MalformedFileException(path, member.HeaderOffset, name,
                $"the member '{name}' has {member.Length} bytes, and {largest} are read at most", Remedy);
        }
        return member;
    }

    private static MalformedFileException Missing(ZipReader zip, string path, string name)
    {
        bool Has(string other) =>
            zip.Members.Any(member => member.Name == other || member.Name.EndsWith("/" + other, StringComparison.Ordinal));

        if (Has("model.weights.npz"))
        {
            return new MalformedFileException(path, 0, name,
                "the weights are in model.weights.npz, as Python pickles, which are never read", Remedy);
        }
        if (Has("data.pkl"))
        {
            return new MalformedFileException(path, 0, name,
                "the archive is PyTorch's, a pickle of Python in a zip, which would run code when it is read",
                "Export the network as .onnx in PyTorch, or its state dict as .safetensors.");
        }
        return zip.Members.Count > 0 && zip.Members.All(static member => member.Name.EndsWith(".npy", StringComparison.Ordinal))
            ? new MalformedFileException(path, 0, name, "the archive holds arrays of NumPy (.npz), not a model", "Read it with NpzFile.")
            : new MalformedFileException(path, 0, name, $"the archive has no member '{name}'", Remedy);
    }

    /// <summary>The version of Keras that the text of <c>metadata.json</c> states; null where it states none.</summary>
    public static string? Version(byte[] metadata, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(metadata);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("keras_version", out JsonElement version)
                && version.ValueKind == JsonValueKind.String
                ? version.GetString()
                : null;
        }
        catch (JsonException fault)
        {
            throw new MalformedFileException($"{path}!{MetadataMember}", fault.BytePositionInLine ?? 0, MetadataMember,
                "the metadata are no JSON", Remedy, fault);
        }
    }
}
