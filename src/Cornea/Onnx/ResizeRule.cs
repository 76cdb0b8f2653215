namespace Cornea.Onnx;

/// <summary>Which elements of a line, and with which weights, a resized element is made of.</summary>
/// <param name="call">The call, for its attributes.</param>
/// <param name="mode">How places of the result are places of the input.</param>
/// <param name="nearest">Which of two adjacent elements is the nearest.</param>
internal sealed class ResizeRule(OperatorCall call, string mode, string nearest)
{
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
        var (indices, weights) = (new int[outputs][], IsNearest ? null : new double[outputs][]);
        bool[]? outside = mode == "tf_crop_and_resize" ? new bool[outputs] : null;
        for (var i = 0; i < outputs; i++)
        {
            var place = Place(i, length, outputs, scale, region);
            if (outside is not null)
                outside[i] = place < 0 || place > length - 1;
            if (IsNearest)
            {
                indices[i] = [Math.Clamp((int)Nearest(place), 0, length - 1)];
                continue;
            }
            var first = (int)Math.Floor(place);
            var (from, taps) = Taps(first, place - first, scale);
            if (call.Int("exclude_outside", 0) == 1)
                taps = [.. taps.Select((weight, tap) => from + tap < 0 || from + tap >= length ? 0 : weight)];
            var sum = taps.Sum();
            weights![i] = [.. taps.Select(weight => weight / sum)];
            indices[i] = [.. taps.Select((_, tap) => Math.Clamp(from + tap, 0, length - 1))];
        }
        return new ResizeLine(indices, weights, outside);
    }

    private double Place(int i, int length, int outputs, double scale, (double Start, double End)? region)
    {
        var whole = scale * length;
        switch (mode)
        {
            case "align_corners":
                return whole == 1 || outputs == 1 ? 0 : i * (length - 1.0) / (whole - 1);
            case "asymmetric":
                return i / scale;
            case "tf_half_pixel_for_nn":
                return (i + 0.5) / scale;
            case "tf_crop_and_resize":
                var (start, end) = region!.Value;
                return outputs > 1 ? start * (length - 1) + i * (end - start) * (length - 1) / (outputs - 1)
                    : 0.5 * (start + end) * (length - 1);
            case "pytorch_half_pixel":
                return outputs > 1 ? (i + 0.5) / scale - 0.5 : 0;
            case "half_pixel_symmetric":
                return length / 2.0 * (1 - outputs / whole) + (i + 0.5) / scale - 0.5;
            case "half_pixel":
                return (i + 0.5) / scale - 0.5;
            default:
                throw call.Fault($"coordinate_transformation_mode '{mode}' is not known", "coordinate_transformation_mode");
        }
    }

    private double Nearest(double place) => nearest switch
    {
        "round_prefer_floor" => Math.Ceiling(place - 0.5),
        "round_prefer_ceil" => Math.Floor(place + 0.5),
        "floor" => Math.Floor(place),
        "ceil" => Math.Ceiling(place),
        _ => throw call.Fault($"nearest_mode '{nearest}' is not known", "nearest_mode"),
    };

    // The first element, and the weights of it and those behind it.
    private (int From, double[] Weights) Taps(int first, double ratio, double scale)
    {
        var reach = _kind == "cubic" ? 2 : 1;
        // Where a picture shrinks, antialiasing makes each element of all those that it covers.
        var narrow = call.Int("antialias", 0) == 1 ? Math.Min(1, scale) : 1;
        var start = (int)Math.Floor(-reach / narrow) + 1;
        var weights = new double[2 - 2 * start];
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var distance = Math.Abs((start + tap - ratio) * narrow);
            weights[tap] = _kind == "cubic" ? Cubic(distance) : Math.Max(0, 1 - distance);
        }
        return (first + start, weights);
    }

    private double Cubic(double distance)
    {
        var a = call.Float("cubic_coeff_a", -0.75);
        return distance <= 1 ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
            : distance < 2 ? ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a : 0;
    }
}
