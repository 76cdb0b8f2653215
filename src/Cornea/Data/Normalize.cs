namespace Cornea.Data;

/// <summary>Scales vectors to length 1.</summary>
public static class Normalize
{
    /// <summary>
    /// Divides each vector along an axis by its norm <c>(sum |x|^order)^(1/order)</c>. A vector of zeros stays zeros.
    /// </summary>
    /// <param name="x">Values of any shape with at least one axis; whole numbers are computed as float32.</param>
    /// <param name="axis">Axis that the vectors lie along; a negative one counts from the last. The first of several is named by
    /// a negative number, as in -2 for the columns of a matrix: see the remarks.</param>
    /// <param name="order">1 for the sum of sizes, 2 for the Euclidean length, infinity for the largest size, or any other number above
    /// 0.</param>
    /// <returns>A tensor of the same shape; a lone vector (n) becomes one row (1, n), as in Keras.</returns>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The order is not above 0, or the axis is 0 and not the only one.</exception>
    /// <remarks>
    /// Source: keras/src/utils/numerical_utils.py, normalize. There axis 0 of an array is taken for -1 when the norms are spread: most
    /// shapes raise an error, and a square one is divided by the wrong norms without a word. So that a program that comes from
    /// Keras gets neither other numbers nor wrong ones, 0 is refused here too, and the negative number, which Keras takes
    /// rightly, is the way to say it.
    /// </remarks>
    public static Tensor Along(Tensor x, int axis = -1, double order = 2)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!(order > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(order), order,
                "Normalize.Along expects an order above 0, such as 1, 2 or infinity.");
        }
        if (axis == 0 && x.Rank > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(axis), axis,
                $"Normalize.Along cannot take axis 0 of shape {x.Shape}, as Keras takes it for the last axis in part. " +
                $"Give axis {-x.Rank} for the first.");
        }
        Tensor values = x.DType.IsFloat() ? x : x.ToFloat32();
        Tensor norm = order switch
        {
            1 => values.Abs().Sum(axis, keepDims: true),
            2 => values.Norm([axis], keepDims: true),
            double.PositiveInfinity => values.Abs().Max(axis, keepDims: true),
            _ => values.Norm([axis], order, keepDims: true),
        };
        var scaled = values / Tensor.Where(norm.EqualTo(0), 1, norm);
        return x.Rank == 1 ? scaled.ExpandDims(0) : scaled;
    }
}
