namespace Cornea.Onnx;

/// <summary>Convolutions.</summary>
internal static class ConvolutionOperators
{
    private const string Window = "auto_pad dilations group kernel_shape pads strides";

    public static IEnumerable<OperatorEntry> Entries =>
    [
        new OperatorEntry(
            "Conv", 1, Window, call => FewerAxes.Compute(call, inner => [Convolve(inner, inner[0], inner[1], inner.Optional(2))]))
            { OneType = true, Order = AxisOrder.First },
        OperatorEntry.Of("ConvTranspose", 1, Window + " output_padding output_shape", ConvolveTranspose)
            with { OneType = true, Order = AxisOrder.First },
    ];

    /// <summary>The picture with its channels last.</summary>
    public static Tensor Last(OperatorCall call, Tensor x) => call.ChannelsLast ? x : x.MoveAxis(1, -1);

    /// <summary>A picture with its channels last as the call's output.</summary>
    public static Tensor Output(OperatorCall call, Tensor x) => call.ChannelsLast ? x : x.MoveAxis(-1, 1);

    /// <summary>The lengths of the spatial axes.</summary>
    public static int[] Lengths(Tensor last) => [.. last.Shape[1..^1]];

    /// <summary>The convolution of a picture.</summary>
    public static Tensor Convolve(OperatorCall call, Tensor picture, Tensor weights, Tensor? bias)
    {
        if (picture.Rank is < 3 or > 5 || weights.Rank != picture.Rank)
            throw call.Fault($"1 to 3 spatial axes are needed, but {picture.Shape} and weights {weights.Shape} came");
        var (x, group) = (Last(call, picture), call.Int("group", 1));
        var window = WindowSettings.Of(call, Lengths(x), [.. weights.Shape[2..]]);
        if (group < 1 || x.Shape[^1] != (long)weights.Shape[1] * group || weights.Shape[0] % group != 0)
            throw call.Fault($"{x.Shape[^1]} channels in {group} groups do not fit weights of shape {weights.Shape}", "group");
        var kernel = weights.Transpose([.. Enumerable.Range(2, weights.Rank - 2), 1, 0]);
        var y = Tensor.Convolution(x, kernel, window.Low, window.High, window.Strides, window.Dilations, group);
        return Output(call, bias is null ? y : y + bias);
    }

    private static Tensor ConvolveTranspose(OperatorCall call)
    {
        var weights = call[1];
        if (call[0].Rank is < 3 or > 5 || weights.Rank != call[0].Rank)
            throw call.Fault($"1 to 3 spatial axes are needed, but {call[0].Shape} and weights {weights.Shape} came");
        var (x, group, rank) = (Last(call, call[0]), call.Int("group", 1), weights.Rank - 2);
        if (group < 1 || x.Shape[^1] != weights.Shape[0] || weights.Shape[0] % group != 0)
            throw call.Fault($"{x.Shape[^1]} channels in {group} groups do not fit weights of shape {weights.Shape}", "group");
        int[] Of(string name, int otherwise) => call.Ints(name) ?? [.. Enumerable.Repeat(otherwise, rank)];
        var (strides, dilations, more) = (Of("strides", 1), Of("dilations", 1), Of("output_padding", 0));
        var kernel = weights.Transpose([.. Enumerable.Range(2, rank), 1, 0]);
        var each = weights.Shape[0] / group;
        var parts = Enumerable.Range(0, group).Select(g => Tensor.ConvolutionTranspose(
            group == 1 ? x : x.Narrow(-1, g * each, each), group == 1 ? kernel : kernel.Narrow(-1, g * each, each),
            strides, Padding.Valid, new int[rank], dilations)).ToArray();
        var full = group == 1 ? parts[0] : Tensor.Concat(parts, -1 + parts[0].Rank);
        var (low, high) = Cropped(call, Lengths(x), Lengths(full), strides, more);
        for (var i = 0; i < rank; i++)
        {
            var start = Math.Max(0, low[i]);
            var length = full.Shape[i + 1] - start - Math.Max(0, high[i]);
            if (length < 0)
                throw call.Fault($"nothing is left of axis {i + 2}", "pads");
            full = full.Narrow(i + 1, start, length);
        }
        var (padLow, padHigh) = (new int[rank + 2], new int[rank + 2]);
        for (var i = 0; i < rank; i++)
            (padLow[i + 1], padHigh[i + 1]) = (Math.Max(0, -low[i]), Math.Max(0, -high[i]));
        if (padLow.Concat(padHigh).Any(pad => pad > 0))
            full = full.Pad(padLow, padHigh);
        return Output(call, call.Optional(2) is { } bias ? full + bias : full);
    }

    // How much of the full result is cut off; negative for zeros to be added.
    private static (int[] Low, int[] High) Cropped(OperatorCall call, int[] lengths, int[] full, int[] strides, int[] more)
    {
        var rank = lengths.Length;
        var pads = call.Ints("pads") ?? new int[2 * rank];
        var automatic = call.Text("auto_pad", "NOTSET");
        var shape = call.Ints("output_shape");
        shape = shape is null ? null : shape[^rank..];
        var (low, high) = (new int[rank], new int[rank]);
        for (var i = 0; i < rank; i++)
        {
            (low[i], high[i]) = automatic == "VALID" ? (0, -more[i]) : (pads[i], pads[i + rank] - more[i]);
            if (shape is null && automatic is not ("SAME_UPPER" or "SAME_LOWER"))
                continue;
            var total = shape is null ? Math.Max(0, full[i] + more[i] - lengths[i] * strides[i]) : full[i] + more[i] - shape[i];
            // What a larger shape adds stands at the end.
            low[i] = total < 0 ? 0 : automatic == "SAME_UPPER" ? total / 2 : total - total / 2;
            high[i] = total - low[i] - more[i];
        }
        return (low, high);
    }
}
