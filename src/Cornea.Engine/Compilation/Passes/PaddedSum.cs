using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Passes;

/// <summary>
/// Sums of tensors that are zero where the others are not, as parts one after the other: what the gradients of slices add up
/// to. <c>pad(a) + pad(b) = concat(a, b)</c> where each is padded by the other's length.
/// </summary>
internal static class PaddedSum
{
    /// <summary>A part along the axis; zeros where there are no values.</summary>
    internal readonly record struct Part(int Start, int Length, Tensor? Values, Shape Shape, DType DType);

    /// <summary>The sum of two tensors in parts along an axis, or null where they overlap or are not so made.</summary>
    public static (int Axis, IReadOnlyList<Part> Parts)? Parts(Tensor a, Tensor b)
    {
        if (AxisOf(a) is not { } axis || AxisOf(b) != axis)
            return null;
        var values = Values(a, axis).Concat(Values(b, axis)).OrderBy(part => part.Start).ToArray();
        var (parts, end) = (new List<Part>(), 0);
        void Zeros(int to)
        {
            if (to > end)
                parts.Add(new Part(end, to - end, null, a.Shape.With(axis, to - end), a.DType));
        }

        foreach (var part in values)
        {
            if (part.Start < end)
                return null;
            Zeros(part.Start);
            parts.Add(part);
            end = part.Start + part.Length;
        }
        Zeros(a.Shape[axis]);
        return (axis, parts);
    }

    // The one axis along which zeros were put, if they were.
    private static int? AxisOf(Tensor tensor)
    {
        switch (tensor.Op)
        {
            case Concat concat when tensor.Inputs.Any(IsZero):
                return concat.Axis;
            case Pad { Value: 0 } pad when pad.Interior.All(gap => gap == 0) && pad.Low.All(low => low >= 0)
                && pad.High.All(high => high >= 0):
                var axes = Enumerable.Range(0, tensor.Rank).Where(axis => pad.Low[axis] + pad.High[axis] > 0).ToArray();
                return axes is [var only] ? only : null;
            default:
                return null;
        }
    }

    private static IEnumerable<Part> Values(Tensor tensor, int axis)
    {
        var start = tensor.Op is Pad pad ? pad.Low[axis] : 0;
        foreach (var input in tensor.Inputs)
        {
            if (!IsZero(input))
                yield return new Part(start, input.Shape[axis], input, input.Shape, input.DType);
            start += input.Shape[axis];
        }
    }

    private static bool IsZero(Tensor tensor) => ScalarValue.Of(tensor) is { } scalar && scalar.Known![0] == 0;
}
