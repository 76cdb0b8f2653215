using static Cornea.Tests.Onnx.OperatorRun;

namespace Cornea.Tests.Onnx;

/// <summary>Transforms, windows, losses, regions and states by hand.</summary>
public sealed class SignalOperatorTests
{
    [Fact]
    public void DFT_and_back()
    {
        var x = Numbers(1, 2, 3, 4).Reshape(1, 4, 1);
        var all = Run("DFT", 17, [x], ("axis", 1L));
        Near(all, 10, 0, -2, 2, -2, 0, -2, -2);
        Near(Run("DFT", 20, [x, null, Whole(1).Squeeze(0)], ("onesided", 1L)), 10, 0, -2, 2, -2, 0);
        Near(Run("DFT", 20, [all], ("inverse", 1L)), 1, 0, 2, 0, 3, 0, 4, 0);
        Near(Run("DFT", 20, [all.Narrow(1, 0, 3), Whole(4).Squeeze(0)], ("inverse", 1L), ("onesided", 1L)), 1, 2, 3, 4);
        Near(Run("DFT", 20, [x, Whole(2).Squeeze(0)]), 3, 0, -1, 0);
    }

    [Fact]
    public void STFT_of_two_frames_with_a_window()
    {
        Tensor[] inputs = [Numbers(1, 2, 3, 4).Reshape(1, 4, 1), Whole(2).Squeeze(0), Numbers(1, 10)];
        Near(Run("STFT", 17, inputs), 21, 0, -19, 0, 43, 0, -37, 0);
    }

    [Theory]
    [InlineData("HannWindow", 1, 0, 0.5, 1, 0.5)]
    [InlineData("HannWindow", 0, 0, 0.75, 0.75, 0)]
    [InlineData("HammingWindow", 1, 0.0869565, 0.5434783, 1, 0.5434783)]
    [InlineData("BlackmanWindow", 1, 0, 0.34, 1, 0.34)]
    public void Windows(string name, long periodic, double first, double second, double third, double fourth) =>
        Near(Run(name, 17, [Whole(4).Squeeze(0)], ("periodic", periodic)), first, second, third, fourth);

    [Fact]
    public void Losses_of_classes_weigh_and_leave_out()
    {
        Tensor[] inputs = [Tensor.Zeros([3, 2]), Whole(1, 0, 1), Numbers(1, 3)];
        Near(Run("SoftmaxCrossEntropyLoss", 13, inputs, ("reduction", "none")), 3 * Math.Log(2), Math.Log(2), 3 * Math.Log(2));
        Near(Run("SoftmaxCrossEntropyLoss", 13, inputs, ("ignore_index", 1L), ("reduction", "sum")), Math.Log(2));
        Near(Run("NegativeLogLikelihoodLoss", 13, [Numbers(-1, -2, -3, -4, -5, -6).Reshape(3, 2), Whole(1, 0, 1), Numbers(1, 3)]),
            (3 * 2 + 3 + 3 * 6) / 7.0);
    }

    [Fact]
    public void TensorScatter_begins_again_at_the_start_of_a_circular_cache() => Near(
        Run("TensorScatter", 24, [Tensor.Zeros([2, 3, 1]), Numbers(1, 2, 3, 4).Reshape(2, 2, 1), Whole(0, 2)], ("mode", "circular")),
        1, 2, 0, 4, 0, 3);

    [Fact]
    public void SwiGLU_gates_by_the_first_input() => Near(Run("SwiGLU", 28, [Numbers(0, 1), Numbers(5, 2)]), 0, 1.4621172);

    [Fact]
    public void LinearAttention_writes_before_it_reads()
    {
        Tensor Steps(params float[] values) => Numbers(values).Reshape(1, 2, 1);
        (string, object)[] heads = [("q_num_heads", 1L), ("kv_num_heads", 1L), ("scale", 1f)];
        Tensor?[] inputs = [Steps(1, 1), Steps(2, 3), Steps(5, 7)];
        Near(Run("LinearAttention", 27, inputs, [("update_rule", "linear"), .. heads]), 10, 31);
        // 2 x 5 = 10; then half of it, and 3 x 2 (7 - 3 x 5) more.
        Near(Run("LinearAttention", 27, [.. inputs, null, Steps(0, MathF.Log(0.5f)), Steps(1, 2)], heads), 10, 5 - 48);
    }

    [Fact]
    public void CausalConvWithState_goes_on_where_it_was()
    {
        var kernel = Numbers(10, 1).Reshape(1, 1, 2);
        var first = All("CausalConvWithState", "", 27, 2, [Numbers(1, 2).Reshape(1, 1, 2), kernel]);
        Near(first[0], 1, 12);
        Near(Run("CausalConvWithState", 27, [One(3).Reshape(1, 1, 1), kernel, null, first[1]]), 23);
    }

    [Fact]
    public void Col2Im_adds_what_lies_over_each_other() => Near(
        Run("Col2Im", 18, [Numbers(1, 2, 3, 4).Reshape(1, 2, 2), Whole(1, 3), Whole(1, 2)]), 1, 5, 4);

    [Fact]
    public void MaxUnpool_puts_values_back() => Near(Run("MaxUnpool", 11, [Numbers(5, 6).Reshape(1, 1, 2), Whole(1, 2).Reshape(1, 1, 2)],
        ("kernel_shape", (long[])[2]), ("strides", (long[])[2])), 0, 5, 6, 0);

    [Fact]
    public void AffineGrid_of_the_identity() => Near(
        Run("AffineGrid", 20, [Numbers(1, 0, 0, 0, 1, 0).Reshape(1, 2, 3), Whole(1, 1, 2, 2)]), -.5, -.5, .5, -.5, -.5, .5, .5, .5);

    [Fact]
    public void RoiAlign_in_the_middle_of_four() => Near(
        Run("RoiAlign", 16, [Numbers(1, 2, 3, 4).Reshape(1, 1, 2, 2), Numbers(0, 0, 2, 2).Reshape(1, 4), Whole(0)], ("sampling_ratio", 1L)),
        2.5);

    [Fact]
    public void DeformConv_half_an_element_to_the_right() => Near(
        Run("DeformConv", 19, [Numbers(1, 2, 3).Reshape(1, 1, 1, 3), One(1).Reshape(1, 1, 1, 1),
            Numbers(0, 0, 0, .5f, .5f, .5f).Reshape(1, 2, 1, 3)]), 1.5, 2.5, 1.5);

    [Fact]
    public void Determinants_and_bits()
    {
        Near(Run("Det", 22, [Numbers(1, 2, 3, 4).Reshape(2, 2)]), -2);
        Near(Run("BitCast", 26, [One(1)], ("to", 6L)), 0x3f800000);
    }
}
