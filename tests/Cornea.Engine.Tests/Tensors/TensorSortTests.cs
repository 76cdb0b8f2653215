using Shouldly;
using static Cornea.Tests.Tensors.SampleTensors;

namespace Cornea.Tests.Tensors;

/// <summary>Expected values are what NumPy computes for the same expressions.</summary>
public sealed class TensorSortTests
{
    private static readonly Dictionary<string, (Func<Tensor> Tensor, int[] Shape, double[] Values)> Cases = new()
    {
        ["A(3, 4).Sort()"] = (() => A(3, 4).Sort(), [3, 4], [-2.5, -1, 1, 2.5, -1.5, 0, 0.5, 2, -2.5, -2, -0.5, 1.5]),
        ["A(3, 4).Sort(0)"] = (() => A(3, 4).Sort(0), [3, 4], [-2.5, -1.5, -1, -2.5, -2, 1, -0.5, 0, 0.5, 1.5, 2, 2.5]),
        ["A(2, 3, 2).Sort(1)"] = (() => A(2, 3, 2).Sort(1), [2, 3, 2], [-2.5, -1.5, -1, 1, 0.5, 2.5, -2, -2.5, -0.5, 0, 2, 1.5]),
        ["A(3, 4).Sort(descending: true)"] =
            (() => A(3, 4).Sort(descending: true), [3, 4], [2.5, 1, -1, -2.5, 2, 0.5, 0, -1.5, 1.5, -0.5, -2, -2.5]),
        ["A(3, 4).ArgSort()"] = (() => A(3, 4).ArgSort(), [3, 4], [0, 2, 1, 3, 1, 3, 0, 2, 3, 0, 2, 1]),
        ["A(13).ArgSort()"] = (() => A(13).ArgSort(), [13], [0, 11, 8, 5, 2, 10, 7, 4, 1, 12, 9, 6, 3]),
        ["A(13).ArgSort(descending: true)"] = (() => A(13).ArgSort(descending: true), [13], [3, 6, 9, 1, 12, 4, 7, 10, 2, 5, 8, 0, 11]),
        ["I(3, 3).Sort(0)"] = (() => I(3, 3).Sort(0), [3, 3], [0, 0, 1, 2, 3, 3, 4, 5, 6]),
        ["Tensor.From([3.0, double.NaN, -1, double.PositiveInfinity, 3, double.NegativeInfinity]).Sort()"] =
            (() => Tensor.From([3.0, double.NaN, -1, double.PositiveInfinity, 3, double.NegativeInfinity]).Sort(), [6],
            [double.NegativeInfinity, -1, 3, 3, double.PositiveInfinity, double.NaN]),
        ["Tensor.From([3.0, double.NaN, -1, double.PositiveInfinity, 3, double.NegativeInfinity]).ArgSort()"] =
            (() => Tensor.From([3.0, double.NaN, -1, double.PositiveInfinity, 3, double.NegativeInfinity]).ArgSort(), [6],
            [5, 2, 0, 4, 3, 1]),
        ["A(3, 4).TopK(2).Values"] = (() => A(3, 4).TopK(2).Values, [3, 2], [2.5, 1, 2, 0.5, 1.5, -0.5]),
        ["A(3, 4).TopK(2).Indices"] = (() => A(3, 4).TopK(2).Indices, [3, 2], [3, 1, 2, 0, 1, 2]),
        ["A(3, 4).TopK(2, 0, largest: false).Values"] =
            (() => A(3, 4).TopK(2, 0, largest: false).Values, [2, 4], [-2.5, -1.5, -1, -2.5, -2, 1, -0.5, 0]),
        ["A(3, 4).TopK(0).Values"] = (() => A(3, 4).TopK(0).Values, [3, 0], []),
        ["A(3, 4).TakeAlong(I(3, 2) % 4)"] = (() => A(3, 4).TakeAlong(I(3, 2) % 4), [3, 2], [-2.5, 2.5, 2, 2, 1.5, 1.5]),
        ["A(3, 4).TakeAlong(I(5, 4) % 3, 0)"] =
            (() => A(3, 4).TakeAlong(I(5, 4) % 3, 0), [5, 4],
            [-2.5, 1, -1, -2.5, -2, -1.5, 2, 2.5, -2.5, 1, -0.5, -2.5, 0.5, -1.5, -1, 2.5, -2.5, 1.5, -0.5, 0]),
        ["A(2, 3, 2).TakeAlong(I(2, 1, 2) % 3, 1)"] = (() => A(2, 3, 2).TakeAlong(I(2, 1, 2) % 3, 1), [2, 1, 2], [-2.5, 1, 2, -2.5]),
        ["A(5).Roll(2, 0)"] = (() => A(5).Roll(2, 0), [5], [2.5, 0.5, -2.5, 1, -1]),
        ["A(5).Roll(-7, 0)"] = (() => A(5).Roll(-7, 0), [5], [-1, 2.5, 0.5, -2.5, 1]),
        ["A(2, 3).Roll(1, -1)"] = (() => A(2, 3).Roll(1, -1), [2, 3], [-1, -2.5, 1, -1.5, 2.5, 0.5]),
        ["A(2, 3).Roll(4, 0)"] = (() => A(2, 3).Roll(4, 0), [2, 3], [-2.5, 1, -1, 2.5, 0.5, -1.5]),
        ["A(0, 3).Roll(4, 0)"] = (() => A(0, 3).Roll(4, 0), [0, 3], []),
        ["Tensor.MeshGrid(A(2), B(3))[0]"] = (() => Tensor.MeshGrid(A(2), B(3))[0], [2, 3], [-2.5, -2.5, -2.5, 1, 1, 1]),
        ["Tensor.MeshGrid(A(2), B(3))[1]"] = (() => Tensor.MeshGrid(A(2), B(3))[1], [2, 3], [-1.5, -0.25, 1, -1.5, -0.25, 1]),
        ["A(4, 2).ScatterUpdate(Tensor.From([3, 1]), B(2, 2))"] =
            (() => A(4, 2).ScatterUpdate(Tensor.From([3, 1]), B(2, 2)), [4, 2], [-2.5, 1, 1, -1, 0.5, -1.5, -1.5, -0.25]),
        ["A(2, 4).ScatterUpdate(Tensor.From([0L, 2]), B(2, 2), 1)"] =
            (() => A(2, 4).ScatterUpdate(Tensor.From([0L, 2]), B(2, 2), 1), [2, 4], [-1.5, 1, -0.25, 2.5, 1, -1.5, -1, 0]),
        ["A(2, 3).Any([0])"] = (() => A(2, 3).Any([0]), [3], [1, 1, 1]),
        ["A(0, 3).Any([0])"] = (() => A(0, 3).Any([0]), [3], [0, 0, 0]),
        ["A(0, 3).All([0])"] = (() => A(0, 3).All([0]), [3], [1, 1, 1]),
        ["A(0, 3).Sum([0])"] = (() => A(0, 3).Sum([0]), [3], [0, 0, 0]),
        ["A(0, 3).Product([0])"] = (() => A(0, 3).Product([0]), [3], [1, 1, 1]),
        ["A(1, 3).LogSumExp([])"] = (() => A(1, 3).LogSumExp([]), [1, 3], [-2.5, 1, -1]),
        ["A(1, 3).LogSumExp([1])"] = (() => A(1, 3).LogSumExp([1]), [1], [1.153178207122288]),
        ["A(2, 3).Variance([1], true)"] = (() => A(2, 3).Variance([1], true), [2, 1], [2.055555555555556, 2.6666666666666665]),
        ["A(2, 3).StandardDeviation()"] = (() => A(2, 3).StandardDeviation(), [], [1.6749792701868151]),
        ["I(2, 3).Mean(0)"] = (() => I(2, 3).Mean(0), [3], [1, 4, 3.5]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sorting_choosing_and_reducing_are_those_of_NumPy(string name)
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

    [Fact]
    public void An_index_outside_the_axis_does_not_reach_into_the_next_row()
    {
        Should.Throw<IndexOutOfRangeException>(() => A(3, 4).TakeAlong(Tensor.From([0, 4, 0], [3, 1])).ToArray());
        Should.Throw<IndexOutOfRangeException>(() => A(3, 4).TakeAlong(Tensor.From([0, -1, 0], [3, 1])).ToArray());
    }

    [Fact]
    public void Sorting_and_choosing_have_gradients()
    {
        GradientCheck.Run(x => x.Sort(0), B(4, 3)).ThrowIfFailed();
        GradientCheck.Run(x => x.TopK(2).Values, B(4, 3)).ThrowIfFailed();
        GradientCheck.Run(x => x[0].ScatterUpdate(Tensor.From([3, 1]), x[1]), [A(4, 2), B(2, 2)]).ThrowIfFailed();
        GradientCheck.Run(x => x.Roll(2, 0), B(4, 3)).ThrowIfFailed();
    }

    [Fact]
    public void More_than_there_are_cannot_be_chosen() =>
        Should.Throw<ShapeException>(() => A(3, 4).TopK(5)).Message.ShouldContain("at most");
}
