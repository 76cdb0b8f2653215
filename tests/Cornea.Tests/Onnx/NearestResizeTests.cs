using Cornea.Formats.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Which element is the nearest where a picture is resized, by each way of rounding.</summary>
public sealed class NearestResizeTests
{
    // Twice as wide, half_pixel: places -0.25, 0.25, 0.75, 1.25, 1.75, 2.25 of 10, 20, 30.
    [Theory]
    [InlineData(null, new float[] { 10, 10, 20, 20, 30, 30 })]
    [InlineData("round_prefer_floor", new float[] { 10, 10, 20, 20, 30, 30 })]
    [InlineData("round_prefer_ceil", new float[] { 10, 10, 20, 20, 30, 30 })]
    [InlineData("floor", new float[] { 10, 10, 10, 20, 20, 30 })]
    [InlineData("ceil", new float[] { 10, 20, 20, 30, 30, 30 })]
    public void Twice_as_wide_by_half_pixels(string? nearest, float[] expected) =>
        Resized([10, 20, 30], 2, "half_pixel", nearest).ShouldBe(expected);

    // Places 0, 0.5, 1, 1.5, 2, 2.5.
    [Theory]
    [InlineData("round_prefer_floor", new float[] { 10, 10, 20, 20, 30, 30 })]
    [InlineData("round_prefer_ceil", new float[] { 10, 20, 20, 30, 30, 30 })]
    [InlineData("floor", new float[] { 10, 10, 20, 20, 30, 30 })]
    [InlineData("ceil", new float[] { 10, 20, 20, 30, 30, 30 })]
    public void Twice_as_wide_from_the_corner(string? nearest, float[] expected) =>
        Resized([10, 20, 30], 2, "asymmetric", nearest).ShouldBe(expected);

    // The float32 nearest to 0.7 lies below it; 10 times that is 7 in float32, and place 7 / 0.7 is 10, not a little above.
    [Fact]
    public void Lengths_and_places_are_those_of_float32()
    {
        Resized([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.7f, "asymmetric", "floor").ShouldBe([0, 1, 2, 4, 5, 7, 8]);
        Resized([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0.7f, "asymmetric", "ceil").ShouldBe([0, 2, 3, 5, 6, 8, 9, 10]);
    }

    private static float[] Resized(float[] row, float scale, string way, string? nearest)
    {
        var attributes = new Dictionary<string, OnnxAttribute>
        {
            ["coordinate_transformation_mode"] = new("coordinate_transformation_mode", OnnxAttributeType.String) { Text = way },
        };
        if (nearest is not null)
            attributes["nearest_mode"] = new OnnxAttribute("nearest_mode", OnnxAttributeType.String) { Text = nearest };
        var file = new OnnxFile
        {
            IrVersion = 8,
            Opsets = new Dictionary<string, int> { [""] = 17 },
            Graph = new OnnxGraph
            {
                Name = "resize",
                Nodes = [new("Resize", "", ["x", "", "scales"], ["y"], attributes)],
                Initializers = [OnnxTensor.Of("scales", Tensor.From((float[])[1, 1, 1, scale]))],
                Inputs = [new OnnxValue("x", OnnxDataType.Float,
                    [new OnnxAxis(null, "n"), new OnnxAxis(1), new OnnxAxis(1), new OnnxAxis(row.Length)])],
                Outputs = [new("y", OnnxDataType.Undefined, null)],
            },
        };
        return OnnxModel.Import(new MemoryStream(OnnxWriter.Write(file).ToArray())).Apply(Tensor.From(row, [1, 1, 1, row.Length]))[0]
            .ToArray();
    }
}
