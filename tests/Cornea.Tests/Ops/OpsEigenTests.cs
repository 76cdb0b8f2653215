using Shouldly;
using static Cornea.Tests.Ops.OpsElementwiseTests;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

// What is found is put back into the equation that it solves.
public sealed class OpsEigenTests
{
    private static readonly Tensor A = RandomKey.From(7).Normal([2, 7, 7]).Cast(DType.Float64).Compute();

    [Fact]
    public void General_matrices_have_complex_values_and_vectors_of_length_1()
    {
        var ((real, imaginary), (x, y)) = O.Eig(A);
        // A (x + iy) = (x + iy)(r + is)
        var (r, s) = (real.ExpandDims(1), imaginary.ExpandDims(1));
        Near(Tensor.MatMul(A, x), x * r - y * s);
        Near(Tensor.MatMul(A, y), x * s + y * r);
        Near((x.Square() + y.Square()).Sum(1), Tensor.Ones([2, 7], DType.Float64));
        Near(real.Sum(1), A.Trace(0, 1, 2));
        real.DType.ShouldBe(DType.Float64);
    }

    [Fact]
    public void A_rotation_a_triangle_and_a_matrix_without_a_basis()
    {
        var ((real, imaginary), _) = O.Eig(Tensor.From([0f, -1, 1, 0], [2, 2]));
        Close(real, 0, 0);
        imaginary.ToArray().Order().ShouldBe([-1, 1]);
        O.Eig(Tensor.From([1f, 5, 6, 0, 2, 7, 0, 0, 3], [3, 3])).Values.Real.ToArray().Order().ShouldBe([1f, 2, 3], 1e-6);
        // A Jordan block has the value 4 twice and one vector.
        var ((twice, none), (vectors, _)) = O.Eig(Tensor.From([4f, 1, 0, 4], [2, 2]));
        Close(twice, 4, 4);
        Close(none, 0, 0);
        vectors.Abs().ToArray().ShouldBe([1f, 1, 0, 0], 1e-6);
        Close(O.Eig(Tensor.Zeros([3, 3])).Values.Real, 0, 0, 0);
        O.Eig(Tensor.From([1f, float.NaN, 0, 1], [2, 2])).Values.Real.ToArray().ShouldAllBe(value => float.IsNaN(value));
    }

    [Fact]
    public void Their_values_have_gradients()
    {
        // The sum of the squared real and of the cubed imaginary parts changes as its gradient says.
        Checked(x => O.Eig(x).Values is var (real, imaginary) ? (real.Square() + imaginary.Square() * real).Sum() : x, A[0].Compute());
    }

    [Fact]
    public void Their_vectors_have_gradients()
    {
        // The sizes of the components do not depend on the phase.
        Checked(x => O.Eig(x).Vectors is var (real, imaginary)
            ? ((real.Square() + imaginary.Square()).Square() * Tensor.Arange(0, 49).Reshape(7, 7)).Sum() : x, A[0].Compute());
        // Real values and vectors.
        Checked(x => O.Eig(x).Vectors.Real.Square() is var squares ? (squares * Tensor.Arange(0, 9).Reshape(3, 3)).Sum() : x,
            Tensor.From([2d, 1, 0.5, 0.2, 3, 0.1, 0.3, 0.4, 5], [3, 3]));
    }

