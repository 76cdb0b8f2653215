namespace Cornea.Onnx;

/// <summary>Convolutions, batch normalizations and zeros around pictures as layers.</summary>
internal static class ConvolutionLayers
{
    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries =>
    [
        new("Conv", Convolve),
        new("BatchNormalization", Normalize),
        new("Pad", Pad),
    ];

    private static bool Convolve(LayerCall call)
    {
        if (call.Weight(1) is not { Rank: >= 3 and <= 5 } weights || (call.Has(2) && call.Weight(2) is null)
            || call.Fed(0) is not { } fed || fed.Symbol.Rank != weights.Rank)
        {
            return false;
        }
        var (at, rank) = (call.Attributes, weights.Rank - 2);
        int[] kernel = [.. weights.Shape.Skip(2)];
        if (at.Ints("kernel_shape") is { } named && !named.SequenceEqual(kernel))
            return false;
        var x = call.Last(0);
        var (group, channels, filters) = (at.Int("group", 1), x.Shape[^1], weights.Shape[0]);
        if (group < 1 || channels != (long)weights.Shape[1] * group || filters % group != 0
            || LayerWindow.Of(call, x, kernel) is not { } window)
        {
            return false;
        }
        var (affine, name) = (ChannelAffine.Behind(call, filters, weights.Rank), call.Name);
        var hasBias = call.Has(2) || affine.Shift is not null;
        Layer layer;
        Tensor values;
        if (group > 1 && group == channels && rank < 3)
        {
            var multiplier = filters / channels;
            layer = rank == 1
                ? new DepthwiseConv1D(kernel, window.Strides, window.Padding, multiplier, dilationRate: window.Dilations,
                    useBias: hasBias, name: name, dtype: call.Policy)
                : new DepthwiseConv2D(kernel, window.Strides, window.Padding, multiplier, dilationRate: window.Dilations,
                    useBias: hasBias, name: name, dtype: call.Policy);
            values = weights.Reshape(new Shape([channels, multiplier, .. kernel]))
                .Transpose([.. Enumerable.Range(2, rank), 0, 1]);
            values = affine.Scale is null ? values : values * affine.Scale.Reshape(channels, multiplier);
        }
        else
        {
            layer = rank switch
            {
                1 => new Conv1D(filters, kernel, window.Strides, window.Padding, dilationRate: window.Dilations, groups: group,
                    useBias: hasBias, name: name, dtype: call.Policy),
                2 => new Conv2D(filters, kernel, window.Strides, window.Padding, dilationRate: window.Dilations, groups: group,
                    useBias: hasBias, name: name, dtype: call.Policy),
                _ => new Conv3D(filters, kernel, window.Strides, window.Padding, dilationRate: window.Dilations, groups: group,
                    useBias: hasBias, name: name, dtype: call.Policy),
            };
            values = weights.Transpose([.. Enumerable.Range(2, rank), 1, 0]);
            values = affine.Scale is null ? values : values * affine.Scale;
        }
        var bias = call.Weight(2) is { } given ? affine.Scale is null ? given : given * affine.Scale : null;
        bias = bias is null ? affine.Shift : affine.Shift is null ? bias : bias + affine.Shift;
        Tensor[] own = bias is null ? [values] : [values, bias];
        return affine.Place(call, LayerCall.On(layer, window.Widened(x), own));
    }

    private static bool Normalize(LayerCall call)
    {
        Tensor?[] weights = [.. Enumerable.Range(1, 4).Select(call.Weight)];
        if (call.Fed(0) is not { Symbol.Rank: >= 2 and <= 5 } fed || weights.Any(weight => weight is null)
            || call.Attributes.Int("training_mode", 0) == 1 || call.Attributes.Int("spatial", 1) != 1)
        {
            return false;
        }
        var isPicture = fed.Symbol.Rank > 2;
        var x = isPicture ? call.Last(0) : fed.Symbol;
        if (weights.Any(weight => weight!.Rank != 1 || weight.Size != x.Shape[^1]))
            return false;
        var layer = new BatchNormalization(
            momentum: call.Attributes.Float("momentum", 0.9f), epsilon: call.Attributes.Float("epsilon", 1e-5f), name: call.Name,
            dtype: call.Policy);
        return call.Place(LayerCall.On(layer, x, weights!), isPicture);
    }

    // Zeros around the spatial axes, wherever the channels stand.
    private static bool Pad(LayerCall call)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 3 and <= 5 } fed || call.Attributes.Text("mode", "constant") != "constant"
            || call.Has(3) || call.Attributes.Float("value", 0) != 0 || call.Attributes.Has("paddings"))
        {
            return false;
        }
        if (call.Has(2) && (call.Weight(2) is not { Size: 1 } value || value.ToArray()[0] != 0))
            return false;
        var rank = fed.Symbol.Rank;
        if (call.Ints("pads", 1) is not { } pads || pads.Length != 2 * rank || pads.Any(pad => pad < 0))
            return false;
        (int, int)[] all = [.. Enumerable.Range(0, rank).Select(axis => (pads[axis], pads[axis + rank]))];
        if (all[0] != (0, 0))
            return false;
        if (all[1] == (0, 0) && (fed.ChannelsLast || PicturePart.IsReadAsPicture(call.Importer, call.Node.Outputs[0])))
            return call.Place(LayerWindow.Widened(call.Last(0), all[2..]), true);
        return !fed.ChannelsLast && all[^1] == (0, 0) && call.Place(LayerWindow.Widened(fed.Symbol, all[1..^1]));
    }
}
