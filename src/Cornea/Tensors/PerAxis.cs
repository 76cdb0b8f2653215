using System.Collections;
using System.Runtime.CompilerServices;

namespace Cornea;

/// <summary>
/// A whole number for each spatial axis, such as a kernel size: one number stands for all axes, a tuple or a collection gives
/// each its own: <c>3</c>, <c>(3, 5)</c>, <c>[3, 3, 1]</c>.
/// </summary>
[CollectionBuilder(typeof(PerAxis), nameof(Create))]
public readonly struct PerAxis : IReadOnlyList<int>, IConfigValue<PerAxis>
{
    private readonly int[]? _values;

    private PerAxis(int[] values) => _values = values;

    /// <summary>How many numbers were given; 0 for none.</summary>
    public int Count => _values?.Length ?? 0;

    /// <summary>One of the numbers given.</summary>
    /// <param name="index">Which.</param>
    public int this[int index] => _values![index];

    /// <summary>One number for all axes.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator PerAxis(int value) => new([value]);

    /// <summary>Two axes.</summary>
    /// <param name="values">Height, width.</param>
    public static implicit operator PerAxis((int Height, int Width) values) => new([values.Height, values.Width]);

    /// <summary>Three axes.</summary>
    /// <param name="values">Depth, height, width.</param>
    public static implicit operator PerAxis((int Depth, int Height, int Width) values) => new([values.Depth, values.Height, values.Width]);

    /// <summary>Any number of axes.</summary>
    /// <param name="values">A number per axis.</param>
    public static implicit operator PerAxis(int[] values) => new([.. values]);

    /// <summary>Makes it from a collection expression.</summary>
    /// <param name="values">A number per axis.</param>
    public static PerAxis Create(ReadOnlySpan<int> values) => new(values.ToArray());

    /// <summary>A number per axis, checked.</summary>
    /// <param name="axes">How many axes there are.</param>
    /// <param name="none">What stands for every axis when nothing was given.</param>
    /// <param name="layer">The layer, for messages.</param>
    /// <param name="argument">The argument, for messages.</param>
    /// <param name="least">The smallest number allowed.</param>
    internal int[] Expand(int axes, int none, string layer, string argument, int least = 1)
    {
        if (Count > 1 && Count != axes)
        {
            throw new ArgumentException(
                $"{layer} expects {argument} to be one number or {axes}, but received {Count}. Give a number per spatial axis.", argument);
        }
        var result = new int[axes];
        for (var i = 0; i < axes; i++)
        {
            result[i] = Count == 0 ? none : _values![Count == 1 ? 0 : i];
            if (result[i] < least)
            {
                throw new ArgumentOutOfRangeException(
                    argument, $"{layer} expects {argument} of {least} or more, but received {result[i]}. Give larger numbers.");
            }
        }
        return result;
    }

    /// <inheritdoc/>
    static PerAxis IConfigValue<PerAxis>.FromConfig(ConfigReader reader, ConfigValue value) =>
        reader.List(value, static (_, item) => item.AsInt32());

    /// <inheritdoc/>
    ConfigValue IConfigValue<PerAxis>.ToConfig() => ConfigValue.List(this.Select(value => (ConfigValue)(long)value));

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_values ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