    [Fact]
    public void Symmetric_matrices_have_gradients_of_values_and_of_projections()
    {
        var a = A[0].Compute();
        static Tensor Symmetric(Tensor x) => (x + x.Transpose()) / 2;
        Checked(x => O.Eigh(Symmetric(x)).Values.Square().Sum(), a);
        // Independent of the signs of the vectors.
        Checked(x => (O.Eigh(Symmetric(x)).Vectors.Square() * Tensor.Arange(0, 49).Reshape(7, 7)).Sum(), a);
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    [InlineData(4, 4)]
    public void Singular_values_and_vectors_have_gradients(int rows, int columns)
    {
        var a = A[0, ..rows, ..columns].Compute();
        static Tensor Weighed(Tensor x) => (x.Square() * Tensor.Arange(0, x.Size).Reshape(x.Shape)).Sum();
        Checked(x => O.Svd(x) is var (u, s, v) ? Weighed(u) + s.Square().Sum() * s.Sum() + Weighed(v) : x, a);
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(5, 3)]
    public void Full_matrices_are_orthonormal(int rows, int columns)
    {
        var a = A[.., ..rows, ..columns].Compute();
        var (u, s, v) = O.Svd(a, fullMatrices: true);
        Orthonormal(u, rows);
        Orthonormal(v, columns);
        Near(Tensor.MatMul(u[.., .., ..3] * s.ExpandDims(1), v[.., ..3]), a);
        var (q, r) = O.Qr(a, complete: true);
        Orthonormal(q, rows);
        Near(Tensor.MatMul(q, r), a);
        Near(r, O.Triu(r));
    }

    [Fact]
    public void Matrices_without_full_rank_are_taken_apart_too()
    {
        var flat = Tensor.From([1d, 2, 2, 4, 3, 6], [3, 2]);
        var (q, r) = O.Qr(flat);
        Near(Tensor.MatMul(q, r), flat);
        Near(Tensor.MatMul(q.Transpose(), q), Tensor.Eye(2, dtype: DType.Float64));
        var (u, s, v) = O.Svd(flat);
        Near(Tensor.MatMul(u * s, v), flat);
        Near(Tensor.MatMul(u.Transpose(), u), Tensor.Eye(2, dtype: DType.Float64));
        // The shortest of the solutions of x + 2 y = 5 is (1, 2).
        Close(O.LstSq(Tensor.From([1f, 2, 2, 4], [2, 2]), Tensor.From([5f, 10])), 1, 2);
        Close(O.LstSq(Tensor.From([1f, 2], [1, 2]), Tensor.From([5f])), 1, 2);
        // A singular value of 0.1 counts or not.
        var diagonal = Tensor.From([1f, 0, 0, 0.1f], [2, 2]);
        Close(O.LstSq(diagonal, Tensor.From([1f, 1])), 1, 10);
        Close(O.LstSq(diagonal, Tensor.From([1f, 1]), rcond: 0.2), 1, 0);
    }

    [Fact]
    public void Singular_values_of_huge_and_tiny_matrices_do_not_overflow()
    {
        O.SingularValues(Tensor.From([3e30f, 0, 0, 4e30f], [2, 2])).ToArray().ShouldBe([4e30f, 3e30f]);
        O.SingularValues(Tensor.From([3e-30f, 0, 0, 4e-30f], [2, 2])).ToArray().ShouldBe([4e-30f, 3e-30f]);
    }

    // The gradient against central differences, at some elements.
    private static void Checked(Func<Tensor, Tensor> function, Tensor a)
    {
        var gradient = Gradients.Of(function(a), [a])[0].ToArray<double>();
        for (var at = 0; at < a.Size; at += a.Size / 5)
        {
            var step = new double[a.Size];
            step[at] = 1e-6;
            var change = Tensor.From(step, a.Shape);
            double above = function((a + change).Compute()).Item<double>(), below = function((a - change).Compute()).Item<double>();
            ((above - below) / 2e-6).ShouldBe(gradient[at], 1e-5 * (1 + Math.Abs(gradient[at])));
        }
    }

    private static void Orthonormal(Tensor q, int n) =>
        Near(Tensor.MatMul(q.SwapAxes(1, 2), q), Tensor.Eye(n, dtype: DType.Float64).BroadcastTo([2, n, n]));

    private static void Near(Tensor actual, Tensor expected)
    {
        actual.Shape.ShouldBe(expected.Shape);
        (actual - expected).Abs().Max().Item<double>().ShouldBeLessThan(1e-9);
    }
}
