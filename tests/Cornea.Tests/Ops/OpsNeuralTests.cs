using Shouldly;
using static Cornea.Tests.Ops.OpsElementwiseTests;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

public sealed class OpsNeuralTests
{
    [Fact]
    public void Classes_that_occur_and_those_among_the_best()
    {
        Close(O.MultiHot(Tensor.From([0, 2, 1, -1], [2, 2]), 3), 1, 0, 1, 0, 1, 0);
        var predictions = Tensor.From([0.1f, 0.5f, 0.4f, 0.3f, 0.3f, float.NaN], [2, 3]);
        O.InTopK(Tensor.From([2, 0]), predictions, 1).ToArray<bool>().ShouldBe([false, true]);
        O.InTopK(Tensor.From([2, 2]), predictions, 2).ToArray<bool>().ShouldBe([true, false]);
    }

    [Fact]
    public void Moments_normalize_as_the_layer_does()
    {
        var x = RandomKey.From(1).Uniform([6, 4]).Compute();
        var (mean, variance) = O.Moments(x, [0]);
        var normalized = O.BatchNormalization(x, mean, variance, gamma: Tensor.Full([4], 2), beta: Tensor.Full([4], 1));
        normalized.ToArray().ShouldBe((((Tensor)new BatchNormalization().Apply(x, training: true)) * 2 + 1).ToArray(), 1e-5);
        O.BatchNormalization(x.Transpose(), mean, variance, axis: 0).Transpose().ToArray()
            .ShouldBe(O.BatchNormalization(x, mean, variance).ToArray(), 1e-6);
    }

    [Fact]
    public void Attention_is_a_mean_of_values_by_likeness()
    {
        // Equal scores: the mean of the values; causal: of those so far.
        Tensor zeros = Tensor.Zeros([1, 3, 1, 2]), values = Tensor.From([1f, 2, 3, 4, 5, 6], [1, 3, 1, 2]);
        Close(O.DotProductAttention(zeros, zeros, values), 3, 4, 3, 4, 3, 4);
        Close(O.DotProductAttention(zeros, zeros, values, isCausal: true), 1, 2, 2, 3, 3, 4);
        Close(O.DotProductAttention(zeros, zeros, values, mask: Tensor.From([false, true, false])), 3, 4, 3, 4, 3, 4);
        Close(O.DotProductAttention(zeros, zeros, values, bias: Tensor.From([0f, 100, 0])), 3, 4, 3, 4, 3, 4);
        // Two heads of the query share one of the keys.
        O.DotProductAttention(Tensor.Zeros([1, 3, 2, 2]), zeros, values).Shape.ShouldBe([1, 3, 2, 2]);
        Should.Throw<ShapeException>(() => O.DotProductAttention(zeros, Tensor.Zeros([1, 3, 2, 2]), values));
    }

    [Fact]
    public void Channels_become_blocks_of_pixels_and_back()
    {
        var x = Tensor.Arange(0, 8).Reshape(1, 1, 2, 4);
        Close(O.DepthToSpace(x, 2), 0, 1, 4, 5, 2, 3, 6, 7);
        O.SpaceToDepth(O.DepthToSpace(x, 2), 2).ToArray().ShouldBe(x.ToArray());
        Should.Throw<ShapeException>(() => O.DepthToSpace(x, 3));
    }

    [Fact]
    public void Rows_are_gathered_by_segment()
    {
        Tensor x = Tensor.From([1f, 2, 3, 4, 5, 6], [3, 2]), segments = Tensor.From([2, 0, 2]);
        Close(O.SegmentSum(x, segments, 3), 3, 4, 0, 0, 6, 8);
        Close(O.SegmentProd(x, segments, 3), 3, 4, 1, 1, 5, 12);
        O.SegmentMax(x, segments, 3).ToArray().ShouldBe([3, 4, float.NegativeInfinity, float.NegativeInfinity, 5, 6]);
        O.SegmentMin(x, segments, 3).ToArray().ShouldBe([3, 4, float.PositiveInfinity, float.PositiveInfinity, 1, 2]);
        O.ExtractSequences(Tensor.Arange(6), 3, 2).ToArray<int>().ShouldBe([0, 1, 2, 2, 3, 4]);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 1, 1)]
    public void Unfolded_images_fold_to_each_pixel_as_often_as_patches_have_it(int dilation, int padding, int stride)
    {
        var x = RandomKey.From(6).Uniform([2, 3, 6, 7]).Compute();
        var columns = O.Unfold(x, (2, 3), dilation, padding, stride);
        columns.Shape[1].ShouldBe(18);
        var times = O.Fold(O.Unfold(Tensor.OnesLike(x), (2, 3), dilation, padding, stride), (6, 7), (2, 3), dilation, padding, stride);
        O.Fold(columns, (6, 7), (2, 3), dilation, padding, stride).ToArray().ShouldBe((x * times).ToArray(), 1e-5);
        Should.Throw<ShapeException>(() => O.Fold(columns, (9, 9), (2, 3), dilation, padding, stride)).Message.ShouldContain(
            "Ops.Fold expects");
    }

    [Fact]
    public void Columns_have_the_pixels_of_a_channel_together()
    {
        // Two channels of 2 x 2 pixels in one patch.
        Close(O.Unfold(Tensor.Arange(0, 8).Reshape(1, 2, 2, 2), (2, 2)), 0, 1, 2, 3, 4, 5, 6, 7);
        O.Unfold(Tensor.Ones([1, 2, 4, 4]), (2, 2), stride: 2).Shape.ShouldBe([1, 8, 4]);
    }

    [Fact]
    public void The_plainest_labels_of_a_sequence()
    {
        // Classes step by step: 1 1 blank 1 2 | 2 blank 2 2 1, of which three steps count.
        int[][] best = [[1, 1, 0, 1, 2], [2, 0, 2, 2, 1]];
        var scores =
            Tensor.From([.. best.SelectMany(steps => steps.SelectMany(one => Enumerable.Range(0, 3).Select(c => c == one ? -0.5f : -3)))],
            [2, 5, 3]);
        var (labels, sums) = O.CtcDecode(scores, Tensor.From([5, 3]));
        labels.ToArray<int>().ShouldBe([1, 1, 2, -1, -1, 2, 2, -1, -1, -1]);
        Close(sums, 2.5, 1.5);
        O.CtcDecode(scores, mergeRepeated: false).Labels.ToArray<int>().ShouldBe([1, 1, 1, 2, -1, 2, 2, 2, 1, -1]);
    }
}
