using System.Globalization;

namespace Cornea.Configuration;

/// <summary>
/// A value of a configuration: null, a Boolean, a whole number, a floating-point number, a string, a list or an object.
/// </summary>
/// <remarks>
/// Whole and floating-point numbers stay apart, so that <c>2</c> and <c>2.0</c> are written as they were read; they are equal all
/// the same, as in Python.
/// </remarks>
public sealed class ConfigValue : IEquatable<ConfigValue>
{
    private const int Smallest = -1, Largest = 255;

    // Values that files have many of, made once.
    private static readonly ConfigValue True = new(ConfigValueKind.Boolean, true), False = new(ConfigValueKind.Boolean, false);
    private static readonly ConfigValue Empty = new(ConfigValueKind.List, Array.Empty<ConfigValue>());
    private static readonly ConfigValue[] Small =
        [.. Enumerable.Range(Smallest, Largest - Smallest + 1).Select(number => new ConfigValue(ConfigValueKind.Integer, (long)number))];

    private readonly object? _value;

    private ConfigValue(ConfigValueKind kind, object? value) => (Kind, _value) = (kind, value);

    /// <summary>JSON's null.</summary>
    public static ConfigValue Null { get; } = new(ConfigValueKind.Null, null);

    /// <summary>What the value is.</summary>
    public ConfigValueKind Kind { get; }

    /// <summary>Whether the value is null.</summary>
    public bool IsNull => Kind == ConfigValueKind.Null;

    /// <summary>Whether the value is a number.</summary>
    public bool IsNumber => Kind is ConfigValueKind.Integer or ConfigValueKind.Float;

    /// <summary>A Boolean.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ConfigValue(bool value) => value ? True : False;

    /// <summary>A whole number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ConfigValue(long value) => value is >= Smallest and <= Largest ? Small[value - Smallest]
        : new(ConfigValueKind.Integer, value);

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ConfigValue(double value) => new(ConfigValueKind.Float, value);

    /// <summary>A string; null becomes <see cref="Null"/>.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ConfigValue(string? value) => value is null ? Null : new(ConfigValueKind.Text, value);

    /// <summary>An object.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ConfigValue(ConfigObject value) => new(ConfigValueKind.Object, value);

    /// <summary>A list.</summary>
    /// <param name="values">The elements.</param>
    public static implicit operator ConfigValue(ConfigValue[] values) => values.Length == 0 ? Empty : new(ConfigValueKind.List, values);

    /// <summary>A list.</summary>
    /// <param name="values">The elements.</param>
    public static ConfigValue List(IEnumerable<ConfigValue> values) => new(ConfigValueKind.List, values.ToArray());

    /// <summary>The Boolean.</summary>
    /// <exception cref="ConfigException">The value is something else.</exception>
    public bool AsBoolean() => Kind switch
    {
        ConfigValueKind.Boolean => (bool)_value!,
        ConfigValueKind.Integer when (long)_value! is 0 or 1 => (long)_value == 1,
        _ => throw Other("true or false"),
    };

    /// <summary>The whole number; a floating-point number without a fraction is taken too.</summary>
    /// <exception cref="ConfigException">The value is something else.</exception>
    public long AsInt64() => Kind switch
    {
        ConfigValueKind.Integer => (long)_value!,
        ConfigValueKind.Float when (double)_value! is var number && Math.Abs(number) <= 1L << 53 && number == Math.Truncate(number) =>
            (long)number,
        _ => throw Other("a whole number"),
    };

    /// <summary>The whole number, 32 bits wide.</summary>
    /// <exception cref="ConfigException">The value is something else, or out of range.</exception>
    public int AsInt32() => AsInt64() is >= int.MinValue and <= int.MaxValue and var number ? (int)number
        : throw Other("a number of 32 bits");

    /// <summary>The number.</summary>
    /// <exception cref="ConfigException">The value is something else.</exception>
    public double AsDouble() => Kind switch
    {
        ConfigValueKind.Integer => (long)_value!,
        ConfigValueKind.Float => (double)_value!,
        _ => throw Other("a number"),
    };

    /// <summary>The string.</summary>
    /// <exception cref="ConfigException">The value is something else.</exception>
    public string AsText() => Kind == ConfigValueKind.Text ? (string)_value! : throw Other("a string");

    /// <summary>The elements of the list.</summary>
    /// <exception cref="ConfigException">The value is something else.</exception>
    public IReadOnlyList<ConfigValue> AsList() => Kind == ConfigValueKind.List ? (ConfigValue[])_value! : throw Other("a list");

    /// <summary>The keys and values.</summary>
    /// <exception cref="ConfigException">The value is something else.</exception>
    public ConfigObject AsObject() => Kind == ConfigValueKind.Object ? (ConfigObject)_value! : throw Other("an object");

    /// <inheritdoc/>
    public bool Equals(ConfigValue? other)
    {
        if (other is null)
            return false;
        if (IsNumber && other.IsNumber)
            return AsDouble().Equals(other.AsDouble());
        return Kind == other.Kind && Kind switch
        {
            ConfigValueKind.List => AsList().SequenceEqual(other.AsList()),
            _ => Equals(_value, other._value),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfigValue);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        ConfigValueKind.Integer or ConfigValueKind.Float => AsDouble().GetHashCode(),
        ConfigValueKind.List => AsList().Aggregate(AsList().Count, HashCode.Combine),
        _ => _value?.GetHashCode() ?? 0,
    };

    /// <summary>The value as JSON on one line.</summary>
    public override string ToString() => ConfigJson.Write(this);

    private ConfigException Other(string expected)
    {
        var text = ToString();
        var shown = text.Length <= 60 ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, 57)}...");
        return new ConfigException($"{expected} was expected, but received {shown}.");
    }
}
