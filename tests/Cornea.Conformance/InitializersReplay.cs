using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>
/// initializers.json: exact values; moments and bounds of random ones, over many draws; the products of orthogonal ones.
/// </summary>
public sealed class InitializersReplay : Replay
{
    private const int Values = 40_000;

    public override string File => "initializers.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var initializer = KerasObjects.Make<Initializer>(ClassKind.Initializer, test.Text("class_name"), test.GetProperty("kwargs"));
        var shape = test.GetProperty("shape").Shape();
        if (test.Optional("value") is { } value)
            comparison.Near("value", initializer.Create(shape, RandomKey.From(1)), value, 1e-6);
        else if (test.Optional("gram") is { } gram)
            CheckGram(initializer.Create(shape, RandomKey.From(1)), gram, comparison);
        else
            CheckMoments(test, initializer, shape, comparison);
    }

    private static void CheckGram(Tensor weight, JsonElement gram, Comparison comparison)
    {
        var matrix = weight.Reshape(-1, weight.Shape[^1]);
        var vectors = matrix.Shape[0] < matrix.Shape[1] ? matrix : matrix.Transpose();
        comparison.Near("gram", Tensor.MatMul(vectors.ToFloat64(), vectors.ToFloat64().Transpose()), gram, 1e-6);
    }

    // One compiled draw, run with key after key until there are enough values for the moments.
    private static void CheckMoments(JsonElement test, Initializer initializer, Shape shape, Comparison comparison)
    {
        var key = Tensor.Input(Shape.Scalar, DType.Int64, "key");
        var draw = new CompiledFunction([key], [initializer.Create(shape, new RandomKey(key))]);
        var (count, sum, squares, low, high) = (0L, 0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; count < Values; i++)
        {
            draw.Input<long>(0)[0] = i;
            draw.Run();
            foreach (var value in draw.Output<float>(0))
            {
                sum += value;
                squares += (double)value * value;
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
            count += shape.Size;
        }
        var (expectedMean, expectedDeviation) = (test.Number("mean"), test.Number("std"));
        var mean = sum / count;
        comparison.Holds($"mean {mean} is not near {expectedMean}",
            Math.Abs(mean - expectedMean) <= 4 * expectedDeviation / Math.Sqrt(count));
        var deviation = Math.Sqrt((squares / count) - (mean * mean));
        comparison.Holds($"standard deviation {deviation} is not near {expectedDeviation}",
            Math.Abs(deviation - expectedDeviation) <= 0.02 * expectedDeviation);
        // The bounds as float32, the type of the values.
        if (test.Optional("low") is { } least)
            comparison.Holds($"value {low} is below {least}", low >= (float)least.Number());
        if (test.Optional("high") is { } most)
            comparison.Holds($"value {high} is above {most}", high <= (float)most.Number());
    }
}
