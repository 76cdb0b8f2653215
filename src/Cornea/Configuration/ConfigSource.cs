namespace Cornea.Configuration;

/// <summary>What was written by which version of Keras, and what was noted while it was read.</summary>
/// <param name="kerasVersion">The version of Keras that wrote the configuration; null where it is not known.</param>
public sealed class ConfigSource(Version? kerasVersion = null)
{
    private readonly List<string> _notes = [];
    private readonly Dictionary<long, object> _shared = [];

    /// <summary>The version of Keras that wrote the configuration.</summary>
    public Version? KerasVersion { get; } = kerasVersion;

    /// <summary>Whether a version before 3 wrote the configuration.</summary>
    public bool IsBeforeKeras3 => KerasVersion is { Major: < 3 };

    /// <summary>What was passed over because it changes nothing, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    internal IDictionary<long, object> Shared => _shared;

    /// <summary>Makes layers that no registered class stands for: operations and Lambda layers of a file. Null for all others.</summary>
    internal Func<ConfigObject, object?>? LayerOf { get; set; }

    internal void Note(string note)
    {
        if (!_notes.Contains(note))
            _notes.Add(note);
    }
}
