namespace Cornea;

public static partial class Ops
{
    /// <summary>The lower triangular matrix L with <c>L Lᵀ = a</c>. Keras: <c>ops.cholesky</c>.</summary>
    /// <param name="a">(..., n, n), symmetric and positive definite; of another one the result has NaN.</param>
    /// <param name="upper">Whether to give the upper one, Lᵀ.</param>
    public static Tensor Cholesky(Tensor a, bool upper = false)
    {
        var (x, n, _) = Matrices(a, "Cholesky", square: true);
        // Only the lower triangle is read, and each element of it stands for the one across too: they share the gradient.
        x = Gradients.Custom(x, [x], upstream => [(upstream + upstream.SwapAxes(1, 2)) / 2]);
        // Column by column; what a column explains is taken off the rest.
        var columns = Scan.Run([x], [Tensor.Eye(n, dtype: x.DType), Triu(Tensor.Ones([n, n], x.DType))], (carry, step) =>
        {
            var column = (carry[0] * step[0]).Sum(-1);
            var pivot = (column * step[0]).Sum(-1, keepDims: true);
            var l = Tensor.Where(step[1] > 0, column / pivot.Sqrt(), 0);
            return ([carry[0] - l.ExpandDims(-1) * l.ExpandDims(-2)], [l]);
        }).Outputs[0];
        return (upper ? columns.Transpose(1, 0, 2) : columns.Transpose(1, 2, 0)).Reshape(a.Shape);
    }

    /// <summary>The inverse of <c>L Lᵀ</c>, or of <c>Uᵀ U</c>. Keras: <c>ops.cholesky_inverse</c>.</summary>
    /// <param name="factor">(..., n, n), triangular.</param>
    /// <param name="upper">Whether it is the upper one.</param>
    public static Tensor CholeskyInverse(Tensor factor, bool upper = false)
    {
        var inverse = SolveTriangular(factor, Identities(factor), lower: !upper);
        var turned = inverse.SwapAxes(-1, -2);
        return upper ? Tensor.MatMul(inverse, turned) : Tensor.MatMul(turned, inverse);
    }

    /// <summary>The x with <c>a x = b</c>. Keras: <c>ops.solve</c>.</summary>
    /// <param name="a">(..., n, n); of a singular one the result is not finite.</param>
    /// <param name="b">(..., n, m), or (n) for one matrix.</param>
    /// <remarks>Elimination of Gauss and Jordan, each column by the row in which it is largest.</remarks>
    public static Tensor Solve(Tensor a, Tensor b)
    {
        if (b.Rank == 1)
            return Solve(a, b.ExpandDims(1)).Squeeze(-1);
        var (right, _, columns) = Matrices(b, "Solve", square: false);
        return Eliminate(a, right, "Solve").Reshape(new Shape([.. b.Shape[..^1], columns]));
    }

    /// <summary>The x with <c>a x = b</c> for a triangular matrix. Keras: <c>ops.solve_triangular</c>.</summary>
    /// <param name="a">(..., n, n); the other triangle is not read.</param>
    /// <param name="b">(..., n, m), or (n) for one matrix.</param>
    /// <param name="lower">Whether the lower triangle counts and not the upper.</param>
    public static Tensor SolveTriangular(Tensor a, Tensor b, bool lower = false)
    {
        if (b.Rank == 1)
            return SolveTriangular(a, b.ExpandDims(1), lower).Squeeze(-1);
        var (x, n, _) = Matrices(lower ? Tril(a) : Triu(a), "SolveTriangular", square: true);
        var (right, rows, columns) = Matrices(b, "SolveTriangular", square: false);
        if (rows != n || right.Shape[0] != x.Shape[0])
            throw new ShapeException($"Ops.SolveTriangular expects a (..., n, n) and b (..., n, m), but received {a.Shape} and {b.Shape}.");
        var start = Tensor.Zeros(new Shape(x.Shape[0], n, columns), x.DType);
        // Row by row: what is known already goes to the right side.
        var result = Scan.Run([start], [x.MoveAxis(1, 0), right.MoveAxis(1, 0), Tensor.Eye(n, dtype: x.DType)], (carry, step) =>
        {
            var pivot = (step[0] * step[2]).Sum(-1, keepDims: true);
            var known = Tensor.MatMul(step[0].ExpandDims(1), carry[0]).Squeeze(1);
            var row = (step[1] - known) / pivot;
            return ([carry[0] + step[2].ExpandDims(1) * row.ExpandDims(1)], [row]);
        }, reverse: !lower);
        return result.Outputs[0].MoveAxis(0, 1).Reshape(new Shape([.. b.Shape[..^1], columns]));
    }

