namespace Cornea.Onnx;

/// <summary>The window of a convolution or pooling over the spatial axes.</summary>
internal sealed record WindowSettings(int[] Kernel, int[] Strides, int[] Dilations, int[] Low, int[] High, int[] Outputs)
{
    /// <summary>Reads the window of a node.</summary>
    /// <param name="call">The call.</param>
    /// <param name="lengths">The lengths of the input's spatial axes.</param>
    /// <param name="kernel">The lengths of the window; those of the attribute where null.</param>
    public static WindowSettings Of(OperatorCall call, int[] lengths, int[]? kernel = null)
    {
        var rank = lengths.Length;
        var named = call.Ints("kernel_shape");
        var sizes = kernel ?? named ?? throw call.Fault("the attribute 'kernel_shape' is missing", "kernel_shape");
        if (named is not null && !named.SequenceEqual(sizes))
        {
            throw call.Fault($"kernel_shape says {string.Join(" x ", named)}, but the weights have {string.Join(" x ", sizes)}",
                "kernel_shape");
        }
        var strides = Each(call, "strides", rank);
        var dilations = Each(call, "dilations", rank);
        if (sizes.Length != rank || sizes.Any(size => size < 1))
            throw call.Fault($"a window of {string.Join(" x ", sizes)} does not fit {rank} spatial axes", "kernel_shape");
        var pads = call.Ints("pads") ?? new int[2 * rank];
        if (pads.Length != 2 * rank || pads.Any(pad => pad < 0))
            throw call.Fault($"pads has {2 * rank} numbers of 0 or more, but received {string.Join(", ", pads)}", "pads");
        var (low, high, outputs) = (pads[..rank], pads[rank..], new int[rank]);
        var automatic = call.Text("auto_pad", "NOTSET");
        for (var i = 0; i < rank; i++)
        {
            var extent = (sizes[i] - 1L) * dilations[i] + 1;
            switch (automatic)
            {
                case "SAME_UPPER":
                case "SAME_LOWER":
                    outputs[i] = (lengths[i] + strides[i] - 1) / strides[i];
                    var total = (int)Math.Max(0, (outputs[i] - 1L) * strides[i] + extent - lengths[i]);
                    low[i] = automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
                    high[i] = total - low[i];
                    break;
                case "VALID":
                    (low[i], high[i]) = (0, 0);
                    goto case "NOTSET";
                case "":
                case "NOTSET":
                    outputs[i] = Count(call, lengths[i], low[i], high[i], (int)Math.Min(extent, int.MaxValue), strides[i]);
                    break;
                default:
                    throw call.Fault($"auto_pad '{automatic}' is not known", "auto_pad");
            }
        }
        return new WindowSettings(sizes, strides, dilations, low, high, outputs);
    }

    /// <summary>How far a window reaches along an axis.</summary>
    public int Extent(int axis) => (Kernel[axis] - 1) * Dilations[axis] + 1;

    /// <summary>What is to be added behind an axis so that all windows lie inside; negative for what is not read.</summary>
    public int Behind(int axis, int length) => (Outputs[axis] - 1) * Strides[axis] + Extent(axis) - length - Low[axis];

    /// <summary>Whether the padding is what "same" means for a length.</summary>
    public bool IsSame(int[] lengths) => Enumerable.Range(0, lengths.Length).All(i =>
    {
        var outputs = (lengths[i] + Strides[i] - 1) / Strides[i];
        var total = Math.Max(0, (outputs - 1) * Strides[i] + Extent(i) - lengths[i]);
        return outputs == Outputs[i] && Low[i] == total / 2 && High[i] == total - total / 2;
    });

    private static int[] Each(OperatorCall call, string name, int rank)
    {
        var values = call.Ints(name) ?? [.. Enumerable.Repeat(1, rank)];
        return values.Length == rank && values.All(value => value > 0) ? values
            : throw call.Fault($"{name} has {rank} numbers of 1 or more, but received {string.Join(", ", values)}", name);
    }

    // A window that would begin in the padding behind is left out where lengths are rounded up.
    private static int Count(OperatorCall call, int length, int low, int high, int extent, int stride)
    {
        var room = (long)length + low + high - extent;
        if (room < 0)
            throw call.Fault($"a window of {extent} does not fit {length} elements with {low} and {high} beside them", "kernel_shape");
        var outputs = room / stride + 1;
        if (call.Int("ceil_mode", 0) == 1)
        {
            outputs = (room + stride - 1) / stride + 1;
            if ((outputs - 1) * stride >= (long)length + low)
                outputs--;
        }
        return (int)Math.Min(outputs, int.MaxValue);
    }
}
