using Shouldly;
using static Cornea.Tests.Ops.OpsElementwiseTests;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

public sealed class OpsArraysTests
{
    private static readonly Tensor X = Tensor.From([1f, 2, 3, 4, 5, 6], [2, 3]);

    [Fact]
    public void Differences_and_areas()
    {
        Close(O.Diff(Tensor.From([1f, 4, 9, 16])), 3, 5, 7);
        Close(O.Diff(Tensor.From([1f, 4, 9, 16]), 2), 2, 2);
        Close(O.Diff(X, axis: 0), 3, 3, 3);
        Close(O.Trapezoid(X), 4, 10);
        Close(O.Trapezoid(X, Tensor.From([0f, 1, 3])), 1.5 + 5, 4.5 + 11);
        Close(O.Trapezoid(X, dx: 2, axis: 0), 5, 7, 9);
    }

    [Fact]
    public void Quarter_turns()
    {
        Close(O.Rot90(X), 3, 6, 2, 5, 1, 4);
        Close(O.Rot90(X, 2), 6, 5, 4, 3, 2, 1);
        Close(O.Rot90(X, -1), 4, 1, 5, 2, 6, 3);
        O.Rot90(X, 4).ShouldBeSameAs(X);
    }

    [Fact]
    public void Triangles_and_diagonals()
    {
        Close(O.Tri(2, 3, 1), 1, 1, 0, 1, 1, 1);
        Close(O.Tril(X), 1, 0, 0, 4, 5, 0);
        Close(O.Triu(X, 1), 0, 2, 3, 0, 0, 6);
        Close(O.Diag(Tensor.From([1f, 2]), 1), 0, 1, 0, 0, 0, 2, 0, 0, 0);
        Close(O.Diag(Tensor.From([1f, 2]), -1), 0, 0, 0, 1, 0, 0, 0, 2, 0);
        Close(O.Diag(X), 1, 5);
        Close(O.DiagFlat(Tensor.From([1f, 2], [2, 1])), 1, 0, 0, 2);
    }

    [Fact]
    public void Products_of_vectors_and_matrices()
    {
        Close(O.Vander(Tensor.From([2f, 3]), 3), 4, 2, 1, 9, 3, 1);
        Close(O.Vander(Tensor.From([2f, 3]), 3, increasing: true), 1, 2, 4, 1, 3, 9);
        Close(O.Kron(Tensor.From([1f, 2]), Tensor.From([1f, 10])), 1, 10, 2, 20);
        O.Kron(Tensor.Eye(2), X).Shape.ShouldBe([4, 6]);
        Close(O.Cross(Tensor.From([1f, 0, 0]), Tensor.From([0f, 1, 0])), 0, 0, 1);
        Close(O.Cross(Tensor.From([1f, 2, 3]), Tensor.From([4f, 5, 6])), -3, 6, -3);
    }

    [Fact]
    public void Places_in_sorted_lists_and_arrays()
    {
        var sorted = Tensor.From([1f, 3, 3, 7]);
        O.SearchSorted(sorted, Tensor.From([0f, 3, 8])).ToArray<int>().ShouldBe([0, 1, 4]);
        O.SearchSorted(sorted, Tensor.From([0f, 3, 8]), right: true).ToArray<int>().ShouldBe([0, 3, 4]);
        O.Digitize(Tensor.From([0.5f, 1, 6]), sorted).ToArray<int>().ShouldBe([0, 1, 3]);
        O.UnravelIndex(Tensor.From([0, 4, 5]), [2, 3]).Select(axis => axis.ToArray<int>()).ShouldBe([[0, 1, 1], [0, 1, 2]]);
    }

    [Fact]
    public void Joined_and_split()
    {
        Close(O.Append(X, Tensor.From([7f])), 1, 2, 3, 4, 5, 6, 7);
        O.Append(X, X, 1).Shape.ShouldBe([2, 6]);
        O.ArraySplit(Tensor.Arange(7), 3).Select(part => part.ToArray<int>()).ShouldBe([[0, 1, 2], [3, 4], [5, 6]]);
    }

    [Fact]
    public void Series_and_windows()
    {
        Close(O.Logspace(0, 2, 3), 1, 10, 100);
        Close(O.Geomspace(1, 8, 4), 1, 2, 4, 8);
        Close(O.Geomspace(-8, -1, 4), -8, -4, -2, -1);
        Close(O.Bartlett(5), 0, 0.5, 1, 0.5, 0);
        Close(O.Hanning(5), 0, 0.5, 1, 0.5, 0);
        Close(O.Hamming(3), 0.08, 1, 0.08);
        Close(O.Blackman(5), 0, 0.34, 1, 0.34, 0);
        // I₀(14) = 129418.563; its root of 1 - 1/4 at a quarter: I₀(12.1244) / I₀(14).
        var kaiser = O.Kaiser(5, 14).ToArray();
        kaiser[2].ShouldBe(1);
        kaiser[0].ShouldBe((float)(1 / 129418.56270526), 1e-9);
        kaiser[1].ShouldBe(kaiser[3]);
        Close(O.Hanning(1), 1);
    }
}
