namespace Cornea.Onnx;

/// <summary>Poolings.</summary>
internal static class PoolingOperators
{
    private const string Window = "auto_pad ceil_mode dilations kernel_shape pads strides";

    public static IEnumerable<OperatorEntry> Entries =>
    [
        new OperatorEntry("MaxPool", 1, Window + " storage_order", call => FewerAxes.Compute(call, MaxPool)) { Order = AxisOrder.First },
        new OperatorEntry("AveragePool", 1, Window + " count_include_pad", call => FewerAxes.Compute(call, inner => [AveragePool(inner)]))
            { Order = AxisOrder.First },
        OperatorEntry.Of("LpPool", 1, Window + " p", call =>
        {
            var p = call.Opset < 2 ? call.Float("p", 2) : call.Int("p", 2);
            var sums = Sums(call, call[0].Abs().Power(p));
            return ConvolutionOperators.Output(call, sums.Power(1 / p));
        }) with { Order = AxisOrder.First },
        Global("GlobalAveragePool", (x, axes) => x.Mean(axes, true)),
        Global("GlobalMaxPool", (x, axes) => x.Max(axes, true)),
        OperatorEntry.Of("GlobalLpPool", 1, "p", call =>
        {
            var p = call.Int("p", 2);
            return call[0].Abs().Power(p).Sum(Spatial(call), true).Power(1.0 / p);
        }) with { Order = AxisOrder.First },
    ];

    private static OperatorEntry Global(string name, Func<Tensor, int[], Tensor> reduce) =>
        OperatorEntry.Of(name, 1, "", call => reduce(call[0], Spatial(call))) with { Order = AxisOrder.First };

    private static int[] Spatial(OperatorCall call) => [.. Enumerable.Range(call.ChannelsLast ? 1 : 2, Math.Max(0, call[0].Rank - 2))];

    private static Tensor?[] MaxPool(OperatorCall call)
    {
        var x = ConvolutionOperators.Last(call, Picture(call));
        var lengths = ConvolutionOperators.Lengths(x);
        var window = WindowSettings.Of(call, lengths);
        if (!call.Wants(1) && x.DType.IsFloat() && window.Dilations.All(dilation => dilation == 1))
        {
            var pooled = window.IsSame(lengths) ? x.MaxPool(window.Kernel, window.Strides, Padding.Same)
                : Widened(x, window, double.NegativeInfinity).MaxPool(window.Kernel, window.Strides);
            return [ConvolutionOperators.Output(call, pooled)];
        }
        var real = x.DType.IsFloat() ? x : x.Cast(DType.Float64);
        var taps = Taps(window, Widened(real, window, double.NegativeInfinity)).ToArray();
        var values = taps.Aggregate((a, b) => Tensor.Maximum(a, b)).Cast(x.DType);
        return [ConvolutionOperators.Output(call, values), call.Wants(1) ? Indices(call, window, taps, lengths) : null];
    }

    private static Tensor AveragePool(OperatorCall call) => AveragePool(call, Picture(call));

