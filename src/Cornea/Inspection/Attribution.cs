namespace Cornea.Inspection;

/// <summary>Which parts of a picture a network looks at when it names a class.</summary>
/// <example><code>
/// var map = Attribution.GradCam(model, picture);          // picture: (1, 28, 28, 1) or (28, 28, 1)
/// Show.Plot(map.Plot(SamplePictures.Of(picture)[0]), "where.svg");
/// </code></example>
public static class Attribution
{
    /// <summary>The saliency of each pixel: the absolute derivative of the class's score by it, the greatest over the channels (Simonyan et
    /// al., 2013).</summary>
    /// <param name="model">A model with one input of pictures.</param>
    /// <param name="picture">One picture, (height, width, channels) or (1, height, width, channels).</param>
    /// <param name="index">The class; the one with the greatest score where null.</param>
    public static AttributionMap Saliency(Model model, Tensor picture, int? index = null)
    {
        var (trace, input) = Trace(model, picture, nameof(Saliency));
        var (chosen, score) = Choose(trace, input, index);
        var gradient = Gradients.Of(ClassScore(trace, chosen), [trace.Inputs[0]])[0].Abs();
        var values = Compute(trace, gradient, input);
        var shape = input.Shape;
        var channels = shape.Rank == 4 ? shape[3] : 1;
        var map = new float[values.Length / channels];
        for (var i = 0; i < values.Length; i++)
            map[i / channels] = Math.Max(map[i / channels], values[i]);
        var (height, width) = SizeOf(shape);
        return new AttributionMap("Saliency", width, height, map, chosen, score);
    }

    /// <summary>Grad-CAM (Selvaraju et al., 2017): the feature maps of a convolution, weighted by the mean derivative of the class's score
    /// by each, their sum cut at zero.</summary>
    /// <param name="model">A model with one input of pictures.</param>
    /// <param name="picture">One picture, (height, width, channels) or (1, height, width, channels).</param>
    /// <param name="index">The class; the one with the greatest score where null.</param>
    /// <param name="layer">The layer whose output are the maps, (batch, height, width, channels); the last such one where null.</param>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public static AttributionMap GradCam(Model model, Tensor picture, int? index = null, string? layer = null)
    {
        var (trace, input) = Trace(model, picture, nameof(GradCam));
        var (chosen, score) = Choose(trace, input, index);
        var call = layer is not null ? trace.CallOf(layer)
            : trace.Calls.LastOrDefault(call => IsMaps(call.Outputs[0]) && call.Layer is not InputLayer);
        if (call is null || !IsMaps(call.Outputs[0]))
        {
            throw new ArgumentException(
                $"GradCam needs a layer whose output is (batch, height, width, channels), but model '{model.Name}' has " +
                (call is null ? "none." : $"{call.Outputs[0].Shape} there.") + " Name a convolution by layer.");
        }
        var maps = call.Outputs[0];
        var weights = Gradients.Of(ClassScore(trace, chosen), [maps])[0].Mean([1, 2], keepDims: true);
        var map = (maps * weights).Sum(3).Relu();
        return new AttributionMap("Grad-CAM", maps.Shape[2], maps.Shape[1], Compute(trace, map, input), chosen, score);
    }

    /// <summary>Occlusion (Zeiler and Fergus, 2014): how much the output for the class falls when a square is covered, for each pixel the
    /// mean over the squares that cover it.</summary>
    /// <param name="model">A model with one input of pictures.</param>
    /// <param name="picture">One picture, (height, width, channels) or (1, height, width, channels).</param>
    /// <param name="index">The class; the one with the greatest score where null.</param>
    /// <param name="size">The side of the square.</param>
    /// <param name="stride">Pixels from one square to the next.</param>
    /// <param name="fill">What covers.</param>
    public static AttributionMap Occlusion(Model model, Tensor picture, int? index = null, int size = 4, int stride = 2, float fill = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        var (trace, input) = Trace(model, picture, nameof(Occlusion));
        var (chosen, score) = Choose(trace, input, index);
        var (height, width) = SizeOf(input.Shape);
        var (pixels, channels) = (input.ToFloat32().ToArray(), input.Size / (height * width));
        var (falls, covers) = (new float[height * width], new int[height * width]);
        var function = new CompiledFunction(
            trace.Inputs, [trace.Outputs[0].ToFloat32()], null, CompileOptions.Default with { Frozen = true });
        foreach (var top in Places(height, size, stride))
        {
            foreach (var left in Places(width, size, stride))
            {
                var copy = function.Input<float>(0);
                pixels.CopyTo(copy);
                for (var y = top; y < Math.Min(height, top + size); y++)
                    copy.Slice((y * width + left) * channels, (Math.Min(width, left + size) - left) * channels).Fill(fill);
                function.Run();
                var fall = score - function.Output<float>(0)[chosen];
                for (var y = top; y < Math.Min(height, top + size); y++)
                {
                    for (var x = left; x < Math.Min(width, left + size); x++)
                        (falls[y * width + x], covers[y * width + x]) = (falls[y * width + x] + fall, covers[y * width + x] + 1);
                }
            }
        }
        return new AttributionMap("Occlusion", width, height, [.. falls.Zip(covers, (fall, count) => count > 0 ? fall / count : 0)], chosen,
            score);
    }

    // The last square ends at the edge, so that every pixel is covered.
    private static IEnumerable<int> Places(int length, int size, int stride)
    {
        var last = Math.Max(0, length - size);
        for (var at = 0; at < last; at += stride)
            yield return at;
        yield return last;
    }

    private static bool IsMaps(Tensor output) => output.Rank == 4;

    private static (int Height, int Width) SizeOf(Shape shape)
    {
        if (shape.Rank > 2)
            return (shape[1], shape[2]);
        var side = (int)Math.Round(Math.Sqrt(shape[1]));
        return side * side == shape[1] ? (side, side) : (1, shape[1]);
    }

    private static (ModelTrace Trace, Tensor Input) Trace(Model model, Tensor picture, string action)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(picture);
        var rank = model.Inputs.Count == 1 ? model.Inputs[0].Rank : picture.Rank;
        var input = picture.Rank == rank - 1 ? picture.ExpandDims(0) : picture;
        if (input.Rank < 2 || input.Shape[0] != 1)
        {
            throw new ShapeException(
                $"{action} expects one picture of shape (height, width, channels) or (1, height, width, channels), but received " +
                $"{picture.Shape}. Choose one of several with pictures[..1].");
        }
        input = input.ToFloat32().Compute();
        return (ModelTrace.Of(model, input), input);
    }

    private static (int Class, float Score) Choose(ModelTrace trace, Tensor input, int? index)
    {
        var outputs = Compute(trace, trace.Outputs[0].ToFloat32(), input);
        var chosen = index ?? Array.IndexOf(outputs, outputs.Max());
        return chosen >= 0 && chosen < outputs.Length ? (chosen, outputs[chosen]) : throw new ArgumentOutOfRangeException(
            nameof(index), index, $"The model has {outputs.Length} outputs; choose a class from 0 to {outputs.Length - 1}.");
    }

    private static Tensor ClassScore(ModelTrace trace, int index) => trace.Scores().Reshape(-1)[index..(index + 1)].Sum();

    private static float[] Compute(ModelTrace trace, Tensor output, Tensor input) =>
        new CompiledFunction(trace.Inputs, [output.ToFloat32()]).Call(input)[0].ToArray();
}
