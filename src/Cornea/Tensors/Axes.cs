using System.Collections;
using System.Runtime.CompilerServices;

namespace Cornea;

/// <summary>
/// The axes that a function of <see cref="Ops"/> works along: one number, <c>-1</c>, or several, <c>[0, -1]</c>; negative ones count
/// from the last. Functions take null for all axes.
/// </summary>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public readonly struct Axes : IReadOnlyList<int>
{
    private readonly int[]? _values;

    private Axes(int[] values) => _values = values;

    /// <summary>How many axes were given.</summary>
    public int Count => _values?.Length ?? 0;

    /// <summary>One of the axes given.</summary>
    /// <param name="index">Which.</param>
    public int this[int index] => _values![index];

    /// <summary>One axis.</summary>
    /// <param name="axis">The axis.</param>
    public static implicit operator Axes(int axis) => new([axis]);

    /// <summary>Some axes.</summary>
    /// <param name="axes">The axes.</param>
    public static implicit operator Axes(int[] axes) => new([.. axes]);

    /// <summary>Makes it from a collection expression.</summary>
    /// <param name="axes">The axes.</param>
    public static Axes Create(ReadOnlySpan<int> axes) => new(axes.ToArray());

    /// <summary>The axes of a tensor that are meant, not negative and sorted.</summary>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    internal static int[] Of(Axes? axes, Tensor x)
    {
        if (axes is not { } given)
            return [.. Enumerable.Range(0, x.Rank)];
        var sorted = given.Select(x.Shape.Axis).Order().ToArray();
        return sorted.Distinct().Count() == sorted.Length
            ? sorted
            : throw new ShapeException($"Each axis of shape {x.Shape} may be named once, but received [{string.Join(", ", given)}].");
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_values ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
