using System.Globalization;

namespace Cornea.Formats.Onnx;

/// <summary>
/// Values that lie in a file beside the model. Only files inside the model's folder are opened, by names without links out of it, and
/// what a model says of places in them is checked before anything is read.
/// </summary>
/// <param name="path">The model's file; null where the model came from a stream, and such values are refused.</param>
internal sealed class ExternalData(string? path)
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>The bytes that a tensor needs.</summary>
    /// <param name="entries">Keys and values of the file: <c>location</c>, <c>offset</c>, <c>length</c>.</param>
    /// <param name="needed">How many bytes the values take.</param>
    /// <param name="fault">Makes a fault of the model's file.</param>
    public byte[] Read(IReadOnlyDictionary<string, string> entries, long needed, Func<string, string, MalformedFileException> fault)
    {
        const string field = "external_data";
        if (!entries.TryGetValue("location", out var location) || location.Length == 0)
            throw fault(field, "values in another file have no location");
        if (path is null)
            throw fault(field, $"the values lie in the file '{location}', but the model came from a stream: give the path of its file");
        var full = Inside(location, fault);
        var offset = Number(entries, "offset", 0, fault);
        var length = Number(entries, "length", needed, fault);
        if (length != needed)
            throw fault(field, $"the shape needs {needed} bytes, but {length} are named in '{location}'");
        if (!File.Exists(full))
            throw fault(field, $"there is no file '{location}' beside the model");
        using var stream = FormatReader.OpenFile(full);
        if (offset > stream.Length || length > stream.Length - offset)
            throw fault(field, $"'{location}' has {stream.Length} bytes, but {length} are to begin at {offset}");
        var bytes = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private string Inside(string location, Func<string, string, MalformedFileException> fault)
    {
        var parts = location.Split(Separators);
        if (Path.IsPathRooted(location) || location.Contains(':') || location.Contains('\0') || parts.Any(part => part is ".." or ""))
        {
            throw fault("external_data", $"'{location}' is no path inside the model's folder");
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path!))!;
        var full = folder;
        foreach (var part in parts)
        {
            full = Path.Combine(full, part);
            FileSystemInfo entry = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
            if (entry.Exists && entry.LinkTarget is not null)
                throw fault("external_data", $"'{location}' is a link, which may lead out of the model's folder");
        }
        return full;
    }

    private static long Number(
        IReadOnlyDictionary<string, string> entries, string key, long otherwise, Func<string, string, MalformedFileException> fault)
    {
        if (!entries.TryGetValue(key, out var text))
            return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw fault("external_data", $"a whole number of 0 or more was expected as {key}, but it is '{text}'");
    }
}
