using System.Collections;
using System.Runtime.CompilerServices;

namespace Cornea.Losses;

/// <summary>A number for each class: one number stands for all, a collection gives each its own: <c>0.25</c>, <c>[0.1, 0.9]</c>.</summary>
[CollectionBuilder(typeof(PerClass), nameof(Create))]
public readonly struct PerClass : IReadOnlyList<double>, IConfigValue<PerClass>
{
    private readonly double[]? _values;

    private PerClass(double[] values) => _values = values;

    /// <summary>How many numbers were given; 0 for none.</summary>
    public int Count => _values?.Length ?? 0;

    /// <summary>One of the numbers given.</summary>
    /// <param name="index">Which.</param>
    public double this[int index] => _values![index];

    /// <summary>One number for all classes.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator PerClass(double value) => new([value]);

    /// <summary>Creates it from a collection expression.</summary>
    /// <param name="values">A number per class.</param>
    public static PerClass Create(ReadOnlySpan<double> values) => new(values.ToArray());

    /// <inheritdoc/>
    static PerClass IConfigValue<PerClass>.FromConfig(ConfigReader reader, ConfigValue value) =>
        new(reader.List(value, static (_, number) => number.AsDouble()));

    /// <inheritdoc/>
    ConfigValue IConfigValue<PerClass>.ToConfig() => Count == 1 ? this[0] : ConfigValue.List(this.Select(value => (ConfigValue)value));

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)(_values ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
