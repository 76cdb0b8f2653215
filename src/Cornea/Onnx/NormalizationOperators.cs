namespace Cornea.Onnx;

/// <summary>Normalizations.</summary>
internal static class NormalizationOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        new OperatorEntry("BatchNormalization", 1, "epsilon momentum spatial is_test training_mode consumed_inputs", Batch)
            with { Order = AxisOrder.First },
        OperatorEntry.Of("InstanceNormalization", 1, "epsilon consumed_inputs", call => Channels(call,
            Centered(call[0], Spatial(call, call[0]), call.Float("epsilon", 1e-5)))) with { Order = AxisOrder.First, OneType = true },
        new OperatorEntry("LayerNormalization", 17, "axis epsilon stash_type", Layer),
        OperatorEntry.Of("RMSNormalization", 23, "axis epsilon stash_type", call => RootMeanSquare(call).Cast(call[0].DType)),
        OperatorEntry.Of("SimplifiedLayerNormalization", 1, "axis epsilon stash_type", call => RootMeanSquare(call).Cast(call[0].DType)),
        OperatorEntry.Of("GroupNormalization", 18, "epsilon num_groups stash_type", Group),
        OperatorEntry.Of("LRN", 1, "alpha beta bias size", LocalResponse),
        OperatorEntry.Of("LpNormalization", 1, "axis p", call =>
        {
            var (x, p) = (call[0], call.Int("p", 2));
            var axis = call.Axis(call.Int("axis", -1), x.Rank);
            var norm = p == 1 ? x.Abs().Sum(axis, true) : p == 2 ? (x * x).Sum(axis, true).Sqrt()
                : throw call.Fault($"p is 1 or 2, but it is {p}", "p");
            return Tensor.Where(norm.EqualTo(0), 0, x / Tensor.Where(norm.EqualTo(0), 1, norm)).Cast(x.DType);
        }),
        OperatorEntry.Of("MeanVarianceNormalization", 9, "axes", call =>
        {
            var (x, axes) = (call[0], call.Ints("axes") ?? [0, 2, 3]);
            axes = [.. axes.Select(axis => call.Axis(axis, x.Rank))];
            var centered = x - x.Mean(axes, true);
            return centered / ((centered * centered).Mean(axes, true).Sqrt() + 1e-9);
        }),
        new OperatorEntry("SkipLayerNormalization", 1, "epsilon", call =>
        {
            var sum = call[0] + call[1];
            sum = call.Optional(4) is { } bias ? sum + bias : sum;
            var y = Centered(sum, [sum.Rank - 1], call.Float("epsilon", 1e-12)) * call[2];
            return [call.Optional(3) is { } beta ? y + beta : y, null, null, sum];
        }, "com.microsoft"),
    ];

    private static int[] Spatial(OperatorCall call, Tensor x) => [.. Enumerable.Range(call.ChannelsLast ? 1 : 2, Math.Max(0, x.Rank - 2))];

    private static Tensor Centered(Tensor x, int[] axes, double epsilon)
    {
        var centered = x - x.Mean(axes, true);
        return centered * ((centered * centered).Mean(axes, true) + epsilon).Rsqrt();
    }

    // One number for each channel, laid beside the channels.
    private static Tensor Beside(OperatorCall call, Tensor x, Tensor each) => call.ChannelsLast || x.Rank < 3 ? each
        : each.Reshape(new Shape([each.Size, .. Enumerable.Repeat(1, x.Rank - 2)]));

    private static Tensor Channels(OperatorCall call, Tensor x) => x * Beside(call, x, call[1]) + Beside(call, x, call[2]);

    private static Tensor?[] Batch(OperatorCall call)
    {
        if (call.Int("spatial", 1) != 1)
            throw call.Fault("statistics for each place (spatial 0) are not supported", "spatial");
        var x = call[0];
        var wide = DTypes.Promote(x.DType, DType.Float32);
        // Before operator set 14 outputs beyond the first say that the batch's own statistics are meant.
        var isOfBatch = call.Opset >= 14 ? call.Int("training_mode", 0) == 1
            : Enumerable.Range(1, 4).Any(call.Wants);
        if (!isOfBatch)
            return [Scaled(call, x, call[3].Cast(wide), call[4].Cast(wide))];
        int[] axes = [.. Enumerable.Range(0, x.Rank).Where(axis => axis != (call.ChannelsLast ? x.Rank - 1 : 1))];
        var mean = x.Cast(wide).Mean(axes);
        var distance = x.Cast(wide) - Beside(call, x, mean);
        var variance = (distance * distance).Mean(axes);
        var keep = call.Float("momentum", 0.9);
        Tensor Moved(int input, Tensor now) => (call[input].Cast(wide) * keep + now * (1 - keep)).Cast(call[input].DType);
        return [Scaled(call, x, mean, variance), Moved(3, mean), Moved(4, variance), mean.Cast(x.DType), variance.Cast(x.DType)];
    }

    private static Tensor Scaled(OperatorCall call, Tensor x, Tensor mean, Tensor variance)
    {
        var (scale, shift) = (call[1].Cast(mean.DType), call[2].Cast(mean.DType));
        var inverse = (variance + call.Float("epsilon", 1e-5)).Rsqrt() * scale;
        return (x.Cast(mean.DType) * Beside(call, x, inverse) + Beside(call, x, shift - mean * inverse)).Cast(x.DType);
    }

    private static Tensor?[] Layer(OperatorCall call)
    {
        var x = call[0];
        int[] axes = [.. Enumerable.Range(0, x.Rank).Skip(call.Axis(call.Int("axis", -1), x.Rank))];
        var wide = x.Cast(DTypes.Promote(x.DType, DType.Float32));
        var mean = wide.Mean(axes, true);
        var centered = wide - mean;
        var inverse = ((centered * centered).Mean(axes, true) + call.Float("epsilon", 1e-5)).Rsqrt();
        var y = (centered * inverse).Cast(x.DType) * call[1];
        return [call.Optional(2) is { } bias ? y + bias : y, call.Wants(1) ? mean : null, call.Wants(2) ? inverse : null];
    }

    private static Tensor RootMeanSquare(OperatorCall call)
    {
        var x = call[0];
        int[] axes = [.. Enumerable.Range(0, x.Rank).Skip(call.Axis(call.Int("axis", -1), x.Rank))];
        var wide = x.Cast(DTypes.Promote(x.DType, DType.Float32));
        return (wide * ((wide * wide).Mean(axes, true) + call.Float("epsilon", 1e-5)).Rsqrt()).Cast(x.DType) * call[1];
    }

    private static Tensor Group(OperatorCall call)
    {
        var (x, groups) = (call[0], call.Required("num_groups"));
        if (groups < 1 || x.Rank < 2 || x.Shape[1] % groups != 0)
            throw call.Fault($"{x.Shape} has no channels in {groups} groups", "num_groups");
        var wide = x.Cast(DTypes.Promote(x.DType, DType.Float32)).Reshape(
            new Shape([x.Shape[0], groups, x.Shape[1] / groups, .. x.Shape[2..]]));
        var y = Centered(wide, [.. Enumerable.Range(2, wide.Rank - 2)], call.Float("epsilon", 1e-5)).Cast(x.DType);
        // Scale and shift were one for each group before operator set 21, and are one for each channel since.
        if (call.Opset < 21)
        {
            Tensor Each(Tensor one) => one.Reshape(new Shape([groups, .. Enumerable.Repeat(1, y.Rank - 2)]));
            return (y * Each(call[1]) + Each(call[2])).Reshape(x.Shape);
        }
        return Channels(call, y.Reshape(x.Shape));
    }

    private static Tensor LocalResponse(OperatorCall call)
    {
        var (x, size) = (call[0], call.Required("size"));
        var (before, after) = ((size - 1) / 2, size / 2);
        var (low, high) = (new int[x.Rank], new int[x.Rank]);
        (low[1], high[1]) = (before, after);
        var squares = (x * x).Pad(low, high);
        var sum = Enumerable.Range(0, size).Select(i => squares.Narrow(1, i, x.Shape[1])).Aggregate((a, b) => a + b);
        return x / (sum * (call.Float("alpha", 0.0001) / size) + call.Float("bias", 1)).Power(call.Float("beta", 0.75));
    }
}
