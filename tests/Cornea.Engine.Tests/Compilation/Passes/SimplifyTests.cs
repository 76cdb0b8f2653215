using Cornea.Compilation.Passes;
using Cornea.Graph;
using Shouldly;

namespace Cornea.Tests.Compilation.Passes;

/// <summary>Graph in, text out: one test a rule.</summary>
public sealed class SimplifyTests
{
    private static readonly Tensor X = Tensor.Input([2, 3], name: "x");

    [Fact]
    public void Adding_zero_and_multiplying_by_one_vanish() => Text(((X + 0) * 1 - 0) / 1).ShouldBe("""
        %0 = Input[x] float32 (2, 3)
        return %0

        """);

    [Fact]
    public void Numbers_are_computed_once() => Text(X * (Tensor.Full([2, 3], 2) * 3 + 1)).ShouldBe("""
        %0 = Input[x] float32 (2, 3)
        %1 = Constant[7] float32 ()
        %2 = Broadcast[(2, 3)] float32 (2, 3) %1
        %3 = Multiply float32 (2, 3) %0 %2
        return %3

        """);

    [Fact]
    public void Equal_nodes_become_one() => Text(X.Exp() + X.Exp()).ShouldBe("""
        %0 = Input[x] float32 (2, 3)
        %1 = Exp float32 (2, 3) %0
        %2 = Add float32 (2, 3) %1 %1
        return %2

        """);

    [Fact]
    public void Layout_ops_cancel() => Text(X.Transpose().Transpose().Reshape(3, 2).Reshape(6).Reshape(2, 3)).ShouldBe("""
        %0 = Input[x] float32 (2, 3)
        return %0

        """);

    [Fact]
    public void A_transpose_goes_into_the_product() => Text(Tensor.MatMul(X.Transpose(), X)).ShouldBe("""
        %0 = Input[x] float32 (2, 3)
        %1 = MatMul[AtB] float32 (3, 3) %0 %0
        return %1

        """);

    [Fact]
    public void What_is_the_same_for_all_that_is_summed_multiplies_the_sum() => Text((-(X * 2)).Sum(0)).ShouldBe("""
        %0 = Input[x] float32 (2, 3)
        %1 = ReduceSum[axes=[0]] float32 (3,) %0
        %2 = Constant[2] float32 ()
        %3 = Broadcast[(3,)] float32 (3,) %2
        %4 = Multiply float32 (3,) %1 %3
        %5 = Negate float32 (3,) %4
        return %5

        """);

    [Fact]
    public void Distances_from_the_mean_add_up_to_zero() => Text(((X - X.Mean([1], keepDims: true)) * 3).Sum(1)).ShouldBe("""
        %0 = Constant[0] float32 ()
        %1 = Broadcast[(2,)] float32 (2,) %0
        return %1

        """);

    [Fact]
    public void Distances_from_another_mean_do_not() => Text((X - X.Mean([0], keepDims: true)).Sum(1)).ShouldContain("Subtract");

    [Fact]
    public void A_gather_moves_below_lazy_pixels_so_that_only_the_batch_is_converted()
    {
        var pixels = Tensor.From(new byte[10 * 4], [10, 2, 2]);
        var rows = Tensor.Input([3], DType.Int32, "rows");
        Text((pixels.Reshape(-1, 4).ToFloat32() / 255f).Gather(rows)).ShouldBe("""
            %0 = Constant uint8 (10, 2, 2)
            %1 = Input[rows] int32 (3,)
            %2 = Gather[axis=0] uint8 (3, 2, 2) %0 %1
            %3 = Reshape[(3, 4)] uint8 (3, 4) %2
            %4 = Cast[float32] float32 (3, 4) %3
            %5 = Constant[255] float32 ()
            %6 = Broadcast[(3, 4)] float32 (3, 4) %5
            %7 = Divide float32 (3, 4) %4 %6
            return %7

            """);
    }

    [Fact]
    public void Known_weights_of_few_channels_stay_known_as_floats()
    {
        var kernel = Tensor.Ones([3, 3, 1, 2]).Cast(DType.Int8).Compute();
        var text = Text(Tensor.Convolution(Tensor.Input([1, 4, 4, 1], DType.Int8, "x"), kernel).Cast(DType.Float32));
        text.ShouldContain("Constant float32 (3, 3, 1, 2)");
        text.ShouldNotContain("Constant int8");
    }

    [Fact]
    public void Indices_are_transposed_and_not_the_rows_they_choose()
    {
        var (table, words) = (Tensor.Input([10, 4], name: "table"), Tensor.Input([2, 3], DType.Int32, "words"));
        Text(table.Gather(words).Transpose([1, 0, 2])).ShouldBe("""
            %0 = Input[table] float32 (10, 4)
            %1 = Input[words] int32 (2, 3)
            %2 = Transpose[[1,0]] int32 (3, 2) %1
            %3 = Gather[axis=0] float32 (3, 2, 4) %0 %2
            return %3

            """);
        Text(table.Gather(words).Transpose([1, 2, 0])).ShouldBe("""
            %0 = Input[table] float32 (10, 4)
            %1 = Input[words] int32 (2, 3)
            %2 = Gather[axis=0] float32 (2, 3, 4) %0 %1
            %3 = Transpose[[1,2,0]] float32 (3, 4, 2) %2
            return %3

            """);
    }

    [Fact]
    public void Axes_that_are_not_adjacent_are_reduced_one_group_at_a_time() => Text(Tensor.Input([2, 3, 4], name: "x").Sum([0, 2]))
        .ShouldBe("""
        %0 = Input[x] float32 (2, 3, 4)
        %1 = ReduceSum[axes=[2]] float32 (2, 3) %0
        %2 = ReduceSum[axes=[0]] float32 (3,) %1
        return %2

        """);

    [Fact]
    public void The_gradients_of_parts_are_put_side_by_side_instead_of_added()
    {
        var parts = X.Split(3, axis: 1);
        Text(Gradients.Of((parts[2].Exp() + parts[0].Sin() + parts[1].Abs()).Sum(), [X])[0]).ShouldNotContain("Pad");
        Text(X.Pad([0, 0], [0, 2]) + X.Pad([0, 1], [0, 1])).ShouldContain("Pad");
        Text(X.Pad([0, 0], [0, 5]) + X.Pad([0, 4], [0, 1])).ShouldBe("""
            %0 = Input[x] float32 (2, 3)
            %1 = Constant[0] float32 ()
            %2 = Broadcast[(2, 1)] float32 (2, 1) %1
            %3 = Concat[axis=1] float32 (2, 8) %0 %2 %0 %2
            return %3

            """);
    }

    [Fact]
    public void Negative_zero_is_not_nothing() => Text(X + Tensor.Full([2, 3], -0.0)).ShouldContain("Add");

    private static string Text(Tensor output) => GraphPrinter.Print(Simplify.Run([output]));
}
