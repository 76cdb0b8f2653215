using Cornea.Formats.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Functions without an operator of ONNX, and constants that follow from open lengths.</summary>
public sealed class ExportedFunctionsTests
{
    [Fact]
    public void The_angle_of_a_point_has_the_signs_of_zeros_and_the_quarters_of_infinities()
    {
        float[] values = [0, -0f, 1, -2, float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        var pairs = values.SelectMany(y => values.Select(x => (Y: y, X: x))).ToArray();
        var actual = Returned("Arctan2", 2).Apply((Tensor[])[Tensor.From(pairs.Select(pair => pair.Y).ToArray(), [pairs.Length, 1]),
            Tensor.From(pairs.Select(pair => pair.X).ToArray(), [pairs.Length, 1])])[0].ToArray();
        foreach (var ((y, x), angle) in pairs.Zip(actual))
            (angle.Equals(MathF.Atan2(y, x)) || Math.Abs(angle - MathF.Atan2(y, x)) < 1e-6).ShouldBeTrue($"{y}, {x}: {angle}");
        (float.IsNegative(actual[7]), float.IsNegative(actual[0])).ShouldBe((true, false), "atan2(-0, 0) and atan2(0, 0)");
    }

    [Fact]
    public void The_inverse_of_the_error_function_in_the_middle_the_tails_and_at_the_ends()
    {
        // erf(0.5), erf(2), erf(-0.1) and erf(3), rounded to float32.
        var y = Returned("Erfinv", 1).Apply(Tensor.From((float[])[0.5204999f, 0.9953223f, -0.1124629f, 0, 1, -1, 2], [7, 1]))[0].ToArray();
        (y[0], y[1], y[2], y[3]).ShouldSatisfyAllConditions(
            _ => y[0].ShouldBe(0.5f, 1e-6f), _ => y[1].ShouldBe(2, 1e-5f), _ => y[2].ShouldBe(-0.1f, 1e-6f), _ => y[3].ShouldBe(0));
        (y[4], y[5], y[6]).ShouldBe((float.PositiveInfinity, float.NegativeInfinity, float.NaN));
    }

    [Theory]
    [InlineData(0, false, false, new float[] { 1, 2, 3, 4, 10, 18, 28, 80, 162 })]
    [InlineData(1, false, false, new float[] { 1, 2, 6, 4, 20, 120, 7, 56, 504 })]
    [InlineData(1, true, false, new float[] { 1, 1, 2, 1, 4, 20, 1, 7, 56 })]
    [InlineData(1, false, true, new float[] { 6, 6, 3, 120, 30, 6, 504, 72, 9 })]
    [InlineData(1, true, true, new float[] { 6, 3, 1, 30, 6, 1, 72, 9, 1 })]
    public void Running_products_of_an_open_length_too(int axis, bool isExclusive, bool isReverse, float[] expected)
    {
        using var scratch = new Scratch();
        var x = Model.Input([Shape.Unknown]);
        var model = new Functional(x, new Lambda(value => value.CumulativeProduct(axis, isExclusive, isReverse)).On(x));
        model.ExportOnnx(scratch["model.onnx"]);
        OnnxModel.Import(scratch["model.onnx"]).Apply(Tensor.From((float[])[1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3]))[0].ToArray()
            .ShouldBe(expected);
    }

    [Fact]
    public void A_loop_of_a_number_of_steps_is_ONNXs_Loop()
    {
        using var scratch = new Scratch();
        SymbolicTensor[] inputs = [Model.Input([3], DType.Int32), Model.Input([3], DType.Int32)];
        new Functional(inputs, SymbolicTensor.Operation("Gcd", inputs)[0]).ExportOnnx(scratch["model.onnx"]);
        OnnxReader.Read(scratch["model.onnx"]).Graph.Nodes.ShouldContain(node => node.Operator == "Loop");
        OnnxModel.Import(scratch["model.onnx"]).Apply((Tensor[])[Tensor.From((int[])[12, 35, 0], [1, 3]), Tensor.From((int[])[18, 49, 4],
            [1, 3])])[0].ToArray<int>().ShouldBe([6, 7, 4]);
    }

    [Fact]
    public void Numbers_that_grow_along_the_batch_are_counted_there()
    {
        using var scratch = new Scratch();
        var x = Model.Input([2]);
        // 10 i + 3 j, and the negative of the number of elements.
        var grown = new Lambda(value => value * 0 + (Tensor.Arange(value.Shape[0], DType.Float32) * 10).ExpandDims(1).Compute()
            + Tensor.From((float[])[0, 3]) - value.Shape.Size).On(x);
        new Functional(x, grown).ExportOnnx(scratch["model.onnx"]);
        OnnxModel.Import(scratch["model.onnx"]).Apply(Tensor.Zeros([4, 2]))[0].ToArray()
            .ShouldBe([-8, -5, 2, 5, 12, 15, 22, 25]);
    }

    [Fact]
    public void Every_second_axis_is_repeated_also_without_channels()
    {
        using var scratch = new Scratch();
        var x = Model.Input([2]);
        new Functional(x, new UpSampling1D(2).On(x)).ExportOnnx(scratch["model.onnx"]);
        OnnxModel.Import(scratch["model.onnx"]).Apply(Tensor.From((float[])[1, 2], [1, 2]))[0].ToArray().ShouldBe([1, 1, 2, 2]);
    }

    private static Functional Returned(string operation, int count)
    {
        using var scratch = new Scratch();
        SymbolicTensor[] inputs = [.. Enumerable.Range(0, count).Select(_ => Model.Input([1]))];
        new Functional(inputs, SymbolicTensor.Operation(operation, inputs)[0]).ExportOnnx(scratch["model.onnx"]);
        return OnnxModel.Import(scratch["model.onnx"]);
    }
}