    /// <summary>The inverse of matrices. Keras: <c>ops.inv</c>.</summary>
    /// <param name="a">(..., n, n); of a singular one the result is not finite.</param>
    public static Tensor Inv(Tensor a) => Solve(a, Identities(a));

    /// <summary>The determinant of matrices. Keras: <c>ops.det</c>.</summary>
    /// <param name="a">(..., n, n); of a singular one the determinant is 0 and has the gradient of its cofactors.</param>
    public static Tensor Det(Tensor a)
    {
        var (sign, pivots) = Pivots(a, "Det");
        return (sign * pivots.Product([0])).Reshape(a.Shape[..^2]);
    }

    /// <summary>The sign of the determinant and the logarithm of its size. Keras: <c>ops.slogdet</c>.</summary>
    /// <param name="a">(..., n, n); of a singular one 0 and minus infinity.</param>
    public static (Tensor Sign, Tensor LogDeterminant) SlogDet(Tensor a)
    {
        var (sign, pivots) = Pivots(a, "SlogDet");
        return ((sign * pivots.Sign().Product([0])).Reshape(a.Shape[..^2]), pivots.Abs().Log().Sum(0).Reshape(a.Shape[..^2]));
    }

    /// <summary>The logarithm of the size of the determinant. Keras: <c>ops.logdet</c>.</summary>
    /// <param name="a">(..., n, n).</param>
    public static Tensor LogDet(Tensor a) => SlogDet(a).LogDeterminant;

    /// <summary>
    /// The product of a matrix Q with orthonormal columns and an upper triangular R whose diagonal is not negative. Keras: <c>ops.qr</c>,
    /// whose signs depend on its backend.
    /// </summary>
    /// <param name="a">(..., m, n).</param>
    /// <param name="complete">Whether Q is square, as of Keras's mode <c>complete</c>.</param>
    /// <returns>
    /// Q (..., m, k) and R (..., k, n) with k the smaller side; complete: Q (..., m, m) and R (..., m, n). Their gradients are those of a
    /// matrix of full rank.
    /// </returns>
    /// <remarks>Reflections of Householder.</remarks>
    public static (Tensor Q, Tensor R) Qr(Tensor a, bool complete = false)
    {
        var (x, rows, columns) = Matrices(a, "Qr", square: false);
        var scale = x.SquaringScale([1, 2]);
        var (q, r) = Reflected(x * scale, complete);
        r /= scale;
        var count = complete ? rows : Math.Min(rows, columns);
        return (q.Reshape(new Shape([.. a.Shape[..^1], count])), r.Reshape(new Shape([.. a.Shape[..^2], count, columns])));
    }

    /// <summary>The x for which <c>a x</c> is nearest to b, and of several the shortest. Keras: <c>ops.lstsq</c>.</summary>
    /// <param name="a">(m, n).</param>
    /// <param name="b">(m, k) or (m).</param>
    /// <param name="rcond">Singular values below this part of the largest count as 0; the larger side times the precision of the type
    /// where null.</param>
    /// <returns>(n, k) or (n).</returns>
    public static Tensor LstSq(Tensor a, Tensor b, double? rcond = null)
    {
        if (a.Rank != 2 || b.Rank is not (1 or 2) || a.Shape[0] != b.Shape[0])
        {
            throw new ShapeException(
                $"Ops.LstSq expects a matrix (m, n) and right sides (m, k) or (m), but received shapes {a.Shape} and {b.Shape}.");
        }
        return b.Rank == 1 ? LstSq(a, b.ExpandDims(1), rcond).Squeeze(1) : Tensor.MatMul(PInv(a, rcond), Floats(b));
    }

