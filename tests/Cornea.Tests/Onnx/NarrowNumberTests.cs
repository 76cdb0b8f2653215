using Cornea.Formats.Onnx;
using Cornea.Onnx;
using Shouldly;
using static Cornea.Tests.Onnx.OperatorRun;

namespace Cornea.Tests.Onnx;

/// <summary>Numbers of 2, 4 and 8 bits: https://onnx.ai/onnx/technical/float4.html, float8.html, int4.html, int2.html.</summary>
public sealed class NarrowNumberTests
{
    private static Tensor Cast(OnnxDataType type, long saturate, string rounding, params float[] values) => Run("Cast", 25,
        [Numbers(values)], ("to", (long)type), ("saturate", saturate), ("round_mode", rounding));

    // Rounded to the nearest, the bits above dropped: -9 is ...10111 and 15 is 01111.
    [Fact]
    public void Whole_numbers_of_2_and_4_bits()
    {
        Cast(OnnxDataType.UInt4, 1, "up", -9, -1, 0, 15, 16, 2.5f, 3.5f).ToArray<double>().ShouldBe([7.0, 15, 0, 15, 0, 2, 4]);
        Cast(OnnxDataType.Int4, 1, "up", -9, -8, 7, 8, 15, -0.5f).ToArray<double>().ShouldBe([7.0, -8, 7, -8, -1, 0]);
        Cast(OnnxDataType.UInt2, 1, "up", -1, 3, 4).ToArray<double>().ShouldBe([3.0, 3, 0]);
        Cast(OnnxDataType.Int2, 1, "up", -3, -2, 1, 2).ToArray<double>().ShouldBe([1.0, -2, 1, -2]);
    }

    // 0, 0.5, 1, 1.5, 2, 3, 4, 6; a number in the middle becomes the one whose last bit is 0.
    [Fact]
    public void Floating_point_numbers_of_4_bits() =>
        Cast(OnnxDataType.Float4E2M1, 1, "up", 0.25f, 0.75f, 1.25f, 2.5f, -3.5f, 5, 9, float.NegativeInfinity, float.NaN).ToArray()
            .ShouldBe([0f, 1, 1, 2, -4, 4, 6, -6, 0]);

    // Half way between 448, whose last bit is 0, and 480, which is NaN.
    [Fact]
    public void Floating_point_numbers_of_8_bits_beyond_the_largest()
    {
        Cast(OnnxDataType.Float8E4M3FN, 0, "up", 464, 465, -1e6f).ToArray().ShouldBe([448f, float.NaN, float.NaN]);
        Cast(OnnxDataType.Float8E4M3FN, 1, "up", 464, 465, -1e6f).ToArray().ShouldBe([448f, 448, -448]);
        Cast(OnnxDataType.Float8E5M2, 0, "up", 61439, 61440, float.NaN).ToArray()
            .ShouldBe([57344f, float.PositiveInfinity, float.NaN]);
    }

    [Theory]
    [InlineData("up", new[] { 0.125f, 0.25f, 2, 4, 4, 8 })]
    [InlineData("down", new[] { 0.0625f, 0.25f, 1, 2, 2, 4 })]
    [InlineData("nearest", new[] { 0.125f, 0.25f, 1, 4, 2, 8 })]
    public void Exponents_alone(string rounding, float[] expected) =>
        Cast(OnnxDataType.Float8E8M0, 1, rounding, 0.124f, 0.25f, 1.1f, 3, 2.9f, -7).ToArray().ShouldBe(expected);

    [Fact]
    public void Exponents_at_both_ends()
    {
        var least = MathF.Pow(2, -127);
        Cast(OnnxDataType.Float8E8M0, 1, "up", 0, 3e38f, float.NaN, float.NegativeInfinity).ToArray()
            .ShouldBe([least, MathF.Pow(2, 127), float.NaN, float.NaN]);
        Cast(OnnxDataType.Float8E8M0, 0, "up", 3e38f).ToArray().ShouldBe([float.NaN]);
        Cast(OnnxDataType.Float8E8M0, 1, "nearest", 1e-45f, 5e-39f, 1e-38f).ToArray().ShouldBe([least, least, 2 * least]);
    }

