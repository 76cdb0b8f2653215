namespace Cornea;

using System.IO.Compression;
using Cornea.Files;

/// <summary>NumPy's format for several named arrays, <c>.npz</c>: a zip archive of <c>.npy</c> members, stored or deflated.</summary>
/// <remarks>
/// The checksum and the length of each member are checked; a repeated name, an encrypted member, a member that is no array and an
/// absurd expansion are refused. Arrays as in <see cref="NpyFile"/>. Source: numpy.savez, numpy.savez_compressed.
/// </remarks>
public static partial class NpzFile
{
    private const string Extension = ".npy";

    internal static Dictionary<string, NumericArray> ReadArrays(string path)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return ReadArrays(stream, path);
    }

    internal static Dictionary<string, NumericArray> ReadArrays(Stream stream, string path)
    {
        var zip = new ZipReader(stream, path);
        var arrays = new Dictionary<string, NumericArray>(zip.Members.Count, StringComparer.Ordinal);
        foreach (ZipMember member in zip.Members)
        {
            if (!member.Name.EndsWith(Extension, StringComparison.Ordinal))
            {
                throw new MalformedFileException(path, member.HeaderOffset, "name",
                    $"an .npz file holds members named *.npy, but this one holds '{member.Name}'",
                    "Save the arrays again with numpy.savez, or take the member out.");
            }
            using FormatReader reader = zip.Open(member);
            arrays.Add(member.Name[..^Extension.Length], NpyFile.ReadArray(reader));
        }
        return arrays;
    }

    internal static void WriteArrays(Stream stream, IEnumerable<KeyValuePair<string, NumericArray>> arrays, bool compress)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, NumericArray array) in arrays)
        {
            if (string.IsNullOrEmpty(name) || !names.Add(name))
            {
                throw new ArgumentException($"An array of an .npz file needs a name of its own, but received '{name}' twice or empty.", nameof(arrays));
            }
            ZipArchiveEntry entry = zip.CreateEntry(name + Extension, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            // A fixed time, as NumPy writes it, makes equal arrays equal files.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream content = entry.Open();
            NpyFile.WriteArray(content, array);
        }
    }

    internal static void WriteArrays(string path, IEnumerable<KeyValuePair<string, NumericArray>> arrays, bool compress) =>
        AtomicFile.Write(path, stream => WriteArrays(stream, arrays, compress));
}
