using Shouldly;
using static Cornea.Tests.Tensors.SampleTensors;

namespace Cornea.Tests.Tensors;

/// <summary>Expected values are what NumPy computes for the same expressions.</summary>
public sealed class TensorLinearTests
{
    private static readonly Dictionary<string, (Func<Tensor> Tensor, int[] Shape, double[] Values)> Cases = new()
    {
        ["Tensor.Einsum(\"ij,jk->ik\", A(2, 3), B(3, 4))"] =
            (() => Tensor.Einsum("ij,jk->ik", A(2, 3), B(3, 4)), [2, 4], [5.25, 2.125, -4.25, 4, -1.75, 0.125, 0.375, -1]),
        ["Tensor.Einsum(\"ij,jk\", A(2, 3), B(3, 2))"] =
            (() => Tensor.Einsum("ij,jk", A(2, 3), B(3, 2)), [2, 2], [4.5, -1.875, -3.625, -3.375]),
        ["Tensor.Einsum(\"ij->ji\", A(2, 3))"] = (() => Tensor.Einsum("ij->ji", A(2, 3)), [3, 2], [-2.5, 2.5, 1, 0.5, -1, -1.5]),
        ["Tensor.Einsum(\"ba\", A(2, 3))"] = (() => Tensor.Einsum("ba", A(2, 3)), [3, 2], [-2.5, 2.5, 1, 0.5, -1, -1.5]),
        ["Tensor.Einsum(\"ii\", A(3, 3))"] = (() => Tensor.Einsum("ii", A(3, 3)), [], [-4]),
        ["Tensor.Einsum(\"ii->i\", A(3, 3))"] = (() => Tensor.Einsum("ii->i", A(3, 3)), [3], [-2.5, 0.5, -2]),
        ["Tensor.Einsum(\"iij->j\", A(2, 2, 3))"] = (() => Tensor.Einsum("iij->j", A(2, 2, 3)), [3], [-1, 0.5, -3.5]),
        ["Tensor.Einsum(\"i,i\", A(4), B(4))"] = (() => Tensor.Einsum("i,i", A(4), B(4)), [], [0]),
        ["Tensor.Einsum(\"i,j->ij\", A(2), B(3))"] =
            (() => Tensor.Einsum("i,j->ij", A(2), B(3)), [2, 3], [3.75, 0.625, -2.5, -1.5, -0.25, 1]),
        ["Tensor.Einsum(\"i,j->ji\", A(2), B(3))"] =
            (() => Tensor.Einsum("i,j->ji", A(2), B(3)), [3, 2], [3.75, -1.5, 0.625, -0.25, -2.5, 1]),
        ["Tensor.Einsum(\"ij->\", A(2, 3))"] = (() => Tensor.Einsum("ij->", A(2, 3)), [], [-1]),
        ["Tensor.Einsum(\"ij->j\", A(2, 3))"] = (() => Tensor.Einsum("ij->j", A(2, 3)), [3], [0, 1.5, -2.5]),
        ["Tensor.Einsum(\"bij,bjk->bik\", A(2, 2, 3), B(2, 3, 2))"] =
            (() => Tensor.Einsum("bij,bjk->bik", A(2, 2, 3), B(2, 3, 2)), [2, 2, 2], [4.5, -1.875, -3.625, -3.375, -3.5, 3, -3.25, 3]),
        ["Tensor.Einsum(\"bhqd,bhkd->bhqk\", A(1, 2, 3, 2), B(1, 2, 2, 2))"] =
            (() => Tensor.Einsum("bhqd,bhkd->bhqk", A(1, 2, 3, 2), B(1, 2, 2, 2)), [1, 2, 3, 2],
            [3.5, -3.5, 0.875, -3.5, -0.375, 2, 0.5, -1, 1.75, 2.125, -3.875, -1.625]),
        ["Tensor.Einsum(\"ij,ij->i\", A(2, 3), B(2, 3))"] = (() => Tensor.Einsum("ij,ij->i", A(2, 3), B(2, 3)), [2], [2.5, -4.625]),
        ["Tensor.Einsum(\"ij,ij,ij->\", A(2, 3), B(2, 3), A(2, 3))"] =
            (() => Tensor.Einsum("ij,ij,ij->", A(2, 3), B(2, 3), A(2, 3)), [], [-11.4375]),
        ["Tensor.Einsum(\"ab,bc,cd->ad\", A(2, 3), B(3, 2), A(2, 2))"] =
            (() => Tensor.Einsum("ab,bc,cd->ad", A(2, 3), B(3, 2), A(2, 2)), [2, 2], [-9.375, -0.1875, 12.4375, -12.0625]),
        ["Tensor.Einsum(\"...ij,...jk->...ik\", A(2, 1, 2, 3), B(3, 3, 2))"] =
            (() => Tensor.Einsum("...ij,...jk->...ik", A(2, 1, 2, 3), B(3, 3, 2)), [2, 3, 2, 2],
            [4.5, -1.875, -3.625, -3.375, -1.25, -1.125, -3.75, 3, -0.5, 4.5, 2.625, -3.625, -3.5, -3.5, -3.375, -3.625, -3.5, 3, -3.25, 3,
            3, -3.5, 3.375, -3.375]),
        ["Tensor.Einsum(\"i...,i...->...\", A(3, 2), B(3, 2))"] =
            (() => Tensor.Einsum("i...,i...->...", A(3, 2), B(3, 2)), [2], [2.875, -5]),
        ["Tensor.Einsum(\"...i->...\", A(2, 3))"] = (() => Tensor.Einsum("...i->...", A(2, 3)), [2], [-2.5, 1.5]),
        ["Tensor.Einsum(\"...,...\", A(2, 1), B(3))"] =
            (() => Tensor.Einsum("...,...", A(2, 1), B(3)), [2, 3], [3.75, 0.625, -2.5, -1.5, -0.25, 1]),
        ["Tensor.Einsum(\"ijk,k->ij\", A(2, 2, 3), B(3))"] =
            (() => Tensor.Einsum("ijk,k->ij", A(2, 2, 3), B(3)), [2, 2], [2.5, -5.375, -5, -4.625]),
        ["Tensor.Einsum(\"ij,kl->ijkl\", A(1, 2), B(2, 2))"] =
            (() => Tensor.Einsum("ij,kl->ijkl", A(1, 2), B(2, 2)), [1, 2, 2, 2], [3.75, 0.625, -2.5, 2.5, -1.5, -0.25, 1, -1]),
        ["Tensor.Einsum(\"ijk,jil->kl\", A(2, 3, 2), B(3, 2, 2))"] =
            (() => Tensor.Einsum("ijk,jil->kl", A(2, 3, 2), B(3, 2, 2)), [2, 2], [5.25, -4, -2.875, 6.5]),
        ["Tensor.Einsum(\"i,->i\", A(3), B())"] = (() => Tensor.Einsum("i,->i", A(3), B()), [3], [3.75, -1.5, 1.5]),
        ["Tensor.Einsum(\"ij,j->j\", A(2, 3), B(3))"] = (() => Tensor.Einsum("ij,j->j", A(2, 3), B(3)), [3], [0, -0.375, -2.5]),
        ["Tensor.Einsum(\"aab,b->a\", A(2, 2, 3), B(3))"] = (() => Tensor.Einsum("aab,b->a", A(2, 2, 3), B(3)), [2], [2.5, -4.625]),
        ["Tensor.TensorDot(A(2, 3, 2), B(3, 2, 2))"] = (() => Tensor.TensorDot(A(2, 3, 2), B(3, 2, 2)), [2, 2], [0.75, 1.125, -6.75, -0.5]),
        ["Tensor.TensorDot(A(2, 3), B(3, 2), 1)"] = (() => Tensor.TensorDot(A(2, 3), B(3, 2), 1), [2, 2], [4.5, -1.875, -3.625, -3.375]),
        ["Tensor.TensorDot(A(2), B(3), 0)"] = (() => Tensor.TensorDot(A(2), B(3), 0), [2, 3], [3.75, 0.625, -2.5, -1.5, -0.25, 1]),
        ["Tensor.TensorDot(A(2, 3, 4), B(4, 2, 2), [0, 2], [1, 0])"] =
            (() => Tensor.TensorDot(A(2, 3, 4), B(4, 2, 2), [0, 2], [1, 0]), [3, 2], [11, -4.75, -5.625, -1.375, 1.125, 7.5]),
        ["Tensor.TensorDot(A(2, 3, 4), B(4, 2, 2), [-1], [-3])"] =
            (() => Tensor.TensorDot(A(2, 3, 4), B(4, 2, 2), [-1], [-3]), [2, 3, 2, 2],
            [6.5, -1.625, -4.875, 6.5, -3.625, -2.375, 3.75, -3.125, 2.75, 6.5, -2.75, 1, -4.625, -2.5, 4.5, -3.125, 1.75, 6.375, -2,
            1, 1.25, -2.625, -1.625, 1]),
        ["Tensor.Dot(A(3), B(3))"] = (() => Tensor.Dot(A(3), B(3)), [], [2.5]),
        ["Tensor.Dot(A(2, 3), B(3))"] = (() => Tensor.Dot(A(2, 3), B(3)), [2], [2.5, -5.375]),
        ["Tensor.Dot(A(2, 3), B(3, 2))"] = (() => Tensor.Dot(A(2, 3), B(3, 2)), [2, 2], [4.5, -1.875, -3.625, -3.375]),
        ["Tensor.Dot(A(2, 3), B(2, 3, 2))"] =
            (() => Tensor.Dot(A(2, 3), B(2, 3, 2)), [2, 2, 2], [4.5, -1.875, -1.25, -1.125, -3.625, -3.375, -3.75, 3]),
        ["Tensor.Dot(A(), B(3))"] = (() => Tensor.Dot(A(), B(3)), [3], [3.75, 0.625, -2.5]),
        ["Tensor.Outer(A(2), B(2, 2))"] = (() => Tensor.Outer(A(2), B(2, 2)), [2, 4], [3.75, 0.625, -2.5, 2.5, -1.5, -0.25, 1, -1]),
        ["A(3, 4).Diagonal()"] = (() => A(3, 4).Diagonal(), [3], [-2.5, -1.5, -0.5]),
        ["A(3, 4).Diagonal(1)"] = (() => A(3, 4).Diagonal(1), [3], [1, 2, -2.5]),
        ["A(3, 4).Diagonal(3)"] = (() => A(3, 4).Diagonal(3), [1], [2.5]),
        ["A(3, 4).Diagonal(-2)"] = (() => A(3, 4).Diagonal(-2), [1], [-2]),
        ["A(3, 4).Diagonal(5)"] = (() => A(3, 4).Diagonal(5), [0], []),
        ["A(4, 3).Diagonal(-3)"] = (() => A(4, 3).Diagonal(-3), [1], [1.5]),
        ["A(2, 3, 4).Diagonal(1, 1, 2)"] = (() => A(2, 3, 4).Diagonal(1, 1, 2), [2, 3], [1, 2, -2.5, -1, 0, 1]),
        ["A(2, 3, 4).Diagonal(0, -1, 0)"] = (() => A(2, 3, 4).Diagonal(0, -1, 0), [3, 2], [-2.5, -1, 0.5, 2, -2, -0.5]),
        ["A(3, 3).Trace()"] = (() => A(3, 3).Trace(), [], [-4]),
        ["A(3, 4, 2).Trace(1)"] = (() => A(3, 4, 2).Trace(1), [2], [-2.5, 2.5]),
        ["A(2, 3).Norm()"] = (() => A(2, 3).Norm(), [], [4.123105625617661]),
        ["A(2, 3).Norm([1])"] = (() => A(2, 3).Norm([1]), [2], [2.8722813232690143, 2.958039891549808]),
        ["A(2, 3).Norm([0], 1)"] = (() => A(2, 3).Norm([0], 1), [3], [5, 1.5, 2.5]),
        ["A(2, 3).Norm([1], double.PositiveInfinity, keepDims: true)"] =
            (() => A(2, 3).Norm([1], double.PositiveInfinity, keepDims: true), [2, 1], [2.5, 2.5]),
        ["A(2, 3).Norm([1], double.NegativeInfinity)"] = (() => A(2, 3).Norm([1], double.NegativeInfinity), [2], [1, 0.5]),
        ["A(2, 3).Norm([1], 0)"] = (() => A(2, 3).Norm([1], 0), [2], [3, 3]),
        ["A(2, 3).Norm([1], 3)"] = (() => A(2, 3).Norm([1], 3), [2], [2.6024139316971007, 2.6742406206196816]),
        ["A(2, 3, 2).Norm([1, 2])"] = (() => A(2, 3, 2).Norm([1, 2]), [2], [4.123105625617661, 4.092676385936225]),
        ["A(2, 3).MatrixNorm(1)"] = (() => A(2, 3).MatrixNorm(1), [], [5]),
        ["A(2, 3).MatrixNorm(double.PositiveInfinity)"] = (() => A(2, 3).MatrixNorm(double.PositiveInfinity), [], [4.5]),
        ["A(2, 3).MatrixNorm(-1)"] = (() => A(2, 3).MatrixNorm(-1), [], [1.5]),
        ["A(2, 3, 2).MatrixNorm(double.NegativeInfinity)"] = (() => A(2, 3, 2).MatrixNorm(double.NegativeInfinity), [2], [2, 2]),
        ["Tensor.MatMul(A(2, 3, 0), B(0, 4))"] = (() => Tensor.MatMul(A(2, 3, 0), B(0, 4)), [2, 3, 4],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ["Tensor.MatMul(A(0, 2, 3), B(3, 4))"] = (() => Tensor.MatMul(A(0, 2, 3), B(3, 4)), [0, 2, 4], []),
        ["Tensor.MatMul(A(3), B(2, 3, 2))"] = (() => Tensor.MatMul(A(3), B(2, 3, 2)), [2, 2], [4.5, -1.875, -1.25, -1.125]),
        ["Tensor.MatMul(A(2, 1, 2, 3), B(3))"] = (() => Tensor.MatMul(A(2, 1, 2, 3), B(3)), [2, 1, 2], [2.5, -5.375, -5, -4.625]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Products_and_norms_are_those_of_NumPy(string name)
    {
        var (tensor, shape, values) = Cases[name];
        var found = tensor();
        found.Shape.ShouldBe(new Shape(shape));
        var tolerance = found.DType == DType.Float32 ? 1e-6 : 1e-12;
        var elements = found.ToArray<double>();
        for (var i = 0; i < values.Length; i++)
        {
            (elements[i].Equals(values[i]) || Math.Abs(elements[i] - values[i]) <= tolerance).ShouldBeTrue(
                $"element {i} is {elements[i]}, NumPy has {values[i]}");
        }
    }

    [Theory]
    [InlineData("ij,jk->ik", "is for 2 tensors, but received 1")]
    [InlineData("ijk->i", "names 3 axes")]
    [InlineData("i?->i", "letters")]
    [InlineData("ij->ik", "must stand on the left")]
    [InlineData("ij->ii", "once on the right")]
    public void A_malformed_einsum_is_refused(string equation, string why) =>
        Should.Throw<ArgumentException>(() => Tensor.Einsum(equation, A(2, 3))).Message.ShouldContain(why);

    [Fact]
    public void An_einsum_letter_of_two_lengths_is_refused() =>
        Should.Throw<ShapeException>(() => Tensor.Einsum("ij,jk->ik", A(2, 3), B(2, 2))).Message.ShouldContain(
        "'j' stands for axes of length 3 and 2");

    [Theory]
    [InlineData("...ij,...jk->...ik")]
    [InlineData("bij,bjk->bki")]
    [InlineData("aij,bjk->abi")]
    public void An_einsum_has_gradients(string equation) =>
        GradientCheck.Run(x => Tensor.Einsum(equation, x[0], x[1]), [A(2, 2, 3), B(2, 3, 2)]).ThrowIfFailed();

    [Fact]
    public void Diagonals_and_norms_have_gradients()
    {
        GradientCheck.Run(x => x.Diagonal(1, 1, 2), A(2, 3, 4)).ThrowIfFailed();
        GradientCheck.Run(x => x.Norm([1]), A(2, 3)).ThrowIfFailed();
        GradientCheck.Run(x => x.Norm([0], 3), A(2, 3)).ThrowIfFailed();
    }

    [Fact]
    public void Axes_that_do_not_fit_are_refused()
    {
        Should.Throw<ShapeException>(() => Tensor.TensorDot(A(2, 3), B(2, 3), [1], [0])).Message.ShouldContain("equal length");
        Should.Throw<ShapeException>(() => Tensor.MatMul(A(2, 3), B(2, 3))).Message.ShouldContain("inner lengths 3 and 2");
        Should.Throw<ShapeException>(() => A(3).Diagonal());
        Should.Throw<ArgumentException>(() => A(2, 2).MatrixNorm(2)).Message.ShouldContain("Frobenius");
    }
}
