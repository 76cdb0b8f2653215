using Shouldly;
using static Cornea.Tests.Tensors.SampleTensors;

namespace Cornea.Tests.Tensors;

public sealed class TensorExchangeTests
{
    [Fact]
    public void A_tensor_of_NET_keeps_shape_and_values()
    {
        var source = System.Numerics.Tensors.Tensor.Create([1f, 2, 3, 4, 5, 6], [2, 3]);
        var tensor = Tensor.From(source);
        tensor.Type.ShouldBe(new TensorType([2, 3], DType.Float32));
        tensor.ToArray().ShouldBe([1f, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void A_strided_tensor_of_NET_is_read_by_its_strides()
    {
        var transposed = System.Numerics.Tensors.Tensor.PermuteDimensions(System.Numerics.Tensors.Tensor.Create([1, 2, 3, 4, 5, 6], [2, 3]),
            [1, 0]);
        Tensor.From(transposed).ToArray<int>().ShouldBe([1, 4, 2, 5, 3, 6]);
        var view = System.Numerics.Tensors.Tensor.Create([1, 2, 3, 4, 5, 6], [2, 3])
            .Slice(System.Buffers.NRange.All, new System.Buffers.NRange(1, 3));
        Tensor.From(view).ToArray<int>().ShouldBe([2, 3, 5, 6]);
    }

    [Fact]
    public void A_tensor_goes_to_NET_and_back()
    {
        var tensor = A(2, 3, 4);
        var there = tensor.ToNumericsTensor<double>();
        there.Lengths.ToArray().ShouldBe([2, 3, 4]);
        there[1, 2, 3].ShouldBe(tensor[1, 2, 3].Item<double>());
        Tensor.From(there).ToArray<double>().ShouldBe(tensor.ToArray<double>());
        Tensor.From(tensor.ToNumericsTensor<float>()).DType.ShouldBe(DType.Float32);
    }

    [Fact]
    public void Arrays_of_several_axes_go_in_and_out()
    {
        int[,] matrix = { { 1, 2, 3 }, { 4, 5, 6 } };
        Tensor.From(matrix).ToArray2D<int>().ShouldBe(matrix);
        Tensor.From(matrix).Transpose().ToArray2D<double>().ShouldBe(new double[,] { { 1, 4 }, { 2, 5 }, { 3, 6 } });
        A(2, 3, 4).ToArray3D<double>()[1, 2, 3].ShouldBe(A(24)[^1].Item<double>());
        Tensor.From(A(1, 2, 3, 4).ToArray4D<double>()).ToArray<double>().ShouldBe(A(24).ToArray<double>());
        Tensor.From(A(2, 3, 4).ToArray3D<double>()).Shape.ShouldBe([2, 3, 4]);
        A(0, 3).ToArray2D<float>().Length.ShouldBe(0);
    }

    [Fact]
    public void Another_number_of_axes_is_refused() =>
        Should.Throw<ShapeException>(() => A(2, 3, 4).ToArray2D<float>()).Message.ShouldBe(
        "ToArray2D expects a tensor of 2 axes, but this one has shape (2, 3, 4). Reshape it.");

    [Fact]
    public void Copies_need_room()
    {
        var room = new float[7];
        A(2, 3).CopyTo<float>(room);
        room.ShouldBe([-2.5f, 1f, -1f, 2.5f, 0.5f, -1.5f, 0f]);
        Should.Throw<ArgumentException>(() => A(2, 3).CopyTo<float>(new float[5])).Message.ShouldContain("room for 5");
    }

    [Fact]
    public void Reading_as_another_type_says_how_to_cast() =>
        Should.Throw<InvalidOperationException>(() => A(2).AsSpan<float>().Length).Message.ShouldContain("tensor.Cast(DType.Float32)");
}
