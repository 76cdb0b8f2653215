namespace Cornea.Configuration;

/// <summary>Takes the values of the keys of one object's configuration, and converts them.</summary>
public sealed class ConfigWriter
{
    internal ConfigWriter()
    {
    }

    /// <summary>What was written.</summary>
    internal ConfigObject Config { get; } = [];

    /// <summary>What was written as arguments of the call.</summary>
    internal ConfigObject Call { get; } = [];

    /// <summary>Writes a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    public void Write(string key, ConfigValue value) => Config[key] = value;

    /// <summary>Writes an argument of the call.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its value.</param>
    public void WriteCall(string key, ConfigValue value) => Call[key] = value;

    /// <summary>A Boolean.</summary>
    /// <param name="value">The value; null is written as null.</param>
    public ConfigValue Of(bool? value) => value is { } given ? given : ConfigValue.Null;

    /// <summary>A whole number.</summary>
    /// <param name="value">The value; null is written as null.</param>
    public ConfigValue Of(long? value) => value is { } given ? given : ConfigValue.Null;

    /// <summary>A whole number.</summary>
    /// <param name="value">The value; null is written as null.</param>
    public ConfigValue Of(int? value) => value is { } given ? (long)given : ConfigValue.Null;

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The value; null is written as null.</param>
    public ConfigValue Of(double? value) => value is { } given ? given : ConfigValue.Null;

    /// <summary>A string.</summary>
    /// <param name="value">The value; null is written as null.</param>
    public ConfigValue Of(string? value) => value;

    /// <summary>A shape: its lengths, null for unknown ones.</summary>
    /// <param name="value">The value; null is written as null.</param>
    public ConfigValue Of(Shape? value) => value is null
        ? ConfigValue.Null
        : ConfigValue.List(value.Select(length => length == Shape.Unknown ? ConfigValue.Null : (ConfigValue)(long)length));

    /// <summary>An element type.</summary>
    /// <param name="value">The value; null is written as null.</param>
    public ConfigValue Of(DType? value) => value is { } given ? given.Name() : ConfigValue.Null;

    /// <summary>A list.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="values">The elements; null is written as null.</param>
    /// <param name="element">Converts an element.</param>
    public ConfigValue List<T>(IEnumerable<T>? values, Func<ConfigWriter, T, ConfigValue> element) =>
        values is null ? ConfigValue.Null : ConfigValue.List(values.Select(value => element(this, value)));

    /// <summary>A list that is written as a plain value where it has one element.</summary>
    /// <param name="list">The list.</param>
    public ConfigValue Single(ConfigValue list) =>
        list.Kind == ConfigValueKind.List && list.AsList() is [var single] ? single : list;

    /// <summary>A tuple.</summary>
    /// <param name="values">Its elements.</param>
    public ConfigValue Tuple(params ConfigValue[] values) => values;

    /// <summary>A value of a type that writes itself.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="value">The value.</param>
    public ConfigValue Value<T>(T value) where T : IConfigValue<T> => value.ToConfig();

    /// <summary>An object of a registered class.</summary>
    /// <param name="value">The object; null is written as null.</param>
    public ConfigValue Object(object? value) => value is null ? ConfigValue.Null : Registry.Serialize(value);
}