    [Fact]
    public void An_unknown_way_of_rounding_is_refused() => Should.Throw<OnnxException>(
        () => Cast(OnnxDataType.Float8E8M0, 1, "sideways", 1)).Message.ShouldContain("received 'sideways'");

    [Theory]
    [InlineData((int)OnnxDataType.UInt4, new[] { 3.0, 15, 0 })]
    [InlineData((int)OnnxDataType.Int4, new[] { 3.0, 7, -8 })]
    [InlineData((int)OnnxDataType.Float8E5M2, new[] { 3.0, 48, -28 })]
    [InlineData((int)OnnxDataType.Float4E2M1, new[] { 3.0, 6, -6 })]
    public void The_zero_point_says_to_what_numbers_are_quantized(int type, double[] expected)
    {
        var zero = new OnnxTensor("zero", (OnnxDataType)type, [], new byte[1]);
        var model = Network([Node("QuantizeLinear", ["x", "scale", "zero"], "q"), Node("Transpose", ["q"], "t"),
            Node("CastLike", ["t", "zero"], "c"), Node("Cast", ["c"], "y", ("to", 1L))], zero);
        model.Predict(Tensor.From([6f, 100, -56], [1, 3])).ToArray<double>().ShouldBe(expected);
    }

    [Fact]
    public void A_network_is_fed_with_numbers_of_4_bits_as_bytes()
    {
        var file = File([Node("DequantizeLinear", ["x", "scale"], "y")], OnnxDataType.Int4, [Scale]);
        var model = OnnxImporter.Import(file, "narrow", new OnnxImportOptions());
        model.Inputs[0].DType.ShouldBe(DType.Int8);
        model.Predict(Tensor.From([(sbyte)-8, (sbyte)7, (sbyte)1], [1, 3])).ToArray().ShouldBe([-16f, 14, 2]);
    }

    // Half has an operator for each step, which rounds.
    [Fact]
    public void A_softmax_of_16_bits_inside_a_network_rounds_each_step()
    {
        Half[] x = [(Half)0.3f, (Half)1.7f, (Half)(-0.9f), (Half)0.77f];
        var powers = x.Select(value => Half.Exp(value - x.Max())).ToArray();
        var sum = (Half)powers.Sum(power => (float)power);
        var file = new OnnxFile
        {
            IrVersion = 11,
            Opsets = new Dictionary<string, int> { [""] = 21 },
            Graph = new OnnxGraph
            {
                Nodes = [Node("Softmax", ["x"], "s"), Node("Neg", ["s"], "y")],
                Inputs = [new OnnxValue("x", OnnxDataType.Float16, [new OnnxAxis(null), new OnnxAxis(4)])],
                Outputs = [new OnnxValue("y", OnnxDataType.Float16, null)],
            },
        };
        OnnxImporter.Import(file, "narrow", new OnnxImportOptions()).Predict(Tensor.From(x, [1, 4])).ToArray<Half>()
            .ShouldBe(powers.Select(power => -(power / sum)).ToArray());
    }

    private static readonly OnnxTensor Scale = OnnxTensor.Of("scale", Tensor.From(2f));

    private static Functional Network(OnnxNode[] nodes, OnnxTensor zero) =>
        OnnxImporter.Import(File(nodes, OnnxDataType.Float, [Scale, zero]), "narrow", new OnnxImportOptions());

    private static OnnxFile File(OnnxNode[] nodes, OnnxDataType fed, OnnxTensor[] constants) => new()
    {
        IrVersion = 11,
        Opsets = new Dictionary<string, int> { [""] = 25 },
        Graph = new OnnxGraph
        {
            Nodes = nodes,
            Initializers = constants,
            Inputs = [new OnnxValue("x", fed, [new OnnxAxis(null), new OnnxAxis(3)])],
            Outputs = [new OnnxValue("y", OnnxDataType.Float, null)],
        },
    };

    private static OnnxNode Node(string name, string[] inputs, string output, params (string Name, object Value)[] attributes) => new(
        name, "", inputs, [output], attributes.ToDictionary(pair => pair.Name, pair => Attribute(pair.Name, pair.Value)))
    { Opset = 25 };
}
