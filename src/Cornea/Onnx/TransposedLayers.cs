namespace Cornea.Onnx;

/// <summary>Transposed convolutions as layers, with what ONNX takes away at the sides cut off behind them.</summary>
internal static class TransposedLayers
{
    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries => [new("ConvTranspose", Convolve)];

    private static bool Convolve(LayerCall call)
    {
        var at = call.Attributes;
        if (call.Weight(1) is not { Rank: >= 3 and <= 5 } weights || (call.Has(2) && call.Weight(2) is null)
            || call.Fed(0) is not { } fed || fed.Symbol.Rank != weights.Rank || at.Int("group", 1) != 1 || at.Has("output_shape")
            || at.Text("auto_pad", "NOTSET") is not ("NOTSET" or "" or "VALID"))
        {
            return false;
        }
        var rank = weights.Rank - 2;
        int[] kernel = [.. weights.Shape.Skip(2)];
        int[] Each(string name, int otherwise) => at.Ints(name) ?? [.. Enumerable.Repeat(otherwise, rank)];
        var (strides, dilations, more) = (Each("strides", 1), Each("dilations", 1), Each("output_padding", 0));
        var pads = at.Ints("pads") ?? new int[2 * rank];
        if (strides.Length != rank || dilations.Length != rank || more.Length != rank || pads.Length != 2 * rank
            || (at.Ints("kernel_shape") is { } named && !named.SequenceEqual(kernel)) || strides.Concat(dilations).Any(one => one < 1)
            || (strides.Any(stride => stride > 1) && dilations.Any(dilation => dilation > 1)) || call.Last(0).Shape[^1] != weights.Shape[0])
        {
            return false;
        }
        // Where the stride is longer than the window, a layer puts out what no window reaches at the end.
        var cut = Enumerable.Range(0, rank).Select(axis => (Before: pads[axis], After: pads[axis + rank] - more[axis]
            + Math.Max(0, strides[axis] - (kernel[axis] - 1) * dilations[axis] - 1))).ToArray();
        if (cut.Any(side => side.Before < 0 || side.After < 0))
            return false;
        var filters = weights.Shape[1];
        var (x, affine, name) = (call.Last(0), ChannelAffine.Behind(call, filters, weights.Rank), call.Name);
        var hasBias = call.Has(2) || affine.Shift is not null;
        // As a layer cuts off what "same" takes away: the half of it, less at the start.
        var isSame = dilations.All(one => one == 1) && Enumerable.Range(0, rank).All(axis => kernel[axis] >= strides[axis]
            && cut[axis].Before == (kernel[axis] - strides[axis]) / 2
            && cut[axis].Before + cut[axis].After == kernel[axis] - strides[axis]);
        var padding = isSame ? Padding.Same : Padding.Valid;
        Layer layer = rank switch
        {
            1 => new Conv1DTranspose(filters, kernel, strides, padding, dilationRate: dilations, useBias: hasBias, name: name,
                dtype: call.Policy),
            2 => new Conv2DTranspose(filters, kernel, strides, padding, dilationRate: dilations, useBias: hasBias, name: name,
                dtype: call.Policy),
            _ => new Conv3DTranspose(filters, kernel, strides, padding, dilationRate: dilations, useBias: hasBias, name: name,
                dtype: call.Policy),
        };
        var values = weights.Transpose([.. Enumerable.Range(2, rank), 1, 0]);
        values = affine.Scale is null ? values : values * affine.Scale.Reshape(filters, 1);
        var bias = call.Weight(2) is { } given ? affine.Scale is null ? given : given * affine.Scale : null;
        bias = bias is null ? affine.Shift : affine.Shift is null ? bias : bias + affine.Shift;
        Tensor[] own = bias is null ? [values] : [values, bias];
        var output = LayerCall.On(layer, x, own);
        return affine.Place(call, isSame || cut.All(side => side == (0, 0)) ? output : CuttingNodes.Cut(output, cut, null));
    }
}
