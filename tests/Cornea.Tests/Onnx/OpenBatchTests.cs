using Cornea.Formats.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Networks whose batch is open although a number of samples was written into them.</summary>
public sealed class OpenBatchTests
{
    [Theory]
    [InlineData(1L, -1L)]
    [InlineData(1L, 4L)]
    [InlineData(2L, 4L)]
    public void A_number_of_samples_inside_is_the_batch(long samples, long rest)
    {
        var model = Imported([samples, rest]);
        foreach (var rows in (int[])[1, 3, 7])
        {
            var x = Tensor.Arange(rows * 4, DType.Float32).Reshape(rows, 2, 2);
            // Each row's numbers count 1, 2, 3 and 4 times.
            ((Tensor)model.Apply(x)).ToArray().ShouldBe([.. Enumerable.Range(0, rows).Select(row => 4f * row * 10 + 20)]);
        }
    }

    private static Functional Imported(long[] shape)
    {
        var none = new Dictionary<string, OnnxAttribute>();
        var file = new OnnxFile
        {
            IrVersion = 8,
            Opsets = new Dictionary<string, int> { [""] = 17 },
            Graph = new OnnxGraph
            {
                Name = "open batch",
                Nodes = [new OnnxNode("Reshape", "", ["x", "shape"], ["rows"], none), new OnnxNode("Gemm", "", ["rows", "w"], ["y"], none)],
                Initializers = [OnnxTensor.Of("shape", Tensor.From(shape)), OnnxTensor.Of("w", Tensor.From((float[])[1, 2, 3, 4], [4, 1]))],
                Inputs = [new OnnxValue("x", OnnxDataType.Float, [new OnnxAxis(null, "batch"), new OnnxAxis(2), new OnnxAxis(2)])],
                Outputs = [new OnnxValue("y", OnnxDataType.Float, [new OnnxAxis(null, "batch"), new OnnxAxis(1)])],
            },
        };
        return OnnxModel.Import(new MemoryStream(OnnxWriter.Write(file).ToArray()));
    }
}
