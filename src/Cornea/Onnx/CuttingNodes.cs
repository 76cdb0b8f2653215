namespace Cornea.Onnx;

/// <summary>Pictures cut off at their sides, repeated or resized, as layers.</summary>
internal static class CuttingNodes
{
    public static IEnumerable<KeyValuePair<string, Func<LayerCall, bool>>> Entries => [new("Slice", Slice), new("Resize", Resize)];

    /// <summary>A picture without some elements at its sides.</summary>
    public static SymbolicTensor Cut(SymbolicTensor picture, (int Before, int After)[] sides, string? name) => (sides.Length switch
    {
        1 => (Layer)new Cropping1D(sides[0], name, dtype: OnnxImporter.PolicyOf(picture.DType)),
        2 => new Cropping2D(sides, name: name, dtype: OnnxImporter.PolicyOf(picture.DType)),
        _ => new Cropping3D(sides, name: name, dtype: OnnxImporter.PolicyOf(picture.DType)),
    }).On(picture);

    private static bool Slice(LayerCall call)
    {
        if (call.Fed(0) is not { Symbol.Rank: >= 3 and <= 5 } fed || call.Ints("starts", 1) is not { } starts
            || call.Ints("ends", 2) is not { } ends || starts.Length != ends.Length
            || (call.Has(4) && (call.Ints("steps", 4) is not { } steps || steps.Any(step => step != 1))))
        {
            return false;
        }
        var rank = fed.Symbol.Rank;
        var axes = call.Node.Opset < 10 && !call.Attributes.Has("axes") || call.Node.Opset >= 10 && !call.Has(3)
            ? [.. Enumerable.Range(0, starts.Length)] : call.Ints("axes", 3);
        if (axes is null || axes.Length != starts.Length)
            return false;
        var shape = fed.Symbol.Shape;
        var cut = new (int Before, int After)[rank];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = call.Attributes.Axis(axes[i], rank);
            axis = fed.ChannelsLast ? PictureOrder.Place(axis, rank) : axis;
            // From the start to so many before the end, wherever the end is; or to a place in an axis of known length.
            if (starts[i] < 0 || (shape[axis] == Shape.Unknown && ends[i] >= 0 && ends[i] < int.MaxValue))
                return false;
            cut[axis] = (starts[i], ends[i] < 0 ? -ends[i] : shape[axis] == Shape.Unknown ? 0 : Math.Max(0, shape[axis] - ends[i]));
        }
        return cut[0] == (0, 0) && cut[^1] == (0, 0) && cut.Any(side => side != (0, 0))
            && Enumerable.Range(1, rank - 2).All(axis => shape[axis] == Shape.Unknown || shape[axis] > cut[axis].Before + cut[axis].After)
            && call.Place(Cut(fed.Symbol, cut[1..^1], call.Name), fed.ChannelsLast);
    }

    // Whole factors of the spatial axes: each element repeated, or those between each other as pictures are made larger.
    private static bool Resize(LayerCall call)
    {
        var at = call.Attributes;
        if (call.Fed(0) is not { Symbol.Rank: >= 3 and <= 5 } fed || call.Node.Opset < 11
            || call.Constant(2) is not { Rank: 1, DType: DType.Float32 } given
            || given.Size != fed.Symbol.Rank || at.Has("axes") || at.Int("exclude_outside", 0) != 0 || at.Int("antialias", 0) != 0)
        {
            return false;
        }
        var rank = fed.Symbol.Rank;
        var scales = given.ToArray();
        int[] factors = [.. scales.Skip(2).Select(scale => (int)scale)];
        if (scales[0] != 1 || scales[1] != 1 || factors.Zip(scales.Skip(2)).Any(pair => pair.First != pair.Second || pair.First < 1))
            return false;
        var (mode, way) = (at.Text("mode", "nearest"), at.Text("coordinate_transformation_mode", "half_pixel"));
        // Whole factors round to the repeated element, up or down; floor and ceil take its neighbors.
        var nearest = at.Text("nearest_mode", "round_prefer_floor");
        var isNearest = mode == "nearest" && ((way == "half_pixel" && nearest.StartsWith("round", StringComparison.Ordinal))
            || (way == "asymmetric" && nearest == "floor"));
        if (!isNearest && !(mode == "linear" && way is "half_pixel" or "pytorch_half_pixel" && rank == 4))
            return false;
        var name = call.Name;
        Layer layer = rank switch
        {
            3 => new UpSampling1D(factors[0], name, dtype: call.Policy),
            4 => new UpSampling2D((factors[0], factors[1]), interpolation: isNearest ? Interpolation.Nearest : Interpolation.Bilinear,
                name: name, dtype: call.Policy),
            _ => new UpSampling3D((factors[0], factors[1], factors[2]), name: name, dtype: call.Policy),
        };
        return call.Place(layer.On(call.Last(0)), true);
    }
}
