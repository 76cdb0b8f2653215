using Cornea.Formats.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Scan of operator set 8: each sample of a batch by itself, as far as its length says.</summary>
public sealed class BatchedScanTests
{
    private static readonly Dictionary<string, OnnxAttribute> None = [];

    [Theory]
    [InlineData(null, 0, new float[] { 16, 70 }, new float[] { 11, 13, 16, 30, 50, 70 })]
    [InlineData(null, 1, new float[] { 16, 70 }, new float[] { 13, 15, 16, 30, 50, 70 })]
    [InlineData(new long[] { 2, 1 }, 0, new float[] { 13, 30 }, new float[] { 11, 13, 0, 30, 0, 0 })]
    public void Each_sample_is_summed_up(long[]? lengths, long direction, float[] last, float[] sums)
    {
        var body = new OnnxGraph
        {
            Name = "body",
            Nodes = [new("Add", "", ["sum", "row"], ["more"], None), new("Identity", "", ["more"], ["seen"], None)],
            Inputs = [Value("sum"), Value("row")],
            Outputs = [Value("more"), Value("seen")],
        };
        var file = new OnnxFile
        {
            IrVersion = 3,
            Opsets = new Dictionary<string, int> { [""] = 8 },
            Graph = new OnnxGraph
            {
                Name = "scan",
                Nodes = [new("Scan", "", [lengths is null ? "" : "lengths", "start", "x"], ["last", "sums"],
                    new Dictionary<string, OnnxAttribute>
                    {
                        ["body"] = new("body", OnnxAttributeType.Graph) { Graph = body },
                        ["num_scan_inputs"] = new("num_scan_inputs", OnnxAttributeType.Int) { Int = 1 },
                        ["directions"] = new("directions", OnnxAttributeType.Ints) { Ints = [direction] },
                    })],
                Initializers = [OnnxTensor.Of("lengths", Tensor.From(lengths ?? [3, 3])),
                    OnnxTensor.Of("start", Tensor.From((float[])[10, 10], [2, 1]))],
                Inputs = [new OnnxValue("x", OnnxDataType.Float, [new OnnxAxis(2), new OnnxAxis(3), new OnnxAxis(1)])],
                Outputs = [Value("last"), Value("sums")],
            },
        };
        var outputs = OnnxModel.Import(new MemoryStream(OnnxWriter.Write(file).ToArray()))
            .Apply(Tensor.From((float[])[1, 2, 3, 20, 20, 20], [2, 3, 1]));
        outputs[0].ToArray().ShouldBe(last);
        outputs[1].ToArray().ShouldBe(sums);
    }

    private static OnnxValue Value(string name) => new(name, OnnxDataType.Undefined, null);
}
