namespace Cornea.Formats;

/// <summary>A file could not be replaced because another program holds it open; the new content is kept beside it.</summary>
/// <param name="message">What happened, what was kept and what to do.</param>
/// <param name="kept">The file with the new content.</param>
/// <param name="inner">The system's answer.</param>
public sealed class FileHeldException(string message, string kept, Exception inner) : IOException(message, inner)
{
    /// <summary>The file with the new content.</summary>
    public string Kept { get; } = kept;
}
