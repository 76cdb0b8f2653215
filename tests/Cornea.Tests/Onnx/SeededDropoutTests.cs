using Cornea.Formats.Onnx;
using Cornea.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>A Dropout that is to drop by a seed: ONNX's reference takes NumPy's RandomState for that.</summary>
public sealed class SeededDropoutTests
{
    // numpy.random.RandomState(seed).uniform(0, 1, 1300) at 0, 1, 623 and 1299: a state is 624 words, two for each number.
    [Theory]
    [InlineData(0u, 0.5488135039273248, 0.7151893663724195, 0.8130538632474607, 0.10023343742412305)]
    [InlineData(5u, 0.22199317108973948, 0.8707323061773764, 0.6146949375583336, 0.9586348928368746)]
    [InlineData(4294967295u, 0.0976320289940138, 0.9123828453026218, 0.16177415711968401, 0.2615643098940784)]
    public void The_numbers_are_those_of_NumPy(uint seed, params double[] expected)
    {
        var random = new MersenneTwister(seed);
        var numbers = Enumerable.Range(0, 1300).Select(_ => random.NextDouble()).ToArray();
        ((double[])[numbers[0], numbers[1], numbers[623], numbers[1299]]).ShouldBe(expected);
    }

    [Fact]
    public void The_seed_says_what_is_dropped_in_predictions_too()
    {
        var model = Imported(5);
        foreach (var _ in (int[])[1, 2])
        {
            // RandomState(5).uniform(0, 1, 6) >= 0.25: the first and the third are below.
            var outputs = model.Apply(Tensor.From((float[])[3, 6, 9, 12, 15, 18], [2, 3]));
            outputs[0].ToArray().ShouldBe([0, 8, 0, 16, 20, 24]);
            outputs[1].ToArray<bool>().ShouldBe([false, true, false, true, true, true]);
        }
        Should.Throw<OnnxException>(() => Imported(-1)).Message.ShouldContain("seed");
        Should.Throw<OnnxException>(() => Imported(null)).Message.ShouldContain("training_mode");
    }

    private static Functional Imported(long? seed)
    {
        var attributes = new Dictionary<string, OnnxAttribute>();
        if (seed is { } given)
            attributes["seed"] = new OnnxAttribute("seed", OnnxAttributeType.Int) { Int = given };
        var file = new OnnxFile
        {
            IrVersion = 8,
            Opsets = new Dictionary<string, int> { [""] = 17 },
            Graph = new OnnxGraph
            {
                Name = "dropout",
                Nodes = [new("Dropout", "", ["x", "ratio", "drops"], ["y", "mask"], attributes)],
                Initializers = [OnnxTensor.Of("ratio", Tensor.From(0.25f)), OnnxTensor.Of("drops", Tensor.From(true))],
                Inputs = [new OnnxValue("x", OnnxDataType.Float, [new OnnxAxis(null, "rows"), new OnnxAxis(3)])],
                Outputs = [new("y", OnnxDataType.Undefined, null), new("mask", OnnxDataType.Undefined, null)],
            },
        };
        return OnnxModel.Import(new MemoryStream(OnnxWriter.Write(file).ToArray()));
    }
}
