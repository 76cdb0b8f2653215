using Shouldly;
using static Cornea.Tests.Tensors.SampleTensors;

namespace Cornea.Tests.Tensors;

/// <summary>Expected values are what NumPy slices from the same arrays.</summary>
public sealed class TensorSliceTests
{
    private static readonly Dictionary<string, (Func<Tensor> Tensor, int[] Shape, double[] Values)> Cases = new()
    {
        ["A(4, 5)[0]"] = (() => A(4, 5)[0], [5], [-2.5, 1, -1, 2.5, 0.5]),
        ["A(4, 5)[-1]"] = (() => A(4, 5)[-1], [5], [0.5, -1.5, 2, 0, -2]),
        ["A(4, 5)[^1]"] = (() => A(4, 5)[^1], [5], [0.5, -1.5, 2, 0, -2]),
        ["A(4, 5)[1..3]"] = (() => A(4, 5)[1..3], [2, 5], [-1.5, 2, 0, -2, 1.5, -0.5, -2.5, 1, -1, 2.5]),
        ["A(4, 5)[.., 2]"] = (() => A(4, 5)[.., 2], [4], [-1, 0, 1, 2]),
        ["A(4, 5)[.., 1..^1]"] = (() => A(4, 5)[.., 1..^1], [4, 3], [1, -1, 2.5, 2, 0, -2, -2.5, 1, -1, -1.5, 2, 0]),
        ["A(4, 5)[^2.., ..2]"] = (() => A(4, 5)[^2.., ..2], [2, 2], [-0.5, -2.5, 0.5, -1.5]),
        ["A(4, 5)[3..1]"] = (() => A(4, 5)[3..1], [0, 5], []),
        ["A(4, 5)[1..99]"] = (() => A(4, 5)[1..99], [3, 5], [-1.5, 2, 0, -2, 1.5, -0.5, -2.5, 1, -1, 2.5, 0.5, -1.5, 2, 0, -2]),
        ["A(4, 5)[Slice.Step(null, null, 2)]"] =
            (() => A(4, 5)[Slice.Step(null, null, 2)], [2, 5], [-2.5, 1, -1, 2.5, 0.5, -0.5, -2.5, 1, -1, 2.5]),
        ["A(4, 5)[Slice.Step(null, null, -1)]"] =
            (() => A(4, 5)[Slice.Step(null, null, -1)], [4, 5],
            [0.5, -1.5, 2, 0, -2, -0.5, -2.5, 1, -1, 2.5, -1.5, 2, 0, -2, 1.5, -2.5, 1, -1, 2.5, 0.5]),
        ["A(4, 5)[Slice.Step(-1, 0, -2)]"] = (() => A(4, 5)[Slice.Step(-1, 0, -2)], [2, 5], [0.5, -1.5, 2, 0, -2, -1.5, 2, 0, -2, 1.5]),
        ["A(4, 5)[Slice.All, Slice.Step(null, null, -2)]"] =
            (() => A(4, 5)[Slice.All, Slice.Step(null, null, -2)], [4, 3], [0.5, -1, -2.5, 1.5, 0, -1.5, 2.5, 1, -0.5, -2, 2, 0.5]),
        ["A(4, 5)[Slice.Step(10, null, -3)]"] =
            (() => A(4, 5)[Slice.Step(10, null, -3)], [2, 5], [0.5, -1.5, 2, 0, -2, -2.5, 1, -1, 2.5, 0.5]),
        ["A(4, 5)[Slice.Step(-100, 100, 3)]"] =
            (() => A(4, 5)[Slice.Step(-100, 100, 3)], [2, 5], [-2.5, 1, -1, 2.5, 0.5, 0.5, -1.5, 2, 0, -2]),
        ["A(4, 5)[Slice.Step(0, -100, -1)]"] = (() => A(4, 5)[Slice.Step(0, -100, -1)], [1, 5], [-2.5, 1, -1, 2.5, 0.5]),
        ["A(4, 5)[Slice.Step(1, 3, -1)]"] = (() => A(4, 5)[Slice.Step(1, 3, -1)], [0, 5], []),
        ["A(4, 5)[Slice.NewAxis, 1]"] = (() => A(4, 5)[Slice.NewAxis, 1], [1, 5], [-1.5, 2, 0, -2, 1.5]),
        ["A(4, 5)[1, Slice.NewAxis]"] = (() => A(4, 5)[1, Slice.NewAxis], [1, 5], [-1.5, 2, 0, -2, 1.5]),
        ["A(4, 5)[Slice.Ellipsis, 1]"] = (() => A(4, 5)[Slice.Ellipsis, 1], [4], [1, 2, -2.5, -1.5]),
        ["A(4, 5)[1, 2]"] = (() => A(4, 5)[1, 2], [], [0]),
        ["A(4, 5)[^4..^1, ^1]"] = (() => A(4, 5)[^4..^1, ^1], [3], [0.5, 1.5, 2.5]),
        ["A(4, 5)[4..]"] = (() => A(4, 5)[4..], [0, 5], []),
        ["A(4, 5)[..0]"] = (() => A(4, 5)[..0], [0, 5], []),
        ["A(4, 5)[Slice.NewAxis, Slice.Ellipsis, Slice.NewAxis, 0..1]"] =
            (() => A(4, 5)[Slice.NewAxis, Slice.Ellipsis, Slice.NewAxis, 0..1], [1, 4, 1, 1], [-2.5, -1.5, -0.5, 0.5]),
        ["A(2, 3, 4)[Slice.Ellipsis]"] =
            (() => A(2, 3, 4)[Slice.Ellipsis], [2, 3, 4],
            [-2.5, 1, -1, 2.5, 0.5, -1.5, 2, 0, -2, 1.5, -0.5, -2.5, 1, -1, 2.5, 0.5, -1.5, 2, 0, -2, 1.5, -0.5, -2.5, 1]),
        ["A(2, 3, 4)[1, Slice.Ellipsis, 2]"] = (() => A(2, 3, 4)[1, Slice.Ellipsis, 2], [3], [2.5, 0, -2.5]),
        ["A(2, 3, 4)[Slice.Ellipsis, 1, Slice.Step(null, null, 3)]"] =
            (() => A(2, 3, 4)[Slice.Ellipsis, 1, Slice.Step(null, null, 3)], [2, 2], [0.5, 0, -1.5, -2]),
        ["A(2, 3, 4)[.., ^1, Slice.Step(3, null, -2)]"] = (() => A(2, 3, 4)[.., ^1, Slice.Step(3, null, -2)], [2, 2], [-2.5, 1.5, 1, -0.5]),
        ["A(2, 3, 4)[0, 1, 2]"] = (() => A(2, 3, 4)[0, 1, 2], [], [2]),
        ["A(2, 3, 4)[1.., Slice.NewAxis, 0]"] = (() => A(2, 3, 4)[1.., Slice.NewAxis, 0], [1, 1, 4], [1, -1, 2.5, 0.5]),
        ["A(2, 3, 4)[Slice.Step(-5, -1, 1)]"] =
            (() => A(2, 3, 4)[Slice.Step(-5, -1, 1)], [1, 3, 4], [-2.5, 1, -1, 2.5, 0.5, -1.5, 2, 0, -2, 1.5, -0.5, -2.5]),
        ["A(7)[^3..]"] = (() => A(7)[^3..], [3], [0.5, -1.5, 2]),
        ["A(7)[2..^2]"] = (() => A(7)[2..^2], [3], [-1, 2.5, 0.5]),
        ["A(7)[Slice.Step(5, 1, -3)]"] = (() => A(7)[Slice.Step(5, 1, -3)], [2], [-1.5, -1]),
        ["A(7)[Slice.Step(null, -2, 2)]"] = (() => A(7)[Slice.Step(null, -2, 2)], [3], [-2.5, -1, 0.5]),
        ["A(7)[Slice.Step(-2, null, -4)]"] = (() => A(7)[Slice.Step(-2, null, -4)], [2], [-1.5, 1]),
        ["A(0)[..]"] = (() => A(0)[..], [0], []),
        ["A(0, 3)[.., 1]"] = (() => A(0, 3)[.., 1], [0], []),
        ["A(0)[Slice.Step(null, null, -1)]"] = (() => A(0)[Slice.Step(null, null, -1)], [0], []),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_slice_is_that_of_NumPy(string name)
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
    public void An_index_outside_its_axis_is_refused()
    {
        Should.Throw<ShapeException>(() => A(4, 5)[4]).Message.ShouldContain("Index 4 is outside axis 0 of shape (4, 5)");
        Should.Throw<ShapeException>(() => A(4, 5)[0, -6]).Message.ShouldContain("Index -6 is outside axis 1");
        Should.Throw<ShapeException>(() => A(4)[^0]).Message.ShouldContain("Index ^0");
        Should.Throw<ShapeException>(() => A(0)[0]);
    }

    [Fact]
    public void Too_many_slices_are_refused()
    {
        Should.Throw<ShapeException>(() => A(4)[0, 0]).Message.ShouldContain("at most 1");
        Should.Throw<ShapeException>(() => A(4, 5)[Slice.Ellipsis, Slice.Ellipsis]).Message.ShouldContain("one Ellipsis");
        Should.Throw<ArgumentException>(() => Slice.Step(0, 1, 0)).Message.ShouldContain("step other than 0");
    }
}
