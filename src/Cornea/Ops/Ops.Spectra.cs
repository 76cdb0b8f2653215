namespace Cornea;

public static partial class Ops
{
    // Rotations of Jacobi converge quadratically once they are small: this many passes do for float64.
    private const int Sweeps = 14;

    /// <summary>The eigenvalues of symmetric matrices, from the least, and their vectors as columns. Keras: <c>ops.eigh</c>.</summary>
    /// <param name="a">(..., n, n), symmetric.</param>
    /// <returns>Values (..., n) and vectors (..., n, n), each of either sign.</returns>
    /// <remarks>
    /// Rotations of Jacobi, pair by pair: for matrices of up to about a hundred rows. The gradient of a vector leaves out the directions of
    /// vectors with the same value, along which it is not defined.
    /// </remarks>
    public static (Tensor Values, Tensor Vectors) Eigh(Tensor a)
    {
        var (matrices, n, _) = Matrices(a, "Eigh", square: true);
        // Squares neither overflow nor vanish.
        var scale = matrices.SquaringScale([1, 2]);
        var x = matrices.StopGradient() * scale;
        var (first, second) = Pairs(n, x.DType);
        var start = Tensor.Eye(n, dtype: x.DType).BroadcastTo(x.Shape);
        var result = Scan.Run([x, start], [first, second], (carry, step) =>
        {
            var (p, q) = (step[0], step[1]);
            var (columnP, columnQ) = ((carry[0] * p).Sum(-1), (carry[0] * q).Sum(-1));
            var turn = Rotation((columnP * p).Sum(-1), (columnQ * q).Sum(-1), (columnP * q).Sum(-1));
            var rows = Turned(carry[0], p, q, turn).SwapAxes(1, 2);
            return ([Turned(rows, p, q, turn), Turned(carry[1], p, q, turn)], []);
        });
        var values = result.Carries[0].Diagonal(0, 1, 2);
        var order = values.ArgSort(-1);
        var v = result.Carries[1].TakeAlong(order.ExpandDims(1).BroadcastTo(x.Shape), 2);
        var w = values.TakeAlong(order, 1);
        // Only the symmetric part of a change counts. Source: Giles, "Collected matrix derivative results", 2008.
        Tensor Back(Tensor inner)
        {
            var whole = Tensor.MatMul(Tensor.MatMul(v, inner), Turn(v));
            return (whole + Turn(whole)) / 2;
        }
        var ofValues = Gradients.Custom(w / scale.Squeeze(-1), [matrices], g => [Back(Tensor.Eye(n, dtype: x.DType) * g.ExpandDims(-1))]);
        var ofVectors = Gradients.Custom(v, [matrices], g => [Back(OverDifferences(w) * Tensor.MatMul(Turn(v), g)) * scale]);
        return (ofValues.Reshape(a.Shape[..^1]), ofVectors.Reshape(a.Shape));
    }

