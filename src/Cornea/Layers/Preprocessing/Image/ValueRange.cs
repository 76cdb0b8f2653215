namespace Cornea.Layers;

/// <summary>Images between the two values their pixels may have and 0 to 255 or 0 to 1.</summary>
internal static class ValueRange
{
    public static (double Low, double High) Checked((double Low, double High)? range, string layer) =>
        (range ?? (0, 255)) is var (low, high) && low < high
        ? (low, high)
        : throw new ArgumentException(
            FormattableString.Invariant(
                $"{layer} expects a value range with a lower and a higher end, but received {range}. (0, 255) or (0, 1) is usual."),
                nameof(range));

    /// <summary>From the range to 0 .. top.</summary>
    public static Tensor Open(Tensor images, (double Low, double High) range, double top) => Map(images, range, (0, top));

    /// <summary>From 0 .. top to the range.</summary>
    public static Tensor Close(Tensor images, (double Low, double High) range, double top) => Map(images, (0, top), range);

    private static Tensor Map(Tensor images, (double Low, double High) from, (double Low, double High) to) => from == to
        ? images
        : (images - from.Low) * ((to.High - to.Low) / (from.High - from.Low)) + to.Low;
}
