namespace Cornea.Studio;

/// <summary>How the page is served.</summary>
/// <param name="RunsFolder">The folder in which runs are kept; made at the first run.</param>
public sealed record StudioOptions(string RunsFolder)
{
    /// <summary>The port of the loopback address; a free one where 0.</summary>
    public int Port { get; init; }

    /// <summary>How many event streams may be open at once; one more gets 503.</summary>
    public int MaximumStreams { get; init; } = 64;
}
