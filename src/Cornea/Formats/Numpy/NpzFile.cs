using System.IO.Compression;

namespace Cornea.Formats;

/// <summary>NumPy's format for several named arrays, <c>.npz</c>: a zip archive of <c>.npy</c> members, stored or deflated.</summary>
/// <remarks>
/// The checksum and the length of each member are checked; a repeated name, an encrypted member, a member that is no array and an
/// absurd expansion are refused. Arrays as in <see cref="NpyFile"/>. Source: numpy.savez, numpy.savez_compressed.
/// </remarks>
public static class NpzFile
{
    private const string Extension = ".npy";

    /// <summary>Reads all arrays of an .npz file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <returns>The arrays by name, without <c>.npy</c>, in the file's order.</returns>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, hostile or no .npz.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, ReadLimits? limits = null) =>
        NumericArray.ToTensors(ReadArrays(path, limits));

    /// <summary>Reads all arrays of an .npz file from a stream.</summary>
    /// <param name="stream">The content, from its position to its end.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="limits">Limits of the reader; the usual ones when null.</param>
    /// <returns>The arrays by name, without <c>.npy</c>, in the file's order.</returns>
    /// <exception cref="MalformedFileException">The content is truncated, damaged, hostile or no .npz.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(
        Stream stream, string name = "stream", ReadLimits? limits = null) => NumericArray.ToTensors(ReadArrays(stream, name, limits));

    /// <summary>Writes an .npz file, whole or not at all; <c>numpy.load</c> reads it. Equal tensors make equal files.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="tensors">The arrays by name; names must differ.</param>
    /// <param name="compress">True deflates the arrays, as numpy.savez_compressed; false stores them, as numpy.savez.</param>
    /// <exception cref="ArgumentException">A name is empty or comes twice.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, bool compress = false) =>
        WriteArrays(path, NumericArray.From(tensors), compress);

    internal static Dictionary<string, NumericArray> ReadArrays(string path, ReadLimits? limits = null)
    {
        using FileStream stream = FormatReader.OpenFile(path);
        return ReadArrays(stream, path, limits);
    }

    internal static Dictionary<string, NumericArray> ReadArrays(Stream stream, string path, ReadLimits? limits = null)
    {
        var zip = new ZipReader(stream, path, limits);
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
                throw new ArgumentException(
                    $"An array of an .npz file needs a name of its own, but received '{name}' twice or empty.", nameof(arrays));
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
