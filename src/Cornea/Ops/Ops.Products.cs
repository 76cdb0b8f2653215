namespace Cornea;

public static partial class Ops
{
    /// <summary>The sums of products over both last axes. Keras: <c>ops.inner</c>.</summary>
    /// <param name="a">(..., n), or a number.</param>
    /// <param name="b">(..., n), or a number.</param>
    /// <returns>The other axes of a, then those of b.</returns>
    public static Tensor Inner(Tensor a, Tensor b) => a.Rank == 0 || b.Rank == 0 ? a * b : Tensor.TensorDot(a, b, [-1], [-1]);

    /// <summary>The sum of products of all elements. Keras: <c>ops.vdot</c>; of complex numbers, the first are conjugated.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">As many elements.</param>
    public static Tensor VDot(Tensor a, Tensor b) => Tensor.Dot(a.Flatten(), b.Flatten());

    /// <summary>The sum of products of complex numbers, the first conjugated. Keras: <c>ops.vdot</c>.</summary>
    /// <param name="a">Real and imaginary part.</param>
    /// <param name="b">Real and imaginary part, as many elements.</param>
    public static (Tensor Real, Tensor Imaginary) VDot((Tensor Real, Tensor Imaginary) a, (Tensor Real, Tensor Imaginary) b) => (
        VDot(a.Real, b.Real) + VDot(a.Imaginary, b.Imaginary), VDot(a.Real, b.Imaginary) - VDot(a.Imaginary, b.Real));

    /// <summary>
    /// The product of vectors that stands upright on both, or of vectors of two numbers its third component. Keras: <c>ops.cross</c>.
    /// </summary>
    /// <param name="a">Vectors of 2 or 3 numbers.</param>
    /// <param name="b">Vectors of 2 or 3 numbers that broadcast with them.</param>
    /// <param name="axisA">The axis of a's vectors.</param>
    /// <param name="axisB">The axis of b's vectors.</param>
    /// <param name="axisC">The axis of the result's vectors.</param>
    /// <param name="axis">All three axes; null where they differ.</param>
    /// <exception cref="ShapeException">The vectors have other lengths.</exception>
    public static Tensor Cross(Tensor a, Tensor b, int axisA = -1, int axisB = -1, int axisC = -1, int? axis = null)
    {
        var (x, y) = (a.MoveAxis(axis ?? axisA, -1), b.MoveAxis(axis ?? axisB, -1));
        if (x.Shape[^1] is not (2 or 3) || y.Shape[^1] is not (2 or 3))
            throw new ShapeException($"Ops.Cross expects vectors of two or three numbers, but received shapes {a.Shape} and {b.Shape}.");
        Tensor Part(Tensor vectors, int i) => vectors[Cornea.Slice.Ellipsis, i];
        var upright = Part(x, 0) * Part(y, 1) - Part(x, 1) * Part(y, 0);
        if (x.Shape[^1] == 2 && y.Shape[^1] == 2)
            return upright;
        Tensor Third(Tensor vectors) => vectors.Shape[^1] == 3 ? Part(vectors, 2) : Tensor.ZerosLike(Part(vectors, 0));
        return Tensor.Stack([
            Part(x, 1) * Third(y) - Third(x) * Part(y, 1),
            Third(x) * Part(y, 0) - Part(x, 0) * Third(y),
            upright], -1).MoveAxis(-1, axis ?? axisC);
    }

    /// <summary>The norm of vectors or matrices. Keras: <c>ops.norm</c>.</summary>
    /// <param name="x">Any shape; whole numbers as float32.</param>
    /// <param name="order">
    /// Of vectors p, infinity or 0 (how many are not 0). Of matrices 1, 2, infinity and their negatives: the largest (smallest) column
    /// sum, singular value, row sum. Null for the Euclidean length, which is Frobenius's norm.
    /// </param>
    /// <param name="axis">One axis of vectors, or rows and columns of matrices; null for x flattened, with an order only if x has one or
    /// two axes.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1.</param>
    /// <exception cref="ShapeException">There are other numbers of axes than one or two.</exception>
    public static Tensor Norm(Tensor x, double? order = null, Axes? axis = null, bool keepDims = false)
    {
        var values = Floats(x);
        int[] axes = axis is { } given ? [.. given.Select(x.Shape.Axis)] : Axes.Of(null, x);
        if (order is null || (axes.Length == 1))
            return values.Norm(axes, order ?? 2, keepDims);
        if (axes.Length != 2)
            throw new ShapeException($"Ops.Norm of order {order} expects one or two axes, but received {axes.Length} of shape {x.Shape}.");
        var norm = Math.Abs(order.Value) == 2
            ? SingularValues(Matrices(values, axes)) is var sizes && order > 0 ? sizes.Max(-1)
            : SingularValues(Matrices(values, axes)).Min(-1)
            : Matrices(values, axes).MatrixNorm(order.Value);
        return keepDims ? Unlined(norm.ExpandDims(-1), x, [.. axes.Order()], keepDims: true) : norm;
    }