    /// <summary>The product of a matrix with itself, so many times. Keras: <c>ops.matrix_power</c>.</summary>
    /// <param name="a">(..., n, n).</param>
    /// <param name="power">How many; below 0 those of the inverse.</param>
    public static Tensor MatrixPower(Tensor a, int power)
    {
        var (result, square) = (Identities(a), power < 0 ? Inv(a) : Floats(a));
        for (var rest = Math.Abs((long)power); rest > 0; rest >>= 1)
        {
            if ((rest & 1) == 1)
                result = Tensor.MatMul(result, square);
            if (rest > 1)
                square = Tensor.MatMul(square, square);
        }
        return result;
    }

    private static Tensor Identities(Tensor a) => Tensor.Eye(a.Shape[^1], dtype: Floats(a).DType).BroadcastTo(a.Shape);

    // The sign of the order in which rows and columns were taken, (batch), and the pivots, (n, batch): each the largest of what is left, so
    // that those of a singular matrix are 0 at the end alone, and the product of the others is a factor of the gradient.
    private static (Tensor Sign, Tensor Pivots) Pivots(Tensor a, string who)
    {
        var (x, n, _) = Matrices(a, who, square: true);
        var (batch, unused) = (x.Shape[0], Tensor.Ones(new Shape(x.Shape[0], n), x.DType));
        var result = Scan.Run([x, unused, unused], [Tensor.Zeros([n])], (carry, step) =>
        {
            var open = carry[1].ExpandDims(-1) * carry[2].ExpandDims(-2) > 0;
            var position = Tensor.Where(open, carry[0].Abs(), -1).Reshape(batch, n * n).ArgMax(-1).ExpandDims(-1);
            var (row, column) = (position.FloorDivide(n), position % n);
            Tensor Chosen(Tensor index) => index.EqualTo(Tensor.Arange(n)).Cast(x.DType);
            var (ofRow, ofColumn) = (Chosen(row), Chosen(column));
            var down = (carry[0] * ofColumn.ExpandDims(-2)).Sum(-1);
            var across = (carry[0] * ofRow.ExpandDims(-1)).Sum(-2);
            var pivot = (down * ofRow).Sum(-1, keepDims: true);
            across /= Tensor.Where(pivot.EqualTo(0), 1, pivot);
            var rest = carry[0] - (down * (1 - ofRow)).ExpandDims(-1) * across.ExpandDims(-2);
            return ([rest, carry[1] * (1 - ofRow), carry[2] * (1 - ofColumn)], [pivot.Squeeze(-1), row.Squeeze(-1), column.Squeeze(-1)]);
        });
        var pivots = result.Outputs[0];
        return (Parity(result.Outputs[1], pivots.DType) * Parity(result.Outputs[2], pivots.DType), pivots);
    }

    // 1 or -1 for an order [n, batch] of even or odd permutations.
    private static Tensor Parity(Tensor taken, DType dtype)
    {
        var order = (taken.ExpandDims(0) - taken.ExpandDims(1)).Sign().Cast(dtype);
        var above = Triu(Tensor.Ones([taken.Shape[0], taken.Shape[0]], DType.Bool), 1).ExpandDims(-1);
        return Tensor.Where(above, order, 1).Product([0, 1]);
    }

