using System.Runtime.CompilerServices;

namespace Cornea.Configuration;

/// <summary>Reads the configuration of one object: gives the values of its keys and converts them.</summary>
public sealed class ConfigReader
{
    private ConfigObject _config;
    private readonly ConfigObject? _call;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _readInCall = new(StringComparer.Ordinal);

    internal ConfigReader(string className, ConfigObject config, ConfigObject? call, ConfigSource source) =>
        (ClassName, _config, _call, Source) = (className, config, call, source);

    /// <summary>The class whose configuration is read.</summary>
    public string ClassName { get; }

    /// <summary>The version of Keras that wrote the configuration, and the notes made so far.</summary>
    public ConfigSource Source { get; }

    /// <summary>The key that was asked for last: where a conversion fails, it is this one's.</summary>
    internal string? Key { get; private set; }

    /// <summary>The keys that nothing asked for.</summary>
    internal IEnumerable<KeyValuePair<string, ConfigValue>> Unread => _config.Where(pair => !_read.Contains(pair.Key));

    /// <summary>The arguments of the call that nothing asked for.</summary>
    internal IEnumerable<KeyValuePair<string, ConfigValue>> UnreadCall => (_call ?? []).Where(pair => !_readInCall.Contains(pair.Key));

    /// <summary>Whether the key is given, be it as null.</summary>
    /// <param name="key">The key.</param>
    public bool Has(string key)
    {
        Key = key;
        _read.Add(key);
        return _config.Contains(key);
    }

    /// <summary>Whether the key is given as null.</summary>
    /// <param name="key">The key.</param>
    public bool IsNull(string key) => Has(key) && _config[key].IsNull;

    /// <summary>The value of a key; null where it is not given or null.</summary>
    /// <param name="key">The key.</param>
    public ConfigValue? Given(string key) => Has(key) ? _config.Given(key) : null;

    /// <summary>The value of a key, be it null.</summary>
    /// <param name="key">The key.</param>
    public ConfigValue Value(string key) => Has(key) ? _config[key] : ConfigValue.Null;

    /// <summary>The value of a key that must be given.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ConfigException">The key is missing or null.</exception>
    public ConfigValue Required(string key) => Given(key)
        ?? throw new ConfigException($"{ClassName} needs the key '{key}', but it is {(Has(key) ? "null" : "missing")}.")
        {
            NamesClass =
        true
        };

    /// <summary>Takes what stands under a key's older name for that of the key, where the key itself is not given.</summary>
    /// <param name="older">The name in files of older versions.</param>
    /// <param name="key">The key.</param>
    public void Rename(string older, string key)
    {
        if (!_config.TryGetValue(older, out var value) || _config.Contains(key))
            return;
        ConfigObject renamed = [];
        foreach (var (name, kept) in _config.Where(pair => pair.Key != older))
            renamed.Add(name, kept);
        renamed.Add(key, value);
        _config = renamed;
        Source.Note($"{ClassName}: '{older}' is the older name of '{key}'.");
    }

    /// <summary>The value of an argument of the call in a functional model; null where it is not given.</summary>
    /// <param name="key">The argument's name.</param>
    public ConfigValue? Call(string key)
    {
        Key = key;
        _readInCall.Add(key);
        return _call?.Given(key);
    }

    /// <summary>A Boolean.</summary>
    /// <param name="value">The value.</param>
    public bool Boolean(ConfigValue value) => value.AsBoolean();

    /// <summary>A whole number of 32 bits.</summary>
    /// <param name="value">The value.</param>
    public int Int32(ConfigValue value) => value.AsInt32();

    /// <summary>A whole number of 64 bits.</summary>
    /// <param name="value">The value.</param>
    public long Int64(ConfigValue value) => value.AsInt64();

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The value.</param>
    public double Double(ConfigValue value) => value.AsDouble();

    /// <summary>A string.</summary>
    /// <param name="value">The value.</param>
    public string Text(ConfigValue value) => value.AsText();

    /// <summary>A shape; null is an axis of unknown length, a plain number a shape of one axis.</summary>
    /// <param name="value">The value.</param>
    public Shape Shape(ConfigValue value) =>
        new(List(value, static (reader, length) => length.IsNull ? Cornea.Shape.Unknown : length.AsInt32()));

    /// <summary>An element type, such as <c>float32</c>.</summary>
    /// <param name="value">The value.</param>
    public DType DType(ConfigValue value)
    {
        var name = value.AsText();
        foreach (var dtype in Enum.GetValues<DType>())
        {
            if (dtype.Name() == name)
                return dtype;
        }
        throw Unknown(name, Enum.GetValues<DType>().Select(dtype => dtype.Name()));
    }

    /// <summary>A list; a single value is a list of one.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="element">Reads an element.</param>
    public T[] List<T>(ConfigValue value, Func<ConfigReader, ConfigValue, T> element) =>
        value.Kind == ConfigValueKind.List ? [.. value.AsList().Select(item => element(this, item))] : [element(this, value)];

    /// <summary>A tuple, checked for its length; a single value stands for all.</summary>
    /// <typeparam name="T">The type of the tuple.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="read">Reads its elements.</param>
    public T Tuple<T>(ConfigValue value, Func<ConfigReader, IReadOnlyList<ConfigValue>, T> read) where T : ITuple
    {
        var length = default(T)!.Length;
        var items = value.Kind == ConfigValueKind.List ? value.AsList() : [.. Enumerable.Repeat(value, length)];
        return items.Count == length ? read(this, items)
            : throw new ConfigException($"{length} values were expected, but received {value}.");
    }

    /// <summary>A value of a type that reads itself.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="value">The value.</param>
    public T Value<T>(ConfigValue value) where T : IConfigValue<T> => T.FromConfig(this, value);

    /// <summary>An object of a registered class: its name, or an object with <c>class_name</c> and <c>config</c>.</summary>
    /// <typeparam name="T">What it must be.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="kind">The family it is looked up in.</param>
    public T Object<T>(ConfigValue value, ClassKind kind) where T : class
    {
        var key = Key;
        var read = Registry.Deserialize(kind, value, Source);
        Key = key;
        return read as T ?? throw new ConfigException($"{typeof(T).Name} was expected, but received {read.GetType().Name}.");
    }

    /// <summary>The exception for a word that is none of those that are known.</summary>
    /// <param name="word">The word.</param>
    /// <param name="known">Those that are known.</param>
    public ConfigException Unknown(string? word, IEnumerable<string> known) =>
        new($"One of {string.Join(", ", known.Select(name => $"\"{name}\""))} was expected, but received {(ConfigValue)word}.");
}
