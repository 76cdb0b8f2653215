namespace Cornea;

public static partial class Ops
{
    /// <summary>
    /// Values less their mean along some axes, over their standard deviation, times gamma, plus beta. Keras:
    /// <c>ops.layer_normalization</c>.
    /// </summary>
    /// <param name="x">Any shape; whole numbers as float32.</param>
    /// <param name="gamma">Of the lengths of the axes; null for 1.</param>
    /// <param name="beta">Of the lengths of the axes; null for 0.</param>
    /// <param name="axis">The axes; the last where null.</param>
    /// <param name="epsilon">Added to the variance; 0.0000001 where null.</param>
    public static Tensor LayerNormalization(Tensor x, Tensor? gamma = null, Tensor? beta = null, Axes? axis = null, double? epsilon = null)
    {
        var (values, axes) = (Floats(x), Axes.Of(axis ?? -1, x));
        var centered = values - values.Mean(axes, keepDims: true);
        var normalized = OverRootMeanSquare(centered, centered, axes, epsilon ?? 1e-7);
        if (gamma is not null)
            normalized *= OverAxes(gamma, axes, x);
        return beta is null ? normalized : normalized + OverAxes(beta, axes, x);
    }

    /// <summary>Values over the root of the mean of their squares along some axes, times a scale. Keras:
    /// <c>ops.rms_normalization</c>.</summary>
    /// <param name="x">Any shape; whole numbers as float32.</param>
    /// <param name="scale">Of the lengths of the axes; null for 1.</param>
    /// <param name="axis">The axes; the last where null.</param>
    /// <param name="epsilon">Added to the mean of the squares; 0.0000001 where null.</param>
    public static Tensor RmsNormalization(Tensor x, Tensor? scale = null, Axes? axis = null, double? epsilon = null)
    {
        var (values, axes) = (Floats(x), Axes.Of(axis ?? -1, x));
        var normalized = OverRootMeanSquare(values, values, axes, epsilon ?? 1e-7);
        return scale is null ? normalized : normalized * OverAxes(scale, axes, x);
    }

    /// <summary>Vectors along some axes over their norm, <c>x / max(‖x‖, ε)</c>. Keras: <c>ops.normalize</c>.</summary>
    /// <param name="x">Any shape; whole numbers as float32.</param>
    /// <param name="axis">The axes; the last where null.</param>
    /// <param name="order">p of the norm <c>(Σ|x|ᵖ)^(1/p)</c>.</param>
    /// <param name="epsilon">The least that vectors are divided by; 0.0000001 where null.</param>
    public static Tensor Normalize(Tensor x, Axes? axis = null, double order = 2, double? epsilon = null)
    {
        var (values, axes) = (Floats(x), Axes.Of(axis ?? -1, x));
        return values / Tensor.Maximum(values.Norm(axes, order, keepDims: true), epsilon ?? 1e-7);
    }

    /// <summary>x / √(mean(spread²) + ε) along some axes, of which no square overflows.</summary>
    /// <param name="x">The values.</param>
    /// <param name="spread">What is squared: the values, or these less their mean.</param>
    /// <param name="axes">The axes of the mean.</param>
    /// <param name="epsilon">Added to the mean of the squares.</param>
    internal static Tensor OverRootMeanSquare(Tensor x, Tensor spread, int[] axes, double epsilon)
    {
        if (!(epsilon > 0) || spread.DType == DType.Float16)
        {
            var scale = spread.SquaringScale(axes);
            if (!(epsilon > 0))
                return x * scale * (spread * scale).Square().Mean(axes, keepDims: true).Rsqrt();
            // Of small numbers ε decides.
            scale = Tensor.Minimum(scale, 1);
            return x * scale * ((spread * scale).Square().Mean(axes, keepDims: true) + scale * scale * epsilon).Rsqrt();
        }
        // A power of two changes no bit. It is so small that only squares vanish which are nothing beside ε, and needs no look at
        // the values: float32 then holds squares of 1e31 for an ε of 0.001.
        var (least, bits) = spread.DType == DType.Float64 ? (-511, 53) : (-63, 25);
        var unit = Math.ScaleB(1, least + (bits / 2) - (int)Math.Floor(Math.Log2(epsilon) / 2));
        unit = Math.Min(unit, 1);
        return x * (((spread * unit).Square().Mean(axes, keepDims: true) + epsilon * unit * unit).Rsqrt() * unit);
    }

    // Of the lengths of some axes, as a tensor that broadcasts with x.
    private static Tensor OverAxes(Tensor scale, int[] axes, Tensor x)
    {
        var size = axes.Aggregate(1, (product, axis) => product * x.Shape[axis]);
        return scale.Size == size
            ? scale.Reshape(new Shape([.. Enumerable.Range(0, x.Rank).Select(axis => axes.Contains(axis) ? x.Shape[axis] : 1)]))
            : scale;
    }
}