    /// <summary>The singular values of matrices, from the largest, with their vectors: <c>a = U diag(s) Vᵀ</c>. Keras:
    /// <c>ops.svd</c>.</summary>
    /// <param name="a">(..., m, n).</param>
    /// <param name="fullMatrices">Whether U and Vᵀ are square, completed to orthonormal bases; Keras's default is true.</param>
    /// <returns>
    /// U (..., m, k), s (..., k) and Vᵀ (..., k, n) with k the smaller side; with full matrices U (..., m, m) and Vᵀ (..., n, n), of which
    /// the one that was completed passes no gradient.
    /// </returns>
    /// <remarks>
    /// Rotations of Hestenes, pair by pair: for matrices of up to about a hundred columns. The gradient of a vector leaves out the
    /// directions of vectors with the same value, along which it is not defined. Source: Townsend, "Differentiating the singular value
    /// decomposition", 2016.
    /// </remarks>
    public static (Tensor U, Tensor S, Tensor V) Svd(Tensor a, bool fullMatrices = false)
    {
        var (matrices, rows, columns) = Matrices(a, "Svd", square: false);
        if (rows < columns)
        {
            var (left, middle, right) = Svd(a.SwapAxes(-1, -2), fullMatrices);
            return (right.SwapAxes(-1, -2), middle, left.SwapAxes(-1, -2));
        }
        var x = matrices.StopGradient();
        var (first, second) = Pairs(columns, x.DType);
        var start = Tensor.Eye(columns, dtype: x.DType).BroadcastTo([x.Shape[0], columns, columns]);
        // Squares neither overflow nor vanish.
        var scale = LargestOrOne(x);
        var result = Scan.Run([x / scale, start], [first, second], (carry, step) =>
        {
            var (p, q) = ((carry[0] * step[0]).Sum(-1), (carry[0] * step[1]).Sum(-1));
            var turn = Rotation(p.Square().Sum(-1), q.Square().Sum(-1), (p * q).Sum(-1));
            return ([Turned(carry[0], step[0], step[1], turn), Turned(carry[1], step[0], step[1], turn)], []);
        });
        var sizes = result.Carries[0].Square().Sum(1).Sqrt();
        var order = sizes.ArgSort(-1, descending: true);
        var relative = sizes.TakeAlong(order, 1);
        var s = relative * scale.Squeeze(-1);
        Tensor Ordered(Tensor vectors) => vectors.TakeAlong(order.ExpandDims(1).BroadcastTo(vectors.Shape), 2);
        // The reflections put a vector where a singular value of 0 left none.
        var found = Ordered(result.Carries[0]) / Tensor.Where(relative.EqualTo(0), 1, relative).ExpandDims(1);
        var whole = Reflected(found, fullMatrices).Q.StopGradient();
        var (u, v) = (whole.Narrow(2, 0, columns), Ordered(result.Carries[1]));

        // Of the matrix over its largest element, of which the gradients of the vectors are so many times as large.
        var between = OverDifferences(relative.Square());
        var nonzero = Tensor.Where(relative.EqualTo(0), double.PositiveInfinity, relative);
        Tensor Back(Tensor inner) => Tensor.MatMul(Tensor.MatMul(u, inner), Turn(v));
        Tensor Skew(Tensor vectors, Tensor g) => Tensor.MatMul(Turn(vectors), g) is var product ? between * (product - Turn(product)) : g;
        Tensor Beside(Tensor vectors, Tensor g) => (g - Tensor.MatMul(vectors, Tensor.MatMul(Turn(vectors), g))) / nonzero.ExpandDims(-2);
        var ofU = fullMatrices && rows > columns ? whole : Gradients.Custom(
            u, [matrices], g => [(Back(Skew(u, g) * relative.ExpandDims(-2)) + Tensor.MatMul(Beside(u, g), Turn(v))) / scale]);
        var ofS = Gradients.Custom(s, [matrices], g => [Back(Tensor.Eye(columns, dtype: x.DType) * g.ExpandDims(-1))]);
        var ofV = Gradients.Custom(
            v, [matrices], g => [(Back(relative.ExpandDims(-1) * Skew(v, g)) + Tensor.MatMul(u, Turn(Beside(v, g)))) / scale]);
        Shape Outer(params ReadOnlySpan<int> last) => new([.. a.Shape[..^2], .. last]);
        return (
            ofU.Reshape(Outer(rows, ofU.Shape[2])), ofS.Reshape(Outer(columns)), Turn(ofV).Reshape(Outer(columns, columns)));
    }

    /// <summary>The inverse of Moore and Penrose. Keras: <c>ops.pinv</c>.</summary>
    /// <param name="a">(..., m, n).</param>
    /// <param name="rcond">Singular values below this part of the largest count as 0; the larger side times the precision of the type
    /// where null.</param>
    /// <returns>(..., n, m). Source of its gradient: Golub and Pereyra, 1973, for matrices that keep their rank.</returns>
    public static Tensor PInv(Tensor a, double? rcond = null)
    {
        var (u, s, v) = Svd(a);
        var kept = s > (rcond ?? Precision(a)) * s.Max(-1, keepDims: true);
        var inverse = Tensor.Where(kept, 1 / Tensor.Where(kept, s, 1), 0);
        var x = Floats(a);
        var p = Tensor.MatMul(v.SwapAxes(-1, -2) * inverse.ExpandDims(-2), u.SwapAxes(-1, -2));
        static Tensor T(Tensor matrix) => matrix.SwapAxes(-1, -2);
        return Gradients.Custom(p, [x], g =>
        {
            var (rows, columns) = (Tensor.Eye(x.Shape[^2], dtype: x.DType), Tensor.Eye(x.Shape[^1], dtype: x.DType));
            var moved = Tensor.MatMul(Tensor.MatMul(T(p), g), T(p));
            var above = Tensor.MatMul(Tensor.MatMul(rows - Tensor.MatMul(x, p), T(g)), Tensor.MatMul(p, T(p)));
            var beside = Tensor.MatMul(Tensor.MatMul(T(p), p), Tensor.MatMul(T(g), columns - Tensor.MatMul(p, x)));
            return [above + beside - moved];
        });
    }

