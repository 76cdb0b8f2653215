using Shouldly;
using static Cornea.Tests.Ops.OpsElementwiseTests;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

// What is found is put back into the equation that it solves.
public sealed class OpsLinearAlgebraTests
{
    private static readonly Tensor A = RandomKey.From(1).Normal([3, 5, 5]).Cast(DType.Float64).Compute();
    private static readonly Tensor Spd = (Tensor.MatMul(A, A.SwapAxes(1, 2)) + Tensor.Eye(5, dtype: DType.Float64)).Compute();

    [Fact]
    public void Cholesky_factors_give_the_matrix_and_its_inverse()
    {
        Close(O.Cholesky(Tensor.From([4f, 2, 2, 5], [2, 2])), 2, 0, 1, 2);
        var lower = O.Cholesky(Spd);
        Same(Tensor.MatMul(lower, lower.SwapAxes(1, 2)), Spd);
        Same(lower, O.Tril(lower));
        Same(O.Cholesky(Spd, upper: true), lower.SwapAxes(1, 2));
        Same(Tensor.MatMul(O.CholeskyInverse(lower), Spd), Identity());
        Same(O.CholeskyInverse(lower.SwapAxes(1, 2), upper: true), O.CholeskyInverse(lower));
    }

    [Fact]
    public void Equations_are_solved_also_where_the_first_pivot_is_zero()
    {
        Close(O.Solve(Tensor.From([0f, 2, 1, 0], [2, 2]), Tensor.From([4f, 3])), 3, 2);
        var b = RandomKey.From(2).Normal([3, 5, 2]).Cast(DType.Float64).Compute();
        Same(Tensor.MatMul(A, O.Solve(A, b)), b);
        Same(Tensor.MatMul(O.Tril(A), O.SolveTriangular(A, b, lower: true)), b);
        Same(Tensor.MatMul(O.Triu(A), O.SolveTriangular(A, b)), b);
        Same(Tensor.MatMul(O.Inv(A), A), Identity());
        Should.Throw<ShapeException>(() => O.Solve(A, Tensor.Zeros([3, 4, 2]))).Message.ShouldContain("Ops.Solve expects");
    }

    [Fact]
    public void Determinants_have_the_sign_of_the_order_of_rows()
    {
        Close(O.Det(Tensor.From([1f, 2, 3, 4], [2, 2])), -2);
        // A cycle of three rows is an even order, an exchange of two an odd one.
        Close(O.Det(Tensor.From([0f, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1], [2, 3, 3])), 1, -1);
        Same(O.Det(Tensor.MatMul(A, Spd)), O.Det(A) * O.Det(Spd));
        var (sign, log) = O.SlogDet(A);
        Same(sign * log.Exp(), O.Det(A));
        Same(O.LogDet(Spd), O.Det(Spd).Log());
    }

    [Fact]
    public void Columns_become_orthonormal()
    {
        foreach (var x in new[] { A, A.Narrow(2, 0, 3), A.Narrow(1, 0, 3) })
        {
            var (q, r) = O.Qr(x);
            Same(Tensor.MatMul(q, r), x);
            Same(Tensor.MatMul(q.SwapAxes(1, 2), q), Tensor.Eye(q.Shape[2], dtype: DType.Float64).BroadcastTo([3, q.Shape[2], q.Shape[2]]));
            r.Diagonal(0, 1, 2).Min().Item<double>().ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void The_nearest_line_and_powers_of_matrices()
    {
        // y = 1 + 2 x through (0, 1), (1, 3), (2, 5).
        Close(O.LstSq(Tensor.From([1f, 0, 1, 1, 1, 2], [3, 2]), Tensor.From([1f, 3, 5])), 1, 2);
        Close(O.MatrixPower(Tensor.From([1f, 1, 1, 0], [2, 2]), 10), 89, 55, 55, 34);
        Close(O.MatrixPower(Tensor.From([2f, 0, 0, 4], [2, 2]), -2), 0.25, 0, 0, 0.0625);
        Close(O.MatrixPower(Tensor.From([2f, 0, 0, 4], [2, 2]), 0), 1, 0, 0, 1);
    }

    [Fact]
    public void They_have_gradients()
    {
        var (a, spd, b) = (A[0].Compute(), Spd[0].Compute(), RandomKey.From(3).Normal([5, 2]).Cast(DType.Float64).Compute());
        GradientCheck.Run(inputs => O.Solve(inputs[0], inputs[1]).Sum(), [a, b]).ThrowIfFailed();
        GradientCheck.Run(inputs => O.Cholesky((inputs[0] + inputs[0].Transpose()) / 2).Sum(), [spd]).ThrowIfFailed();
        GradientCheck.Run(inputs => O.LogDet(inputs[0]), [a]).ThrowIfFailed();
        GradientCheck.Run(inputs => O.Qr(inputs[0]).R.Sum(), [a]).ThrowIfFailed();
    }

    private static Tensor Identity() => Tensor.Eye(5, dtype: DType.Float64).BroadcastTo([3, 5, 5]);

    private static void Same(Tensor actual, Tensor expected)
    {
        actual.Shape.ShouldBe(expected.Shape);
        ((actual - expected).Abs().Max() / expected.Abs().Max()).Item<double>().ShouldBeLessThan(1e-9);
    }
}
