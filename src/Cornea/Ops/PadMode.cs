namespace Cornea;

/// <summary>What <see cref="Ops.Pad(Tensor, IReadOnlyList{ValueTuple{int, int}}, PadMode, double)"/> puts beside the elements.</summary>
public enum PadMode
{
    /// <summary>One number.</summary>
    Constant,

    /// <summary>The elements mirrored at the last one: 3 2 | 1 2 3 | 2 1.</summary>
    Reflect,

    /// <summary>The elements mirrored behind the last one: 2 1 | 1 2 3 | 3 2.</summary>
    Symmetric,

    /// <summary>The last element: 1 1 | 1 2 3 | 3 3.</summary>
    Edge,

    /// <summary>The elements from the other end: 2 3 | 1 2 3 | 1 2.</summary>
    Wrap,
}
