namespace Cornea.Onnx;

/// <summary>Pictures made larger or smaller.</summary>
internal static class ResizeOperators
{
    public static IEnumerable<OperatorEntry> Entries =>
    [
        OperatorEntry.Of("Resize", 10, "mode antialias axes coordinate_transformation_mode cubic_coeff_a exclude_outside "
            + "extrapolation_value keep_aspect_ratio_policy nearest_mode", Resize) with { Order = AxisOrder.First },
        OperatorEntry.Of("Upsample", 1, "mode scales width_scale height_scale", call =>
        {
            var x = call[0];
            var scales = call.Opset >= 9 ? call.Known(1, "the scales").ToArray<float>() : call.Floats("scales")
                ?? [1, 1, (float)call.Float("height_scale", 1), (float)call.Float("width_scale", 1)];
            int[] axes = [.. Enumerable.Range(0, x.Rank)];
            int[] lengths = [.. axes.Select(axis => Length(x.Shape[Place(call, axis)], scales[axis]))];
            return Resized(call, axes, lengths, [.. scales.Select(scale => (double)scale)], null,
                new ResizeRule(call, "asymmetric", "floor"));
        }) with { Order = AxisOrder.First, Until = 9 },
    ];

    private static int Place(OperatorCall call, int axis) => call.ChannelsLast ? PictureOrder.Place(axis, call[0].Rank) : axis;

    // In float32, as ONNX infers it and exporters count on: 10 times the float32 nearest to 0.7, which lies below, is 7.
    private static int Length(int length, float scale) => (int)MathF.Floor(length * scale);

    private static Tensor Resize(OperatorCall call)
    {
        var x = call[0];
        if (call.Opset < 11)
        {
            var old = call.Known(1, "the scales").ToArray<float>();
            int[] all = [.. Enumerable.Range(0, x.Rank)];
            int[] sizes = [.. all.Select(axis => Length(x.Shape[Place(call, axis)], old[axis]))];
            return Resized(call, all, sizes, [.. old.Select(scale => (double)scale)], null, new ResizeRule(call, "asymmetric", "floor"));
        }
        int[] axes = call.Ints("axes") is { } named ? [.. named.Select(axis => call.Axis(axis, x.Rank))] : [.. Enumerable.Range(0, x.Rank)];
        var rule = new ResizeRule(call, call.Text("coordinate_transformation_mode", "half_pixel"),
            call.Text("nearest_mode", "round_prefer_floor"));
        var region = rule.Mode == "tf_crop_and_resize" ? call.Known(1, "the region").ToArray<double>() : null;
        if (region is not null && region.Length != 2 * axes.Length)
            throw call.Fault($"the region has {region.Length} numbers for {axes.Length} axes");
        if (call.Optional(2) is { Size: > 0 })
        {
            var scales = call.Known(2, "the scales").ToArray<float>();
            if (scales.Length != axes.Length || scales.Any(scale => !(scale > 0)))
                throw call.Fault($"{scales.Length} scales were given for {axes.Length} axes, or one is not above 0");
            int[] sizes = [.. axes.Select((axis, i) => Length(
                x.Shape[Place(call, axis)], scales[i] * (float)(region is null ? 1 : region[i + axes.Length] - region[i])))];
            return Resized(call, axes, sizes, [.. scales.Select(scale => (double)scale)], region, rule);
        }
        var lengths = call.KnownInts(3, "the lengths");
        if (lengths.Length != axes.Length)
            throw call.Fault($"{lengths.Length} lengths were given for {axes.Length} axes");
        var ratios = axes.Select((axis, i) => (double)lengths[i] / x.Shape[Place(call, axis)]).ToArray();
        switch (call.Text("keep_aspect_ratio_policy", "stretch"))
        {
            case "stretch":
                break;
            case "not_larger":
                ratios = [.. ratios.Select(_ => ratios.Min())];
                lengths = [.. axes.Select((axis, i) => (int)Math.Floor(x.Shape[Place(call, axis)] * ratios[i] + 0.5))];
                break;
            case "not_smaller":
                ratios = [.. ratios.Select(_ => ratios.Max())];
                lengths = [.. axes.Select((axis, i) => (int)Math.Floor(x.Shape[Place(call, axis)] * ratios[i] + 0.5))];
                break;
            default:
                throw call.Fault("keep_aspect_ratio_policy is not known", "keep_aspect_ratio_policy");
        }
        return Resized(call, axes, lengths, ratios, region, rule);
    }

    private static Tensor Resized(OperatorCall call, int[] axes, int[] lengths, double[] scales, double[]? region, ResizeRule rule)
    {
        var x = call[0];
        var result = x.DType.IsFloat() ? x : x.Cast(DType.Float32);
        Tensor? outside = null;
        ShapeOperators.Made(call, lengths);
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = Place(call, axes[i]);
            if (lengths[i] == x.Shape[axis] && scales[i] == 1 && region is null)
                continue;
            var line = rule.Line(x.Shape[axis], lengths[i], scales[i], region is null ? null : (region[i], region[i + axes.Length]));
            result = line.Apply(result, axis);
            if (line.Outside is { } far)
            {
                var along = Enumerable.Repeat(1, x.Rank).ToArray();
                along[axis] = lengths[i];
                var marks = Tensor.From(far, new Shape(along));
                outside = outside is null ? marks : outside | marks;
            }
        }
        if (outside is not null)
            result = Tensor.Where(outside, call.Float("extrapolation_value", 0), result);
        return x.DType.IsFloat() || rule.IsNearest ? result.Cast(x.DType) : result.Round().Cast(x.DType);
    }
}