    /// <summary>The means of windows of a picture.</summary>
    public static Tensor AveragePool(OperatorCall call, Tensor picture)
    {
        var x = ConvolutionOperators.Last(call, picture);
        var lengths = ConvolutionOperators.Lengths(x);
        var window = WindowSettings.Of(call, lengths);
        var counted = call.Int("count_include_pad", 0) == 1;
        var plain = window.Dilations.All(dilation => dilation == 1);
        if (plain && window.IsSame(lengths) && (!counted || window.Low.Concat(window.High).All(pad => pad == 0)))
            return ConvolutionOperators.Output(call, x.AveragePool(window.Kernel, window.Strides, Padding.Same));
        var sums = Sums(call, picture);
        // How many elements each window has along each axis, those of the padding among them where they count.
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            var counts = new float[window.Outputs[axis]];
            for (var place = 0; place < counts.Length; place++)
            {
                var start = place * window.Strides[axis] - window.Low[axis];
                var (least, most) = counted ? (-window.Low[axis], lengths[axis] + window.High[axis]) : (0, lengths[axis]);
                counts[place] = Enumerable.Range(0, window.Kernel[axis])
                    .Count(tap => start + tap * window.Dilations[axis] is var at && at >= least && at < most);
            }
            var along = Enumerable.Repeat(1, x.Rank).ToArray();
            along[axis + 1] = counts.Length;
            sums /= Tensor.From(counts.Select(count => Math.Max(1, count)).ToArray(), new Shape(along)).Cast(sums.DType);
        }
        return ConvolutionOperators.Output(call, sums.Cast(picture.DType));
    }

    private static Tensor Picture(OperatorCall call) => call[0].Rank is >= 3 and <= 5 ? call[0]
        : throw call.Fault($"1 to 3 spatial axes are needed, but {call[0].Shape} came");

    // The sum of each window, channels last.
    private static Tensor Sums(OperatorCall call, Tensor input)
    {
        var x = ConvolutionOperators.Last(call, input);
        var window = WindowSettings.Of(call, ConvolutionOperators.Lengths(x));
        var wide = Widened(x, window, 0);
        if (window.Dilations.Any(dilation => dilation != 1))
            return Taps(window, wide).Aggregate((a, b) => a + b);
        return wide.AveragePool(window.Kernel, window.Strides) * (double)window.Kernel.Aggregate(1, (size, length) => size * length);
    }

    // The picture with as much around it as the windows need.
    private static Tensor Widened(Tensor x, WindowSettings window, double value)
    {
        var (low, high) = (new int[x.Rank], new int[x.Rank]);
        for (var i = 0; i < window.Kernel.Length; i++)
            (low[i + 1], high[i + 1]) = (window.Low[i], Math.Max(0, window.Behind(i, x.Shape[i + 1])));
        return low.Concat(high).All(pad => pad == 0) ? x : x.Pad(low, high, value);
    }

    // One tensor for each place in the window: what all windows have there.
    private static IEnumerable<Tensor> Taps(WindowSettings window, Tensor wide)
    {
        foreach (var tap in Places(window.Kernel))
        {
            var part = wide;
            for (var i = 0; i < tap.Length; i++)
            {
                part = part.Narrow(i + 1, tap[i] * window.Dilations[i], (window.Outputs[i] - 1) * window.Strides[i] + 1);
                part = window.Strides[i] == 1 ? part : ShapeOperators.Every(part, i + 1, window.Strides[i]);
            }
            yield return part;
        }
    }

    private static IEnumerable<int[]> Places(int[] lengths) => Enumerable.Range(0, lengths.Aggregate(1, (size, length) => size * length))
        .Select(number =>
        {
            var place = new int[lengths.Length];
            for (var axis = lengths.Length - 1; axis >= 0; axis--)
                (place[axis], number) = (number % lengths[axis], number / lengths[axis]);
            return place;
        });

    // Where each largest element stands in the input, all axes laid end to end.
    private static Tensor Indices(OperatorCall call, WindowSettings window, Tensor[] taps, int[] lengths)
    {
        var chosen = Tensor.Stack(taps).ArgMax(0);
        var (tapPlaces, columns) = (Places(window.Kernel).ToArray(), call.Int("storage_order", 0) == 1);
        var index = Tensor.Zeros(chosen.Shape, DType.Int64);
        long size = 1;
        foreach (var axis in columns ? Enumerable.Range(0, lengths.Length) : Enumerable.Range(0, lengths.Length).Reverse())
        {
            var along = Enumerable.Repeat(1, chosen.Rank).ToArray();
            along[axis + 1] = window.Outputs[axis];
            var starts = Tensor.From(Enumerable.Range(0, window.Outputs[axis])
                .Select(place => (long)place * window.Strides[axis] - window.Low[axis]).ToArray(), new Shape(along));
            var steps = Tensor.From(tapPlaces.Select(tap => (long)tap[axis] * window.Dilations[axis]).ToArray());
            index += (starts + steps.Gather(chosen)) * Tensor.From(size);
            size *= lengths[axis];
        }
        var (rows, channels) = (chosen.Shape[0], chosen.Shape[^1]);
        var outer = Enumerable.Repeat(1, chosen.Rank - 2).ToArray();
        var planes = (Tensor.Arange(rows, DType.Int64) * channels).Reshape(new Shape([rows, .. outer, 1]))
            + Tensor.Arange(channels, DType.Int64).Reshape(new Shape([1, .. outer, channels]));
        return ConvolutionOperators.Output(call, index + planes * Tensor.From(size));
    }
}
