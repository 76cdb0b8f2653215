namespace Cornea.Onnx;

/// <summary>Which elements of a line, and with which weights, a resized element is made of.</summary>
/// <param name="call">The call, for its attributes.</param>
/// <param name="mode">How places of the result are places of the input.</param>
/// <param name="nearest">Which of two adjacent elements is the nearest.</param>
internal sealed class ResizeRule(OperatorCall call, string mode, string nearest)
{
    // Tables of them are made when the network is: a file of a few bytes must not ask for large ones.
    private const int MostNearest = 1 << 20;
    private const int MostWeights = 1 << 18;

    private readonly string _kind = call.Text("mode", "nearest") switch
    {
        "bilinear" or "trilinear" or "linear" => "linear",
        "nearest" => "nearest",
        "cubic" => "cubic",
        var other => throw call.Fault($"mode '{other}' is not known", "mode"),
    };

    /// <summary>How places of the result are places of the input.</summary>
    public string Mode => mode;

    /// <summary>Whether each element is one of the input's.</summary>
    public bool IsNearest => _kind == "nearest";

    /// <summary>The rule for one axis.</summary>
    /// <param name="length">The input's length.</param>
    /// <param name="outputs">The result's.</param>
    /// <param name="scale">Result to input.</param>
    /// <param name="region">Where the result begins and ends in the input, from 0 to 1; null for all of it.</param>
    public ResizeLine Line(int length, int outputs, double scale, (double Start, double End)? region)
    {
        if (length < 1)
            throw call.Fault("an axis without elements cannot be resized");
        // All elements of the result are made of equally many.
        var (start, taps) = IsNearest ? (0, 1) : Reach(scale, length);
        if ((long)outputs * taps > (IsNearest ? MostNearest : MostWeights))
            throw call.Fault($"an axis of {outputs} elements, each made of {taps}, is longer than is supported");
        var (indices, weights) = (new int[outputs * taps], IsNearest ? null : new double[outputs * taps]);
        bool[]? outside = mode == "tf_crop_and_resize" ? new bool[outputs] : null;
        var inside = call.Int("exclude_outside", 0) == 1;
        for (var i = 0; i < outputs; i++)
        {
            // Which element is the nearest is decided in float32, as ONNX's reference and onnxruntime do.
            var place = Place(i, length, outputs, scale, region);
            if (outside is not null)
                outside[i] = place < 0 || place > length - 1;
            if (weights is null)
            {
                indices[i] = Math.Clamp((int)Nearest(place), 0, length - 1);
                continue;
            }
            var first = (int)Math.Floor(place);
            var own = weights.AsSpan(i * taps, taps);
            var sum = 0.0;
            for (var tap = 0; tap < taps; tap++)
            {
                var at = first + start + tap;
                own[tap] = inside && (at < 0 || at >= length) ? 0 : Weight(start + tap - (place - first), scale);
                sum += own[tap];
                indices[i * taps + tap] = Math.Clamp(at, 0, length - 1);
            }
            for (var tap = 0; tap < taps; tap++)
                own[tap] /= sum;
        }
        return new ResizeLine(taps, indices, weights, outside);
    }

    private double Place(int i, int length, int outputs, double scale, (double Start, double End)? region)
    {
        var whole = scale * length;
        switch (mode)
        {
            case "align_corners":
                // PyTorch's exporter gives linear ways a nearest_mode too. It means the corners of the result, which has whole lengths;
                // ONNX's definition those of the length before it is rounded.
                var last = !IsNearest && call.Has("nearest_mode") ? outputs - 1 : whole - 1;
                return last == 0 || outputs == 1 ? 0 : i * (length - 1.0) / last;
            case "asymmetric":
                return Divided(i, scale);
            case "tf_half_pixel_for_nn":
                return Divided(i + 0.5, scale);
            case "tf_crop_and_resize":
                var (start, end) = region!.Value;
                return outputs > 1 ? start * (length - 1) + i * (end - start) * (length - 1) / (outputs - 1)
                    : 0.5 * (start + end) * (length - 1);
            case "pytorch_half_pixel":
                return outputs > 1 ? Divided(i + 0.5, scale) - 0.5 : 0;
            case "half_pixel_symmetric":
                return length / 2.0 * (1 - outputs / whole) + Divided(i + 0.5, scale) - 0.5;
            case "half_pixel":
                return Divided(i + 0.5, scale) - 0.5;
            default:
                throw call.Fault($"coordinate_transformation_mode '{mode}' is not known", "coordinate_transformation_mode");
        }
    }

    private double Divided(double place, double scale) => IsNearest ? (float)place / (float)scale : place / scale;

    private double Nearest(double place) => nearest switch
    {
        "round_prefer_floor" => Math.Ceiling(place - 0.5),
        "round_prefer_ceil" => Math.Floor(place + 0.5),
        "floor" => Math.Floor(place),
        "ceil" => Math.Ceiling(place),
        _ => throw call.Fault($"nearest_mode '{nearest}' is not known", "nearest_mode"),
    };

    // Where a picture shrinks, antialiasing makes each element of all those that it covers.
    private double Narrow(double scale) => call.Int("antialias", 0) == 1 ? Math.Min(1, scale) : 1;

    // The first of the elements that one is made of, counted from its place, and how many they are.
    private (int Start, int Count) Reach(double scale, int length)
    {
        var narrow = Narrow(scale);
        if (1 / narrow > length + 1.0)
            throw call.Fault($"an axis of {length} elements cannot shrink to {scale} of its length");
        var start = (int)Math.Floor(-(_kind == "cubic" ? 2 : 1) / narrow) + 1;
        return (start, 2 - 2 * start);
    }

    private double Weight(double distance, double scale)
    {
        var narrowed = Math.Abs(distance * Narrow(scale));
        return _kind == "cubic" ? Cubic(narrowed) : Math.Max(0, 1 - narrowed);
    }

    private double Cubic(double distance)
    {
        var a = call.Float("cubic_coeff_a", -0.75);
        return distance <= 1 ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
            : distance < 2 ? ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a : 0;
    }
}
