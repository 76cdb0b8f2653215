using Shouldly;
using static Cornea.Tests.Onnx.OperatorRun;

namespace Cornea.Tests.Onnx;

/// <summary>Operators by their definition: what people found other importers to get wrong.</summary>
public sealed class OperatorTests
{
    [Fact]
    public void Softmax_without_axis_flattens_before_operator_set_13()
    {
        var x = Tensor.Zeros([1, 2, 2]);
        Run("Softmax", 11, [x]).ToArray().ShouldAllBe(value => value == 0.25f);
        Run("Softmax", 13, [x]).ToArray().ShouldAllBe(value => value == 0.5f);
    }

    [Fact]
    public void Axes_of_reductions_are_an_attribute_until_17_and_an_input_from_18()
    {
        var x = Tensor.Arange(24, DType.Float32).Reshape(2, 3, 4);
        float[] expected = [12, 15, 18, 21, 48, 51, 54, 57];
        Run("ReduceL1", 13, [x], ("axes", (long[])[1]), ("keepdims", 0L)).ToArray().ShouldBe(expected);
        Run("ReduceL1", 18, [x, Tensor.From((long[])[1])], ("keepdims", 0L)).ToArray().ShouldBe(expected);
    }

    [Fact]
    public void ConstantFill_takes_its_shape_from_an_attribute_an_input_or_the_shape_of_one()
    {
        Run("ConstantFill", 6, [], ("shape", (long[])[2, 3]), ("value", 1.5f)).ToArray().ShouldBe([1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f]);
        Run("ConstantFill", 6, [Whole(2, 1)], ("input_as_shape", 1L)).Shape.ShouldBe(new Shape(2, 1));
        var like = Run("ConstantFill", 6, [Whole(7, 8, 9)], ("extra_shape", (long[])[2]), ("dtype", 7L), ("value", 4f));
        like.Shape.ShouldBe(new Shape(3, 2));
        like.DType.ShouldBe(DType.Int64);
        like.ToArray<long>().ShouldAllBe(value => value == 4);
    }

    [Fact]
    public void GRU_with_linear_before_reset()
    {
        var y = Run("GRU", 14, [Steps(), Rows(.5f, 1, -1), Rows(1, -.5f, 2), Bias(.1f, .2f, .3f, .4f, .5f, .6f)],
            ("hidden_size", 1L), ("linear_before_reset", 1L));
        Near(y, -.051187, .328632);
    }

    [Fact]
    public void LSTM_with_gates_i_o_f_c() => Near(
        Run("LSTM", 14, [Steps(), Rows(.5f, 1, -1, .25f), Rows(1, -.5f, 2, .5f), Bias(.1f, .2f, .3f, .4f, 0, 0, 0, 0)],
            ("hidden_size", 1L)),
        .271448, .181201);

    [Fact]
    public void AveragePool_with_rounded_up_lengths_counts_the_padding_but_nothing_beyond() => Near(
        Run("AveragePool", 19, [Tensor.Arange(1, 17, 1, DType.Float32).Reshape(1, 1, 4, 4)], ("kernel_shape", (long[])[3, 3]),
            ("strides", (long[])[2, 2]), ("pads", (long[])[1, 1, 1, 1]), ("ceil_mode", 1L), ("count_include_pad", 1L)),
        1.555556, 3.333333, 2, 6.333333, 11, 6, 4.5, 7.5, 4);

    [Fact]
    public void MaxPool_pads_with_minus_infinity() => Near(
        Run("MaxPool", 12, [Tensor.From((float[])[-1, -2, -3], [1, 1, 3])], ("kernel_shape", (long[])[3]), ("strides", (long[])[2]),
            ("pads", (long[])[1, 1])), -1, -2);

    [Fact]
    public void Resize_by_one_and_a_half()
    {
        var x = Tensor.From((float[])[1, 2, 3, 4], [1, 1, 4]);
        Tensor?[] inputs = [x, null, Tensor.From((float[])[1, 1, 1.5f])];
        Near(Run("Resize", 13, inputs, ("mode", "linear")), 1, 1.5, 2.166667, 2.833333, 3.5, 4);
        Near(Run("Resize", 13, inputs), 1, 1, 2, 3, 3, 4);
    }

    // A picture of 2 x 2 read at its middle, at a corner's middle and outside: by hand from the definition.
    [Theory]
    [InlineData("zeros", 2.5, 1, 0)]
    [InlineData("border", 2.5, 1, 4)]
    [InlineData("reflection", 2.5, 1, 1)]
    public void GridSample_between_and_beside_the_elements(string padding, double middle, double corner, double outside) => Near(
        Run("GridSample", 20, [Tensor.From((float[])[1, 2, 3, 4], [1, 1, 2, 2]), Tensor.From((float[])[0, 0, -0.5f, -0.5f, 2.5f, 2.5f],
            [1, 1, 3, 2])], ("padding_mode", padding)), middle, corner, outside);

    [Fact]
    public void ConvTranspose_with_automatic_padding()
    {
        Tensor[] inputs =
            [Tensor.Arange(2, 6, 1, DType.Float32).Reshape(1, 1, 2, 2), Tensor.Arange(2, 11, 1, DType.Float32).Reshape(1, 1, 3, 3)];
        Near(Run("ConvTranspose", 11, inputs, ("auto_pad", "SAME_UPPER")), 49, 63, 91, 105);
        Near(Run("ConvTranspose", 11, inputs, ("auto_pad", "SAME_UPPER"), ("strides", (long[])[2, 2]))[0, 0, 0], 4, 6, 14, 9);
    }