    /// <summary>The nuclear norm of matrices: the sum of the singular values. Keras: <c>ops.norm</c> of order <c>nuc</c>.</summary>
    /// <param name="x">Any shape; whole numbers as float32.</param>
    /// <param name="rows">The axis of rows.</param>
    /// <param name="columns">The axis of columns.</param>
    /// <param name="keepDims">Whether both axes stay, with length 1.</param>
    public static Tensor NuclearNorm(Tensor x, int rows = -2, int columns = -1, bool keepDims = false)
    {
        int[] axes = [x.Shape.Axis(rows), x.Shape.Axis(columns)];
        Tensor norm = SingularValues(Matrices(Floats(x), axes)).Sum(-1);
        return keepDims ? Unlined(norm.ExpandDims(-1), x, [.. axes.Order()], keepDims: true) : norm;
    }

    /// <summary>
    /// A matrix as the product of a lower triangular one with ones on its diagonal and an upper triangular one, of rows exchanged so
    /// that no element of the lower one is above 1. Keras: <c>ops.lu_factor</c>.
    /// </summary>
    /// <param name="a">(..., n, n).</param>
    /// <returns>Both in one matrix (..., n, n), and with which row each was exchanged, in order, (..., n) of int32.</returns>
    public static (Tensor Factors, Tensor Pivots) LuFactor(Tensor a)
    {
        var (x, n, _) = Matrices(a, "LuFactor", square: true);
        var unit = Tensor.Eye(n, dtype: x.DType);
        var result = Scan.Run([x], [unit, Tensor.Arange(n)], (carry, step) =>
        {
            var (here, index) = (step[0], step[1]);
            var positions = Tensor.Arange(n);
            var candidates = (carry[0] * here).Sum(-1).Abs();
            var pivot = Tensor.Where(positions >= index, candidates, -1).ArgMax(-1);
            var there = pivot.ExpandDims(-1).EqualTo(positions).Cast(x.DType);
            // Rows index and pivot exchanged: each is taken out and put in the other's position.
            var (top, chosen) =
                ((carry[0] * here.ExpandDims(-1)).Sum(-2, keepDims: true), (carry[0] * there.ExpandDims(-1)).Sum(-2, keepDims: true));
            var difference = (there - here).ExpandDims(-1);
            var swapped = carry[0] + difference * (top - chosen);
            var column = (swapped * here).Sum(-1);
            var divisor = (column * here).Sum(-1, keepDims: true);
            var below = positions > index;
            var factors = Tensor.Where(below, column / Tensor.Where(divisor.EqualTo(0), 1, divisor), 0);
            var right = Tensor.Where(below, chosen, 0);
            var rest = swapped - factors.ExpandDims(-1) * right;
            // Below the diagonal of the column stand the factors instead of zeros.
            var stored = Tensor.Where((below.ExpandDims(-1) & (here > 0)), factors.ExpandDims(-1), rest);
            return ([stored], [pivot]);
        });
        return (result.Carries[0].Reshape(a.Shape), result.Outputs[0].Transpose().Reshape(a.Shape[..^1]));
    }

    private static Tensor Matrices(Tensor x, int[] axes)
    {
        int[] others = [.. Enumerable.Range(0, x.Rank).Except(axes)];
        return x.Transpose([.. others, .. axes]);
    }

    /// <summary>
    /// The singular values of matrices, from the largest. Keras: <c>ops.svd</c> with <c>compute_uv=False</c>. Each has as gradient the
    /// product of its vectors.
    /// </summary>
    /// <param name="a">(..., m, n).</param>
    /// <returns>(..., the smaller side).</returns>
    public static Tensor SingularValues(Tensor a) => Svd(a).S;
}
