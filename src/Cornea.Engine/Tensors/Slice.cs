namespace Cornea;

/// <summary>
/// What to take along one axis of a tensor: an index (drops the axis), a range, a range with a step, a new axis of
/// length 1, or "all axes between". Integers, <see cref="Index"/> and <see cref="Range"/> convert to it:
/// <c>x[0]</c>, <c>x[^1]</c>, <c>x[.., 2..5]</c>, <c>x[Slice.Step(null, null, -1)]</c>.
/// </summary>
public readonly struct Slice
{
    private Slice(SliceKind kind, int? start, int? stop, int step, bool startFromEnd = false, bool stopFromEnd = false)
    {
        (Kind, Start, Stop, By) = (kind, start, stop, step);
        (StartFromEnd, StopFromEnd) = (startFromEnd, stopFromEnd);
    }

    /// <summary>The whole axis.</summary>
    public static Slice All => new(SliceKind.Range, null, null, 1);

    /// <summary>A new axis of length 1.</summary>
    public static Slice NewAxis => new(SliceKind.NewAxis, null, null, 1);

    /// <summary>All axes that the other slices do not name; at most one.</summary>
    public static Slice Ellipsis => new(SliceKind.Ellipsis, null, null, 1);

    /// <summary>The position of a single element, negative from the end; null for other kinds.</summary>
    public int? Position => Kind == SliceKind.Index ? Start : null;

    /// <summary>Whether it is <see cref="NewAxis"/>.</summary>
    public bool IsNewAxis => Kind == SliceKind.NewAxis;

    /// <summary>Whether it is <see cref="Ellipsis"/>.</summary>
    public bool IsEllipsis => Kind == SliceKind.Ellipsis;

    /// <summary>A range as Python's <c>start:stop:step</c>: null is an end of the axis, negative counts from its end.</summary>
    public (int? Start, int? Stop, int Step) Bounds => (
        StartFromEnd ? (Start is > 0 and var start ? -start : int.MaxValue) : Start,
        StopFromEnd ? (Stop is > 0 and var stop ? -stop : null) : Stop, By);

    internal SliceKind Kind { get; }

    internal int? Start { get; }

    internal int? Stop { get; }

    internal int By { get; }

    internal bool StartFromEnd { get; }

    internal bool StopFromEnd { get; }

    /// <summary>Every <paramref name="step"/>-th element, as Python's <c>start:stop:step</c>: negative positions count from the
    /// end.</summary>
    /// <param name="start">First position; the near end when null.</param>
    /// <param name="stop">Position before which to stop; the far end when null.</param>
    /// <param name="step">Not 0; negative walks backwards.</param>
    /// <exception cref="ArgumentException">The step is 0.</exception>
    public static Slice Step(int? start, int? stop, int step) => step == 0
        ? throw new ArgumentException("A slice expects a step other than 0. Use 1 for contiguous elements, -1 to reverse.", nameof(step))
        : new Slice(SliceKind.Range, start, stop, step);

    /// <summary>One element; negative positions count from the end.</summary>
    /// <param name="index">The position.</param>
    public static implicit operator Slice(int index) => new(SliceKind.Index, index, null, 1);

    /// <summary>One element.</summary>
    /// <param name="index">The position.</param>
    public static implicit operator Slice(Index index) =>
        new(SliceKind.Index, index.IsFromEnd ? -index.Value : index.Value, null, 1, index is { IsFromEnd: true, Value: 0 });

    /// <summary>A range of elements. Like NumPy and unlike C# arrays, ends outside the axis are cut to it.</summary>
    /// <param name="range">The range.</param>
    public static implicit operator Slice(Range range) =>
        new(SliceKind.Range, range.Start.Value, range.End.Value, 1, range.Start.IsFromEnd, range.End.IsFromEnd);

    /// <summary>First position, number of elements and step on an axis of a given length.</summary>
    internal (int Start, int Length, int Step) Resolve(int length)
    {
        var start = Place(Start, StartFromEnd, By > 0 ? 0 : length - 1, length);
        var stop = Place(Stop, StopFromEnd, By > 0 ? length : -1, length);
        var count = By > 0 ? (stop - start + By - 1) / By : (start - stop - By - 1) / -By;
        return count <= 0 ? (0, 0, 1) : (start, count, By);
    }

    // Python's rule: negative counts from the end, then clamp to the axis.
    private int Place(int? value, bool fromEnd, int otherwise, int length)
    {
        if (value is not { } given)
            return otherwise;
        var position = fromEnd ? length - given : given < 0 ? length + given : given;
        return By > 0 ? Math.Clamp(position, 0, length) : Math.Clamp(position, -1, length - 1);
    }
}
