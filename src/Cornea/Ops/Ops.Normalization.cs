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
        var normalized = OverRootMeanSquare(values, axes, epsilon ?? 1e-7, centers: true);
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
        var normalized = OverRootMeanSquare(values, axes, epsilon ?? 1e-7, centers: false);
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
        if (order == 0)
            return values / Tensor.Maximum(values.Norm(axes, order, keepDims: true), epsilon ?? 1e-7);
        // Of vectors too long for their norm, a multiple by a power of two is taken first.
        var scale = values.SquaringScale(axes);
        var scaled = values * scale;
        return scaled / Tensor.Maximum(scaled.Norm(axes, order, keepDims: true), scale * (epsilon ?? 1e-7));
    }

    /// <summary>x / √(mean(x²) + ε) along some axes, of which no sum and no square overflows.</summary>
    /// <param name="x">The values.</param>
    /// <param name="axes">The axes of the mean.</param>
    /// <param name="epsilon">Added to the mean of the squares.</param>
    /// <param name="centers">Whether their mean is taken from the values before.</param>
    /// <param name="scalesOnly">Whether it is taken from those alone that are squared.</param>
    internal static Tensor OverRootMeanSquare(Tensor x, int[] axes, double epsilon, bool centers, bool scalesOnly = false)
    {
        if (x.DType is DType.Float16 or DType.BFloat16)
            return OverRootMeanSquare(x.ToFloat32(), axes, epsilon, centers, scalesOnly).Cast(x.DType);
        // Powers of two change no bit. What the scale takes to 0 is nothing beside ε.
        var scale = x.SquaringScale(axes);
        if (!(epsilon > 0))
        {
            var scaled = x * scale;
            var apart = centers ? scaled - scaled.Mean(axes, keepDims: true) : scaled;
            return (scalesOnly ? scaled : apart) * apart.Square().Mean(axes, keepDims: true).Rsqrt();
        }
        scale = Tensor.Minimum(scale, 1);
        // Before the mean is taken, so much less that the sum of all, and the way of each from the mean, stay finite.
        var count = axes.Aggregate(1L, (product, axis) => product * x.Shape[axis]);
        var unit = centers ? Math.ScaleB(1, -1 - (int)Math.Ceiling(Math.Log2(Math.Max(1, count)))) : 1;
        var values = centers ? x * unit : x;
        var spread = (centers ? values - values.Mean(axes, keepDims: true) : values) * scale;
        var squares = spread.Square().Mean(axes, keepDims: true) + (scale * unit).Square() * epsilon;
        // Large values that are all the same: ε vanishes beside what they might be.
        var inverse = Tensor.Where(squares.EqualTo(0), 1 / (scale * (unit * Math.Sqrt(epsilon))), squares.Rsqrt());
        return (scalesOnly ? values * scale : spread) * inverse;
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
