using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>
    /// Matrix product by NumPy's rules: the last two axes are matrices, the axes before them broadcast, and a tensor of one
    /// axis is a row on the left or a column on the right. The product of two int8 is int32, as in Keras.
    /// </summary>
    /// <param name="a">(..., m, k) or (k).</param>
    /// <param name="b">(..., k, n) or (k).</param>
    /// <exception cref="ShapeException">The inner lengths differ.</exception>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        var dtype = DTypes.Promote(a.DType, b.DType);
        if (dtype == DType.Bool)
            return MatMul(a.Cast(DType.Int32), b.Cast(DType.Int32)).Cast(DType.Bool);
        var product = Product(a.Cast(dtype), b.Cast(dtype));
        // Only two of int8 give int32; one of int8 and one of bool give int8, as their type has it.
        return a.DType == b.DType ? product : product.Cast(dtype);
    }

    // Of two tensors of one type.
    private static Tensor Product(Tensor x, Tensor y)
    {
        if (x.Rank == 0 || y.Rank == 0)
        {
            throw new ShapeException(
                $"MatMul expects at least one axis on both sides, but received {x.Shape} and {y.Shape}. Multiply with * instead.");
        }
        if (x.Rank == 1 || y.Rank == 1)
        {
            var product = Product(x.Rank == 1 ? x.ExpandDims(0) : x, y.Rank == 1 ? y.ExpandDims(1) : y);
            if (y.Rank == 1)
                product = product.Squeeze(-1);
            return x.Rank == 1 ? product.Squeeze(y.Rank == 1 ? -1 : -2) : product;
        }
        if (y.Rank == 2 && x.Rank > 2)
        {
            // One matrix for all of the batch: a single product with the batch as more rows.
            var rows = x.Shape[..^1].Size;
            return Product(x.Reshape(new Shape(rows, x.Shape[^1])), y).Reshape(new Shape([.. x.Shape[..^1], y.Shape[^1]]));
        }
        var batch = Shape.Broadcast(x.Shape[..^2], y.Shape[..^2]);
        return new Tensor(
            new MatMul(false, false),
            [x.BroadcastTo(new Shape([.. batch, .. x.Shape[^2..]])), y.BroadcastTo(new Shape([.. batch, .. y.Shape[^2..]]))]);
    }

    /// <summary>NumPy's <c>dot</c>: the sum over a's last axis and b's last but one (or only) axis; for numbers, the product.</summary>
    /// <param name="a">(..., k).</param>
    /// <param name="b">(..., k, n) or (k).</param>
    /// <exception cref="ShapeException">The inner lengths differ.</exception>
    public static Tensor Dot(Tensor a, Tensor b) => a.Rank == 0 || b.Rank == 0
        ? a * b
        : TensorDot(a, b, [-1], [b.Rank == 1 ? 0 : -2]);

    /// <summary>All products of an element of a and an element of b: the matrix <c>a[i] b[j]</c> of both flattened.</summary>
    /// <param name="a">m elements.</param>
    /// <param name="b">n elements.</param>
    public static Tensor Outer(Tensor a, Tensor b) => a.Flatten().ExpandDims(1) * b.Flatten().ExpandDims(0);

    /// <summary>The sum of products over a's last axes and b's first ones, as NumPy's <c>tensordot</c>.</summary>
    /// <param name="a">The left tensor.</param>
    /// <param name="b">The right tensor.</param>
    /// <param name="axes">How many axes to sum over; 0 for the outer product.</param>
    public static Tensor TensorDot(Tensor a, Tensor b, int axes = 2)
    {
        if (axes < 0 || axes > a.Rank || axes > b.Rank)
        {
            throw new ShapeException(
                $"TensorDot of shapes {a.Shape} and {b.Shape} sums over at most {Math.Min(a.Rank, b.Rank)} axes, but received {axes}.");
        }
        return TensorDot(a, b, [.. Enumerable.Range(a.Rank - axes, axes)], [.. Enumerable.Range(0, axes)]);
    }

    /// <summary>The sum of products over pairs of axes, as NumPy's <c>tensordot</c>: the axes left of a, then those left of b.</summary>
    /// <param name="a">The left tensor.</param>
    /// <param name="b">The right tensor.</param>
    /// <param name="axesOfA">Axes of a; negative ones count from the last.</param>
    /// <param name="axesOfB">The axes of b that belong to them.</param>
    /// <exception cref="ShapeException">The numbers of axes or their lengths differ.</exception>
    public static Tensor TensorDot(Tensor a, Tensor b, ReadOnlySpan<int> axesOfA, ReadOnlySpan<int> axesOfB)
    {
        var (inA, inB) = (new List<int>(), new List<int>());
        foreach (var axis in axesOfA)
            inA.Add(a.Shape.Axis(axis));
        foreach (var axis in axesOfB)
            inB.Add(b.Shape.Axis(axis));
        if (inA.Count != inB.Count || inA.Distinct().Count() != inA.Count || inB.Distinct().Count() != inB.Count
            || !inA.Select(axis => a.Shape[axis]).SequenceEqual(inB.Select(axis => b.Shape[axis])))
        {
            throw new ShapeException(
                $"TensorDot sums over pairs of axes of equal length, but received axes [{string.Join(", ", inA)}] of {a.Shape} and "
                    + $"[{string.Join(", ", inB)}] of {b.Shape}.");
        }
        int[] freeA = [.. Enumerable.Range(0, a.Rank).Except(inA)];
        int[] freeB = [.. Enumerable.Range(0, b.Rank).Except(inB)];
        var (rows, columns) = (new Shape([.. freeA.Select(axis => a.Shape[axis])]), new Shape([.. freeB.Select(axis => b.Shape[axis])]));
        var inner = new Shape([.. inA.Select(axis => a.Shape[axis])]).Size;
        var left = a.Transpose([.. freeA, .. inA]).Reshape(new Shape(rows.Size, inner));
        var right = b.Transpose([.. inB, .. freeB]).Reshape(new Shape(inner, columns.Size));
        return MatMul(left, right).Reshape(new Shape([.. rows, .. columns])).Cast(DTypes.Promote(a.DType, b.DType));
    }

    /// <summary>
    /// Sums of products named by letters, as NumPy's <c>einsum</c>: <c>"ij,jk->ik"</c> is a matrix product, <c>"bhqd,bhkd->bhqk"</c>
    /// attention's scores. Letters missing on the right are summed over; without <c>-></c> those that stand once are kept, in
    /// alphabetical order; <c>...</c> stands for axes that broadcast.
    /// </summary>
    /// <param name="equation">One letter per axis, tensors separated by commas.</param>
    /// <param name="tensors">One tensor per term.</param>
    /// <exception cref="ArgumentException">The equation is malformed or has another number of terms.</exception>
    /// <exception cref="ShapeException">A letter stands for axes of different lengths.</exception>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> tensors) =>
        Cornea.Einsum.Apply(equation, tensors);

    /// <summary>The elements <c>x[i, i + offset]</c> of two axes, as a new last axis, as NumPy's <c>diagonal</c>.</summary>
    /// <param name="offset">0 is the main diagonal, positive ones lie above it.</param>
    /// <param name="rows">The axis of rows.</param>
    /// <param name="columns">The axis of columns.</param>
    /// <exception cref="ShapeException">Both axes are the same, or there are fewer than two.</exception>
    public Tensor Diagonal(int offset = 0, int rows = 0, int columns = 1)
    {
        if (Rank < 2 || Shape.Axis(rows) == Shape.Axis(columns))
        {
            throw new ShapeException(
                $"Diagonal expects two different axes, but received {rows} and {columns} of shape {Shape}. Name the axes of rows and "
                    + $"columns.");
        }
        var (m, n) = (Shape[rows], Shape[columns]);
        int[] others = [.. Enumerable.Range(0, Rank).Except([Shape.Axis(rows), Shape.Axis(columns)])];
        var matrices = Transpose([.. others, Shape.Axis(rows), Shape.Axis(columns)]);
        var flat = matrices.Reshape(new Shape([.. matrices.Shape[..^2], checked(m * n)]));
        // Adjacent elements of a diagonal are one row and one column apart.
        var start = offset >= 0 ? offset : (long)-offset * n;
        var length = Math.Max(0L, Math.Min(m - Math.Max(0L, -(long)offset), n - Math.Max(0L, offset)));
        return length == 0
            ? flat[Slice.Ellipsis, 0..0]
            : flat[Slice.Ellipsis, Slice.Step((int)start, (int)(start + (length - 1) * (n + 1) + 1), n + 1)];
    }

    /// <summary>The sum of a diagonal.</summary>
    /// <param name="offset">0 is the main diagonal, positive ones lie above it.</param>
    /// <param name="rows">The axis of rows.</param>
    /// <param name="columns">The axis of columns.</param>
    public Tensor Trace(int offset = 0, int rows = 0, int columns = 1) => Diagonal(offset, rows, columns).Sum(-1);

    /// <summary>The length of the tensor taken as one vector: the root of the sum of squares (Frobenius).</summary>
    public Tensor Norm() => Norm(AllAxes());

    /// <summary>
    /// The length of the vectors along some axes: the p-norm <c>(sum |x|^p)^(1/p)</c>; 2 over two axes is the Frobenius norm
    /// of a matrix, infinity the largest size, 0 the number of elements that are not 0.
    /// </summary>
    /// <param name="axes">The axes of each vector; negative ones count from the last.</param>
    /// <param name="order">p.</param>
    /// <param name="keepDims">Keep the axes with length 1.</param>
    public Tensor Norm(ReadOnlySpan<int> axes, double order = 2, bool keepDims = false)
    {
        if (DType.IsFloat() && DType.Wide() != DType)
            return Cast(DType.Wide()).Norm(axes, order, keepDims).Cast(DType);
        var x = DType.IsFloat() ? this : ToFloat32();
        return order switch
        {
            0 => x.NotEqualTo(0).Cast(x.DType).Sum(axes, keepDims),
            1 => x.Abs().Sum(axes, keepDims),
            2 => x.EuclideanNorm(axes, keepDims),
            double.PositiveInfinity => x.Abs().Max(axes, keepDims),
            double.NegativeInfinity => x.Abs().Min(axes, keepDims),
            _ => x.PowerNorm(axes, order, keepDims),
        };
    }

    /// <summary>
    /// A power of two by which to multiply before squaring, so that the squares of the elements along some axes neither overflow
    /// nor vanish; 1 for elements of ordinary size. The axes stay, with length 1. Multiplying by it rounds nothing.
    /// </summary>
    /// <param name="axes">The axes that are summed.</param>
    public Tensor SquaringScale(ReadOnlySpan<int> axes)
    {
        if (Size == 0)
            return Ones(Shape.Scalar, DType);
        // Of the exponents -149 to 128 of float32, and -1074 to 1024 of float64: sums of 2^47 squares fit.
        var (high, low, scale) = DType == DType.Float64 ? (480, -480, 600) : (40, -50, 90);
        var largest = Abs().Max(axes, keepDims: true).StopGradient();
        var one = OnesLike(largest);
        return Where(largest > Math.ScaleB(1, high), one * Math.ScaleB(1, -scale),
            Where((largest < Math.ScaleB(1, low)) & (largest > 0), one * Math.ScaleB(1, scale), one));
    }

    // √Σx², also where the squares alone would overflow or vanish; its gradient x / norm is 0 at the zero vector.
    private Tensor EuclideanNorm(ReadOnlySpan<int> axes, bool keepDims)
    {
        var scale = SquaringScale(axes);
        return Kept((this * scale).Square().Sum(axes, keepDims: true).RootOrZero() / scale, axes, keepDims);
    }

    // (Σ|x|ᵖ)^(1/p) of elements divided by the largest of them (the smallest for negative p), so that the powers stay finite.
    private Tensor PowerNorm(ReadOnlySpan<int> axes, double order, bool keepDims)
    {
        if (Size == 0)
            return Zeros(Abs().Sum(axes, keepDims).Shape, DType);
        var sizes = Abs();
        var unit = (order > 0 ? sizes.Max(axes, keepDims: true) : sizes.Min(axes, keepDims: true)).StopGradient();
        var usable = unit.IsFinite() & unit.NotEqualTo(0);
        var shares = sizes / Where(usable, unit, 1);
        // Powers of 0 have no finite slope when the order is below 1: 0 adds nothing and has no gradient.
        var zero = shares.EqualTo(0);
        var sum = Where(zero, order > 0 ? 0 : double.PositiveInfinity, Where(zero, 1, shares).Power(order)).Sum(axes, keepDims: true);
        var flat = sum.EqualTo(0) | sum.IsInfinite();
        var root = Where(flat, 1, sum).Power(1 / order);
        var norm = Where(flat, Where(sum.EqualTo(0) ^ (order < 0), 0, double.PositiveInfinity), root * unit);
        // (|x| / norm)^(p - 1) with the sign of x: the way through the unit and back overflows for elements near the largest number.
        var rule = new CustomGradient(upstream =>
        {
            var slope = Where(flat | zero, 0, Where(flat | zero, 1, shares / root).Power(order - 1));
            return [upstream.Reshape(norm.Shape) * (Sign() * slope)];
        });
        return new Tensor(rule, [Kept(norm, axes, keepDims), this]);
    }

    /// <summary>
    /// The norm of the matrices in the last two axes that belongs to a vector norm: 1 is the largest column sum of sizes,
    /// infinity the largest row sum; negative ones the smallest. For Frobenius, use <see cref="Norm(ReadOnlySpan{int}, double, bool)"/>.
    /// </summary>
    /// <param name="order">1, -1, infinity or -infinity.</param>
    /// <exception cref="ArgumentException">Another order: it needs singular values.</exception>
    public Tensor MatrixNorm(double order)
    {
        if (Math.Abs(order) != 1 && !double.IsInfinity(order))
        {
            throw new ArgumentException(
                $"MatrixNorm knows 1, -1, infinity and -infinity, but received {order}. Use Norm([-2, -1]) for Frobenius.", nameof(order));
        }
        var sums = (DType.IsFloat() ? this : ToFloat32()).Abs().Sum(double.IsInfinity(order) ? -1 : -2);
        return order > 0 ? sums.Max(-1) : sums.Min(-1);
    }
}
