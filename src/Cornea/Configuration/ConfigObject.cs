using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Cornea.Configuration;

/// <summary>The keys and values of a configuration, in the order in which they were added.</summary>
/// <remarks>Two objects are equal when they have equal values under the same keys; the order does not count, as in Python.</remarks>
public sealed class ConfigObject : IReadOnlyCollection<KeyValuePair<string, ConfigValue>>, IEquatable<ConfigObject>
{
    private const int MostNamed = 10;
    private readonly OrderedDictionary<string, ConfigValue> _values;

    /// <summary>Initializes an object without keys.</summary>
    public ConfigObject()
        : this(0)
    {
    }

    /// <summary>Initializes an object with room for so many keys.</summary>
    internal ConfigObject(int capacity) => _values = new(capacity, StringComparer.Ordinal);

    /// <summary>The number of keys.</summary>
    public int Count => _values.Count;

    /// <summary>The keys in order.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The value of a key; setting one that exists keeps its position.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ConfigException">There is no such key.</exception>
    public ConfigValue this[string key]
    {
        get => _values.TryGetValue(key, out var value) ? value
            : throw new ConfigException(
                $"A key '{key}' was expected, but the object has only: {string.Join(", ", _values.Keys.Take(MostNamed))}.");
        set => _values[key] = value;
    }

    /// <summary>Adds a key; for collection initializers.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">The key exists already.</exception>
    public void Add(string key, ConfigValue value) => _values.Add(key, value);

    /// <summary>Whether the key exists, even with a value of null.</summary>
    /// <param name="key">The key.</param>
    public bool Contains(string key) => _values.ContainsKey(key);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it existed.</returns>
    public bool Remove(string key) => _values.Remove(key);

    /// <summary>The value of a key, if it exists.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out ConfigValue value) => _values.TryGetValue(key, out value);

    /// <summary>The value of a key; null where the key is missing or its value is null.</summary>
    /// <param name="key">The key.</param>
    public ConfigValue? Given(string key) => _values.TryGetValue(key, out var value) && !value.IsNull ? value : null;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, ConfigValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ConfigObject? other) => other is not null && Count == other.Count
        && _values.All(pair => other._values.TryGetValue(pair.Key, out var value) && pair.Value.Equals(value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfigObject);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(Count, (hash, pair) => hash ^ HashCode.Combine(pair.Key, pair.Value));

    /// <summary>The object as JSON on one line.</summary>
    public override string ToString() => ConfigJson.Write(this);
}
