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
        var normalized = centered * (centered.Square().Mean(axes, keepDims: true) + (epsilon ?? 1e-7)).Rsqrt();
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
        var normalized = values * (values.Square().Mean(axes, keepDims: true) + (epsilon ?? 1e-7)).Rsqrt();
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

    // Of the lengths of some axes, as a tensor that broadcasts with x.
    private static Tensor OverAxes(Tensor scale, int[] axes, Tensor x)
    {
        var size = axes.Aggregate(1, (product, axis) => product * x.Shape[axis]);
        return scale.Size == size
            ? scale.Reshape(new Shape([.. Enumerable.Range(0, x.Rank).Select(axis => axes.Contains(axis) ? x.Shape[axis] : 1)]))
            : scale;
    }
}
