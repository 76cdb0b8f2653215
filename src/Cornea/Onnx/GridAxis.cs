namespace Cornea.Onnx;

/// <summary>Which elements along one axis the positions of a grid are made of.</summary>
/// <param name="Taps">(rows, places) each: the elements, and their weights; those outside of the picture weigh nothing where they are
/// zeros.</param>
internal sealed record GridAxis((Tensor Index, Tensor Weight)[] Taps)
{
    // Of the cubic kernel, as PyTorch has it.
    private const double Sharpness = -0.75;

    /// <summary>Finds the elements of an axis.</summary>
    /// <param name="positions">Float32 (rows, places): from -1 to 1 where they lie in the picture.</param>
    /// <param name="length">How many elements the axis has.</param>
    /// <param name="taps">1 for the nearest, 2 for linear, 4 for cubic.</param>
    /// <param name="padding">What lies outside: zeros, border or reflection.</param>
    /// <param name="corners">Whether -1 and 1 are the middles of the first and last element, and not their outer sides.</param>
    public static GridAxis Of(Tensor positions, int length, int taps, string padding, bool corners)
    {
        var (least, most) = corners ? (0.0, length - 1.0) : (-0.5, length - 0.5);
        var x = corners ? (positions + 1) * ((length - 1) / 2.0) : ((positions + 1) * length - 1) / 2;
        if (taps == 1)
            x = x.Round();
        // A cubic curve goes through the places around a position, which lie outside each by itself, as PyTorch and onnxruntime have it.
        if (padding == "border" && taps < 4)
            x = x.Clip(0, length - 1);
        else if (padding == "reflection")
            x = Reflected(x, least, most);
        if (taps == 1)
            return new GridAxis([Tap(x, Tensor.Full(x.Shape, 1f), length, padding, least, most)]);
        var start = x.Floor();
        var part = x - start;
        var weights = taps == 2 ? [1 - part, part] : Cubic(part);
        return new GridAxis([.. weights.Select((weight, tap) =>
            Tap(start + (taps == 2 ? tap : tap - 1.0), weight, length, padding, least, most))]);
    }

    private static (Tensor Index, Tensor Weight) Tap(Tensor at, Tensor weight, int length, string padding, double least, double most)
    {
        var inside = (at >= 0) & (at <= length - 1);
        if (padding == "zeros")
            weight = Tensor.Where(inside, weight, 0);
        else if (padding == "reflection")
            at = Tensor.Where(inside, at, Reflected(at, least, most));
        return (at.Clip(0, length - 1).Cast(DType.Int64), weight);
    }

    // Turned back at both sides as often as it goes beyond them.
    private static Tensor Reflected(Tensor x, double least, double most)
    {
        var range = most - least;
        if (range <= 0)
            return Tensor.Full(x.Shape, (float)least);
        var beyond = (x - least).Abs();
        var times = (beyond / range).Floor();
        var rest = beyond - times * range;
        var isEven = (times - (times / 2).Floor() * 2).EqualTo(0);
        return Tensor.Where(isEven, rest + least, most - rest);
    }

    private static Tensor[] Cubic(Tensor part)
    {
        Tensor Far(Tensor t) => ((t * Sharpness - 5 * Sharpness) * t + 8 * Sharpness) * t - 4 * Sharpness;
        Tensor Near(Tensor t) => (t * (Sharpness + 2) - (Sharpness + 3)) * t * t + 1;
        return [Far(part + 1), Near(part), Near(1 - part), Far(2 - part)];
    }
}