    /// <summary>How many singular values are not 0, int32. Keras: <c>ops.matrix_rank</c>.</summary>
    /// <param name="a">(..., m, n).</param>
    /// <param name="tolerance">Singular values up to this count as 0; the largest times the larger side times the precision of the type
    /// where null.</param>
    public static Tensor MatrixRank(Tensor a, double? tolerance = null)
    {
        var s = Svd(a).S;
        return (tolerance is { } least ? s > least : s > s.Max(-1, keepDims: true) * Precision(a)).Cast(DType.Int32).Sum(-1);
    }

    private static Tensor Turn(Tensor matrix) => matrix.SwapAxes(-1, -2);

    // 1 / (wⱼ - wᵢ) in row i and column j, (..., n, n), and 0 where they are equal.
    private static Tensor OverDifferences(Tensor w)
    {
        var difference = w.ExpandDims(-2) - w.ExpandDims(-1);
        var equal = difference.EqualTo(0);
        return Tensor.Where(equal, 0, 1 / Tensor.Where(equal, 1, difference));
    }

    // The largest size of each matrix, (batch, 1, 1); 1 for one of zeros.
    private static Tensor LargestOrOne(Tensor x)
    {
        var largest = x.Abs().Max([1, 2], keepDims: true);
        return Tensor.Where((largest > 0) & largest.IsFinite(), largest, 1);
    }

    private static double Precision(Tensor a) =>
        Math.Max(a.Shape[^1], a.Shape[^2]) * (a.DType == DType.Float64 ? 2.220446049250313e-16 : 1.1920928955078125e-7);

    // All pairs of columns as rows of an identity, [passes · pairs, n], over and over.
    private static (Tensor First, Tensor Second) Pairs(int n, DType dtype)
    {
        var pairs = Enumerable.Range(0, n).SelectMany(p => Enumerable.Range(p + 1, n - p - 1).Select(q => (P: p, Q: q))).ToArray();
        var all = Enumerable.Repeat(pairs, Sweeps).SelectMany(pass => pass).DefaultIfEmpty((P: 0, Q: 0)).ToArray();
        var rows = Tensor.Eye(n, dtype: dtype);
        return (rows.Gather(Tensor.From(all.Select(pair => pair.P).ToArray())),
            rows.Gather(Tensor.From(all.Select(pair => pair.Q).ToArray())));
    }

    // Cosine and sine, each (batch, 1), of the rotation that takes [[pp, pq], [pq, qq]] to a diagonal.
    private static (Tensor Cosine, Tensor Sine) Rotation(Tensor pp, Tensor qq, Tensor pq)
    {
        var done = pq.EqualTo(0);
        var zeta = (qq - pp) / (2 * Tensor.Where(done, 1, pq));
        var tangent = Tensor.Where(zeta >= 0, 1, -1.0) / (zeta.Abs() + (1 + zeta.Square()).Sqrt());
        var cosine = (1 + tangent.Square()).Rsqrt();
        return (Tensor.Where(done, 1, cosine).ExpandDims(-1), Tensor.Where(done, 0, cosine * tangent).ExpandDims(-1));
    }

    // The columns p and q turned in their plane. A column paired with itself stays.
    private static Tensor Turned(Tensor x, Tensor p, Tensor q, (Tensor Cosine, Tensor Sine) turn)
    {
        var (columnP, columnQ) = ((x * p).Sum(-1), (x * q).Sum(-1));
        var (changeP, changeQ) = (
            turn.Cosine * columnP - turn.Sine * columnQ - columnP,
            turn.Sine * columnP + turn.Cosine * columnQ - columnQ);
        var differ = 1 - (p * q).Sum();
        return x + (changeP.ExpandDims(-1) * p + changeQ.ExpandDims(-1) * q) * differ;
    }
}