    [Fact]
    public void Conv_with_uneven_padding()
    {
        var x = Tensor.From((float[])[1, 2, 3, 4], [1, 1, 4]);
        Near(Run("Conv", 11, [x, Tensor.From((float[])[1, 10, 100], [1, 1, 3])], ("pads", (long[])[0, 2])), 321, 432, 43, 4);
        Near(Run("Conv", 11, [x, Tensor.From((float[])[1, 1], [1, 1, 2])], ("auto_pad", "SAME_LOWER")), 1, 3, 5, 7);
    }

    [Fact]
    public void Slices_and_indices_from_the_end()
    {
        var slice = Run("Slice", 13, [Tensor.From((float[])[1, 2, 3, 4, 5]), Whole(-1), Whole(int.MinValue), Whole(0), Whole(-2)]);
        Near(slice, 5, 3, 1);
        Near(Run("Gather", 13, [Tensor.From((float[])[10, 20, 30]), Whole(-1, 0)]), 30, 10);
    }

    [Fact]
    public void Whole_numbers_divide_towards_0_and_halves_round_to_even()
    {
        Near(Run("Div", 14, [Tensor.From((int[])[-7, 7, -7]), Tensor.From((int[])[2, 2, -2])]), -3, 3, 3);
        Near(Run("Mod", 13, [Tensor.From((int[])[-7]), Tensor.From((int[])[3])]), 2);
        Near(Run("Round", 11, [Tensor.From((float[])[.5f, 1.5f, 2.5f])]), 0, 2, 2);
        Near(Run("Cast", 13, [Tensor.From((float[])[-1.9f, 1.9f])], ("to", 6L)), -1, 1);
    }

    [Fact]
    public void Clip_without_a_limit_and_of_NaN()
    {
        Near(Run("Clip", 13, [Tensor.From((float[])[-3, 0, 9]), Tensor.From(0f)]), 0, 0, 9);
        Near(Run("Clip", 6, [Tensor.From((float[])[-3, 0, 9])], ("min", -1f), ("max", 5f)), -1, 0, 5);
        foreach (var name in (string[])["Clip", "Relu"])
            Run(name, 14, [Tensor.From((float[])[float.NaN])]).Item().ShouldBe(float.NaN);
        Run("Max", 13, [Tensor.From((float[])[float.NaN]), Tensor.From((float[])[1])]).Item().ShouldBe(float.NaN);
    }

    [Fact]
    public void Widths_of_Pad_are_all_starts_and_then_all_ends() => Near(
        Run("Pad", 13, [Tensor.From((float[])[1, 2, 3]), Whole(2, 2)], ("mode", "reflect")), 3, 2, 1, 2, 3, 2, 1);

    [Fact]
    public void Gemm_with_factors_and_a_product_with_a_vector()
    {
        var a = Tensor.From((float[])[1, 2, 3, 4], [2, 2]);
        Near(Run("Gemm", 13, [a, Tensor.Eye(2), Tensor.From((float[])[10, 20], [2, 1])], ("alpha", .5f), ("beta", 2f), ("transA", 1L)),
            20.5, 21.5, 41, 42);
        Near(Run("MatMul", 13, [Tensor.From((float[])[1, 2]), Tensor.From((float[])[1, 2, 3, 4], [2, 2])]), 7, 10);
    }

    [Fact]
    public void BatchNormalization_uses_the_moving_averages() => Near(
        Run("BatchNormalization", 15, [Tensor.From((float[])[1, 3], [2, 1]), One(2), One(1), One(0), One(4)], ("epsilon", 0f)), 2, 4);

    [Theory]
    [InlineData("HardSigmoid", 1, .7)]
    [InlineData("HardSwish", 1, .666667)]
    [InlineData("LeakyRelu", -1, -.01)]
    [InlineData("Gelu", 1, .841345)]
    [InlineData("Erfc", 0.5, .4795001)]
    [InlineData("Expm1", 1e-3, .0010005)]
    public void Activations_as_they_are_by_default(string name, float x, double expected) => Near(Run(name, 20, [One(x)]), expected);

    [Fact]
    public void A_choice_is_no_multiplication() =>
        Near(Run("Where", 16, [Tensor.From(true), Tensor.From(1f), Tensor.From(float.PositiveInfinity)]), 1);

    private static Tensor Steps() => Tensor.From((float[])[1, -.5f], [2, 1, 1]);

    private static Tensor Rows(params float[] values) => Tensor.From(values, [1, values.Length, 1]);

    private static Tensor Bias(params float[] values) => Tensor.From(values, [1, values.Length]);

    // By ONNX's reference, which approximates the inverse of the error function; exactly -0.674490 and 1.281552.
    [Fact]
    public void Probit_is_that_of_the_reference() => Near(Run("LinearRegressor", "ai.onnx.ml", [Numbers(0.25f, 0.9f).Reshape(2, 1)],
        ("coefficients", (float[])[1]), ("intercepts", (float[])[0]), ("post_transform", "PROBIT")), -0.674574, 1.281713);
}
