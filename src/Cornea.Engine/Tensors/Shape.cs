using System.Collections;
using System.Runtime.CompilerServices;

namespace Cornea;

/// <summary>
/// The lengths of a tensor's axes, outermost first: an image batch is <c>(128, 28, 28)</c>, a number <c>()</c>.
/// A layer may speak of shapes with an axis of unknown length, <see cref="Unknown"/>, printed <c>None</c> as Keras does;
/// a tensor's own shape is always known.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>The length of an axis that is not known yet, such as the batch axis of a model.</summary>
    public const int Unknown = -1;

    /// <summary>The shape of a single number.</summary>
    public static readonly Shape Scalar = new([]);

    private readonly int[] _dimensions;

    /// <summary>Makes a shape from its axis lengths.</summary>
    /// <param name="dimensions">Axis lengths, outermost first; zero or more, or <see cref="Unknown"/>.</param>
    /// <exception cref="ShapeException">A length is negative, or the number of elements passes 2^31 - 1.</exception>
    public Shape(params ReadOnlySpan<int> dimensions)
    {
        long size = 1;
        var (known, empty) = (true, false);
        // A loop, since the first search in a span of whole numbers has a large vectorized method compiled.
        foreach (var length in dimensions)
            empty |= length == 0;
        foreach (var length in dimensions)
        {
            if (length < Unknown)
            {
                throw new ShapeException(
                    $"A shape expects axis lengths of 0 or more, but received {Text(dimensions)}. Check the computation of {length}.");
            }
            if (length == Unknown)
                known = false;
            else if (!empty && (size *= length) > int.MaxValue)
            {
                throw new ShapeException(
                    $"A tensor holds at most {int.MaxValue:N0} elements, but shape {Text(dimensions)} has more. Split the data into "
                        + $"smaller tensors.");
            }
        }
        _dimensions = dimensions.ToArray();
        IsKnown = known;
        Size = !known ? Unknown : empty ? 0 : (int)size;
    }

    /// <summary>Number of axes.</summary>
    public int Rank => _dimensions.Length;

    /// <summary>Number of axes, as a collection counts.</summary>
    public int Count => _dimensions.Length;

    /// <summary>Number of elements, or <see cref="Unknown"/> when an axis is.</summary>
    public int Size { get; }

    /// <summary>True when every axis has a length.</summary>
    public bool IsKnown { get; }

    /// <summary>The length of one axis; a negative axis counts from the last, as in NumPy.</summary>
    /// <param name="axis">Between -rank and rank - 1.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int this[int axis] => _dimensions[Axis(axis)];

    /// <summary>The length of one axis, C# style: <c>shape[^1]</c> is the last.</summary>
    /// <param name="index">An index of an axis.</param>
    public int this[Index index] => _dimensions[index];

    /// <summary>Several axes as a shape: <c>shape[1..]</c> is all but the first.</summary>
    /// <param name="range">A range of axes.</param>
    public Shape this[Range range] => new(_dimensions.AsSpan(range));

    /// <summary>An array of axis lengths is a shape.</summary>
    /// <param name="dimensions">Axis lengths.</param>
    public static implicit operator Shape(int[] dimensions) => new(dimensions);

    /// <summary>Makes a shape for a collection expression: <c>Shape s = [2, 3]</c>.</summary>
    /// <param name="dimensions">Axis lengths.</param>
    public static Shape Create(ReadOnlySpan<int> dimensions) => new(dimensions);

    /// <summary>Equal axis lengths.</summary>
    /// <param name="a">One shape.</param>
    /// <param name="b">The other.</param>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>Different axis lengths.</summary>
    /// <param name="a">One shape.</param>
    /// <param name="b">The other.</param>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <summary>The axis lengths.</summary>
    public ReadOnlySpan<int> AsSpan() => _dimensions;

    /// <summary>A copy of the axis lengths.</summary>
    public int[] ToArray() => [.. _dimensions];

    /// <summary>An axis as a number between 0 and rank - 1; negative ones count from the last.</summary>
    /// <param name="axis">Between -rank and rank - 1.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int Axis(int axis) => axis >= -Rank && axis < Rank
        ? axis < 0 ? axis + Rank : axis
        : throw new ShapeException(Rank == 0
            ? $"Shape () has no axes, but axis {axis} was asked for. Give the one number an axis first: x.Reshape(1)."
            : $"Shape {this} has axes {-Rank} to {Rank - 1}, but axis {axis} was asked for. Choose an axis in that range.");

    /// <summary>The shape with one axis's length changed.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    /// <param name="length">Its new length.</param>
    public Shape With(int axis, int length)
    {
        var dimensions = ToArray();
        dimensions[Axis(axis)] = length;
        return new Shape(dimensions);
    }

    /// <summary>The shape without one axis.</summary>
    /// <param name="axis">The axis; negative ones count from the last.</param>
    public Shape Without(int axis)
    {
        var dropped = Axis(axis);
        return new Shape([.. _dimensions[..dropped], .. _dimensions[(dropped + 1)..]]);
    }

    /// <summary>The shape with one more axis.</summary>
    /// <param name="axis">Where the new axis will stand: between -rank - 1 and rank.</param>
    /// <param name="length">Its length.</param>
    public Shape Insert(int axis, int length)
    {
        var at = axis < 0 ? axis + Rank + 1 : axis;
        if (at < 0 || at > Rank)
        {
            throw new ShapeException(
                $"A new axis of shape {this} can stand at {-Rank - 1} to {Rank}, but {axis} was asked for. Choose a position in that "
                    + $"range.");
        }
        return new Shape([.. _dimensions[..at], length, .. _dimensions[at..]]);
    }

    /// <summary>The shape to which both broadcast, by NumPy's rule: right-aligned, equal or 1.</summary>
    /// <param name="a">One shape.</param>
    /// <param name="b">The other.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast; the message names the axis.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        if (a.Equals(b))
            return a;
        var result = new int[Math.Max(a.Rank, b.Rank)];
        for (var i = 1; i <= result.Length; i++)
        {
            var x = i <= a.Rank ? a[^i] : 1;
            var y = i <= b.Rank ? b[^i] : 1;
            if (x != y && x != 1 && y != 1)
            {
                throw new ShapeException(
                    $"Shapes {a} and {b} do not broadcast: axis -{i} has length {x} in one and {y} in the other. " +
                    "Make the lengths equal, or one of them 1.");
            }
            result[^i] = x == 1 ? y : x;
        }
        return new Shape(result);
    }

    /// <summary>Elements between adjacent positions along each axis when the elements lie row by row.</summary>
    public int[] Strides()
    {
        var strides = new int[Rank];
        var stride = 1;
        for (var i = Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, _dimensions[i]);
        }
        return strides;
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var length in _dimensions)
            hash.Add(length);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _dimensions.GetEnumerator();

    /// <summary>The shape as Python writes a tuple: <c>(60000, 28, 28)</c>, <c>(3,)</c>, <c>()</c>, <c>(None, 10)</c>.</summary>
    public override string ToString() => Text(_dimensions);

    private static string Text(ReadOnlySpan<int> dimensions)
    {
        var parts = new string[dimensions.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = dimensions[i] == Unknown ? "None" : dimensions[i].ToString(System.Globalization.CultureInfo.InvariantCulture);
        return parts.Length == 1 ? $"({parts[0]},)" : $"({string.Join(", ", parts)})";
    }
}
