namespace Cornea.Onnx;

/// <summary>The window of a convolution or pooling as layers have it: valid or same, with zeros around the picture beforehand.</summary>
/// <param name="Strides">A stride for each spatial axis.</param>
/// <param name="Dilations">A dilation for each spatial axis.</param>
/// <param name="Padding">Valid or same.</param>
/// <param name="Zeros">How many elements stand before and after each axis; null for none.</param>
internal sealed record LayerWindow(int[] Strides, int[] Dilations, Padding Padding, (int Before, int After)[]? Zeros)
{
    /// <summary>The window of a node; null where layers have no such.</summary>
    /// <param name="call">The node.</param>
    /// <param name="picture">The picture, channels last.</param>
    /// <param name="kernel">The lengths of the window.</param>
    public static LayerWindow? Of(LayerCall call, SymbolicTensor picture, int[] kernel)
    {
        var (at, rank) = (call.Attributes, kernel.Length);
        int[] Each(string name) => at.Ints(name) ?? [.. Enumerable.Repeat(1, rank)];
        var (strides, dilations, pads) = (Each("strides"), Each("dilations"), at.Ints("pads") ?? new int[2 * rank]);
        if (strides.Length != rank || dilations.Length != rank || pads.Length != 2 * rank || kernel.Any(size => size < 1)
            || strides.Concat(dilations).Any(number => number < 1) || pads.Any(pad => pad < 0)
            || (strides.Any(stride => stride > 1) && dilations.Any(dilation => dilation > 1)))
        {
            return null;
        }
        int[] lengths = [.. picture.Shape.Skip(1).Take(rank)];
        int[] extents = [.. kernel.Select((size, axis) => (size - 1) * dilations[axis] + 1)];
        var valid = new LayerWindow(strides, dilations, Padding.Valid, null);
        switch (at.Text("auto_pad", "NOTSET"))
        {
            case "VALID":
                return valid;
            case "SAME_UPPER":
                return valid with { Padding = Padding.Same };
            case "NOTSET" or "":
                break;
            default:
                return null;
        }
        if (at.Int("ceil_mode", 0) == 1 && Enumerable.Range(0, rank).Any(axis => lengths[axis] == Shape.Unknown
            || (lengths[axis] + pads[axis] + pads[axis + rank] - extents[axis]) % strides[axis] != 0))
        {
            return null;
        }
        if (pads.All(pad => pad == 0))
            return valid;
        return Enumerable.Range(0, rank).All(axis => IsSame(lengths[axis], extents[axis], strides[axis], pads[axis], pads[axis + rank]))
            ? valid with { Padding = Padding.Same }
            : valid with { Zeros = [.. Enumerable.Range(0, rank).Select(axis => (pads[axis], pads[axis + rank]))] };
    }

    /// <summary>The picture with zeros around it.</summary>
    public SymbolicTensor Widened(SymbolicTensor picture) => Zeros is null ? picture : Widened(picture, Zeros);

    /// <summary>A picture with zeros around it.</summary>
    public static SymbolicTensor Widened(SymbolicTensor picture, (int Before, int After)[] zeros) => (zeros.Length switch
    {
        1 => (Layer)new ZeroPadding1D(zeros[0], dtype: OnnxImporter.PolicyOf(picture.DType)),
        2 => new ZeroPadding2D(zeros, dtype: OnnxImporter.PolicyOf(picture.DType)),
        _ => new ZeroPadding3D(zeros, dtype: OnnxImporter.PolicyOf(picture.DType)),
    }).On(picture);

    // With a stride of 1 "same" is the same for all lengths.
    private static bool IsSame(int length, int extent, int stride, int before, int after)
    {
        if (stride == 1)
            return before == (extent - 1) / 2 && after == extent - 1 - before;
        if (length == Shape.Unknown)
            return false;
        var total = Math.Max(0, ((length + stride - 1) / stride - 1) * stride + extent - length);
        return before == total / 2 && after == total - before;
    }
}
