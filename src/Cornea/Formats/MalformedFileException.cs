namespace Cornea.Formats;

/// <summary>
/// The one exception that Cornea's readers throw for a file whose content is not what its format demands: truncated,
/// damaged, hostile, or of a kind that Cornea does not read. A file that cannot be opened at all (missing, no permission)
/// stays an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
/// <remarks>The message says what failed, where, what was promised, what was found, and what to do.</remarks>
public sealed class MalformedFileException : IOException
{
    /// <summary>Describes a fault in a file.</summary>
    /// <param name="path">Path of the file, or the name that the caller gave to its stream; <c>archive!member</c> inside an
    /// archive.</param>
    /// <param name="offset">Byte offset of the fault; inside a compressed part it counts uncompressed bytes.</param>
    /// <param name="field">Field of the format in which the fault lies, such as <c>dimension 0</c>.</param>
    /// <param name="problem">What was expected and what came, as a sentence without the final full stop.</param>
    /// <param name="remedy">What the user can do, as a whole sentence.</param>
    /// <param name="inner">Exception that revealed the fault, if any.</param>
    public MalformedFileException(string path, long offset, string field, string problem, string remedy, Exception? inner = null)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"Cannot read '{path}': {Clean(problem)} (field '{Clean(field)}', byte {offset}). {remedy}"), inner)
    {
        Path = path;
        Offset = offset;
        Field = field;
    }

    /// <summary>Path of the file, or the name of the stream.</summary>
    public string Path { get; }

    /// <summary>Byte offset of the fault; inside a compressed part it counts uncompressed bytes.</summary>
    public long Offset { get; }

    /// <summary>Field of the format in which the fault lies.</summary>
    public string Field { get; }

    // Names in a hostile file may be megabytes long or steer a terminal.
    private static string Clean(string text)
    {
        const int longest = 300;
        string part = text.Length > longest ? string.Concat(text.AsSpan(0, longest), "...") : text;
        return part.Any(char.IsControl) ? string.Concat(part.Select(static letter => char.IsControl(letter) ? '?' : letter)) : part;
    }
}