    // [batch, n, m].
    private static Tensor Eliminate(Tensor a, Tensor right, string who)
    {
        var (x, n, _) = Matrices(a, who, square: true);
        if (right.Shape[0] != x.Shape[0] || right.Shape[1] != n)
            throw new ShapeException($"Ops.{who} expects a (..., n, n) and b (..., n, m), but received {a.Shape} and {right.Shape}.");
        var whole = Tensor.Concat([x, right], 2);
        var unused = Tensor.Ones(new Shape(x.Shape[0], n), x.DType);
        var result = Scan.Run([whole, unused], [Tensor.Eye(n, whole.Shape[2], dtype: x.DType)], (carry, step) =>
        {
            var column = (carry[0] * step[0]).Sum(-1);
            var position = Tensor.Where(carry[1] > 0, column.Abs(), -1).ArgMax(-1).ExpandDims(-1);
            var isChosen = position.EqualTo(Tensor.Arange(n));
            var chosen = isChosen.Cast(x.DType);
            var pivot = (column * chosen).Sum(-1, keepDims: true);
            var row = (carry[0] * chosen.ExpandDims(-1)).Sum(-2) / pivot;
            // The chosen row is put in as it is: taken from itself, it would lose as many digits as the pivot has before the point.
            var rest = Tensor.Where(
                isChosen.ExpandDims(-1), row.ExpandDims(-2), carry[0] - column.ExpandDims(-1) * row.ExpandDims(-2));
            return ([rest, carry[1] * (1 - chosen)], [chosen]);
        });
        var found = result.Carries[0].Narrow(2, n, whole.Shape[2] - n);
        Tensor? solved = null;
        // Of A X = B: dB = A⁻ᵀ dX, dA = -dB Xᵀ, which keeps what the steps of the elimination would lose.
        solved = Gradients.Custom(Tensor.MatMul(result.Outputs[0].MoveAxis(0, 1), found), [x, right], upstream =>
        {
            var ofRight = Eliminate(x.SwapAxes(1, 2), upstream, who);
            return [-Tensor.MatMul(ofRight, solved!.SwapAxes(1, 2)), ofRight];
        });
        return solved;
    }

    // Q [batch, m, m or k] and R [batch, m or k, n]: column after column, a reflection takes what is below the diagonal to 0.
    private static (Tensor Q, Tensor R) Reflected(Tensor x, bool complete)
    {
        var (rows, columns) = (x.Shape[1], x.Shape[2]);
        var least = Math.Min(rows, columns);
        var (unitRows, unitColumns) = (Tensor.Eye(least, rows, dtype: x.DType), Tensor.Eye(least, columns, dtype: x.DType));
        var below = Triu(Tensor.Ones([least, rows], x.DType));
        var forward = Scan.Run([x], [unitRows, unitColumns, below], (carry, step) =>
        {
            var column = (carry[0] * step[1]).Sum(-1) * step[2];
            var size = column.Norm([-1], keepDims: true);
            var pivot = (column * step[0]).Sum(-1, keepDims: true);
            var vector = column + Tensor.Where(pivot >= 0, size, -size) * step[0];
            var length = vector.Norm([-1], keepDims: true);
            vector = Tensor.Where(length > 0, vector / Tensor.Where(length > 0, length, 1), 0).ExpandDims(-1);
            return ([carry[0] - 2 * vector * Tensor.MatMul(vector.SwapAxes(1, 2), carry[0])], [vector]);
        });
        var count = complete ? rows : least;
        var start = Tensor.Eye(rows, count, dtype: x.DType).BroadcastTo([x.Shape[0], rows, count]);
        var q = Scan.Run([start], [forward.Outputs[0]], (carry, step) =>
            ([carry[0] - 2 * step[0] * Tensor.MatMul(step[0].SwapAxes(1, 2), carry[0])], []), reverse: true).Carries[0];
        var r = Triu(forward.Carries[0].Narrow(1, 0, count));
        var signs = Tensor.Where(r.Diagonal(0, 1, 2) < 0, -1, Tensor.Ones([x.Shape[0], least], x.DType));
        if (count > least)
            signs = Tensor.Concat([signs, Tensor.Ones([x.Shape[0], count - least], x.DType)], 1);
        return (q * signs.ExpandDims(1), r * signs.ExpandDims(2));
    }

    // (batch, rows, columns) of floating point.
    private static (Tensor X, int Rows, int Columns) Matrices(Tensor a, string who, bool square)
    {
        if (a.Rank < 2 || (square && a.Shape[^1] != a.Shape[^2]))
        {
            throw new ShapeException(
                $"Ops.{who} expects {(square ? "square matrices (..., n, n)" : "matrices (..., rows, columns)")}, but received shape " +
                $"{a.Shape}. Reshape it.");
        }
        var (rows, columns) = (a.Shape[^2], a.Shape[^1]);
        return (Floats(a).Reshape(new Shape(a.Shape.Take(a.Rank - 2).Aggregate(1, (product, length) => product * length), rows, columns)),
            rows, columns);
    }
}
