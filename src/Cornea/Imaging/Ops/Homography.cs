namespace Cornea.Imaging;

/// <summary>Projective maps of the plane from four points to four points. Source: Heckbert, "Fundamentals of texture mapping and image
/// warping", 1989.</summary>
internal static class Homography
{
    /// <summary>The map that takes each point of one list to the point of the other.</summary>
    /// <param name="from">(batch, 4, 2): x and y.</param>
    /// <param name="to">(batch, 4, 2).</param>
    /// <returns>(batch, 8), as <see cref="ImageOps.AffineTransform"/> takes it.</returns>
    public static Tensor Between(Tensor from, Tensor to)
    {
        var (p, q) = (OfSquare(from.ToFloat64()), OfSquare(to.ToFloat64()));
        // The adjugate of p, which is its inverse but for a factor that drops out.
        Tensor[] inverse =
        [
            p[4] - p[5] * p[7], p[2] * p[7] - p[1], p[1] * p[5] - p[2] * p[4],
            p[5] * p[6] - p[3], p[0] - p[2] * p[6], p[2] * p[3] - p[0] * p[5],
            p[3] * p[7] - p[4] * p[6], p[1] * p[6] - p[0] * p[7], p[0] * p[4] - p[1] * p[3],
        ];
        var product = new Tensor[9];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                var last = row == 2 ? inverse[6 + column] : q[row * 3 + 2] * inverse[6 + column];
                product[row * 3 + column] = q[row * 3] * inverse[column] + q[row * 3 + 1] * inverse[3 + column] + last;
            }
        }
        return Tensor.Stack([.. product.Take(8).Select(entry => entry / product[8])], -1).ToFloat32();
    }

    // The map of (0, 0), (1, 0), (0, 1), (1, 1) to the points: nine entries of which the last is 1.
    private static Tensor[] OfSquare(Tensor points)
    {
        Tensor X(int i) => points[Slice.All, i, 0];
        Tensor Y(int i) => points[Slice.All, i, 1];
        var (dx1, dy1, dx2, dy2) = (X(1) - X(3), Y(1) - Y(3), X(2) - X(3), Y(2) - Y(3));
        var (sx, sy) = (X(0) - X(1) + X(3) - X(2), Y(0) - Y(1) + Y(3) - Y(2));
        var determinant = dx1 * dy2 - dx2 * dy1;
        var g = (sx * dy2 - dx2 * sy) / determinant;
        var h = (dx1 * sy - sx * dy1) / determinant;
        return [X(1) - X(0) + g * X(1), X(2) - X(0) + h * X(2), X(0), Y(1) - Y(0) + g * Y(1), Y(2) - Y(0) + h * Y(2), Y(0), g, h];
    }
}
