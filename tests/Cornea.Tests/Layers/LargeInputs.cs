namespace Cornea.Tests.Layers;

/// <summary>
/// Tests a layer class of the registry with large inputs: what float64 computes of the same numbers is right, where squares of them do not
/// overflow.
/// </summary>
internal static class LargeInputs
{
    // Far beyond the root of float32's largest number, 3.4e38; sums of still larger ones overflow themselves.
    private static readonly float[] Scales = [1e10f, 3e19f, 1e25f, 1e31f];

    // Of the largest value of an output: sums of numbers that cancel out keep no more.
    private const double Tolerance = 1e-3;
    private const double Largest = 1e38;

    // Slopes of outputs of size 1 that cancel out have this much left of them, over the size of the inputs.
    private const double Rounding = 1e-4;

    public static string? Check(ClassEntry entry)
    {
        ConfigObject config = LayerCheck.Configuration(entry);
        (Shape[] shapes, DType dtype) = LayerCheck.InputsOf(entry, config);
        if (dtype != DType.Float32 || entry.ClassName.EndsWith("Embedding", StringComparison.Ordinal))
            return null; // class numbers are not large
        var layer = LayerCheck.Make(entry, config);
        layer.BuildFor(shapes);
        config["dtype"] = "float64";
        var wide = LayerCheck.Make(entry, config);
        wide.BuildFor(shapes);
        wide.SetWeights([.. layer.GetWeights().Select(weight => weight.DType.IsFloat() ? weight.Cast(DType.Float64) : weight)]);
        foreach (var scale in Scales)
        {
            Tensors inputs = LayerCheck.Inputs(shapes, dtype, 1, -0.95).Select(input => (input * scale).Compute()).ToArray();
            Tensors wideInputs = inputs.Select(input => input.Cast(DType.Float64).Compute()).ToArray();
            foreach (var training in new[] { false, true })
            {
                Tensors outputs = layer.Apply(inputs, training), expected = wide.Apply(wideInputs, training);
                if (training && Draws(wide, wideInputs, expected))
                    continue;
                var fault = Compared(outputs, expected, 0, "output");
                if (fault is null && outputs.All(output => output.DType.IsFloat()))
                    fault = Compared(Slopes(outputs, inputs), Slopes(expected, wideInputs), Rounding / scale, "gradient");
                if (fault is not null)
                    return $"inputs times {scale}, training {training}: {fault}";
            }
        }
        return null;
    }

    private static Tensors Slopes(Tensors outputs, Tensors inputs)
    {
        // Weights from -1 to 1 of the outputs, so that slopes of normalizations are not all 0.
        var sum = outputs.Select((output, i) => (output * RandomKey.From(40 + i).Uniform(output.Shape, -1, 1).Cast(output.DType)).Sum())
            .Aggregate((first, second) => first + second);
        return Gradients.Of(sum, [.. inputs]).ToArray();
    }

    // Layers that draw random numbers draw others at each call; few may agree by chance.
    private static bool Draws(Layer layer, Tensors inputs, Tensors first) => Enumerable.Range(0, 10).Any(
        _ => !first.Zip(layer.Apply(inputs, training: true)).All(
            pair => pair.First.ToArray<double>().SequenceEqual(pair.Second.ToArray<double>())));

    private static string? Compared(Tensors found, Tensors expected, double rounding, string what)
    {
        for (var i = 0; i < found.Count; i++)
        {
            double[] values = found[i].ToArray<double>(), right = expected[i].ToArray<double>();
            var scale = right.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
            for (var at = 0; at < values.Length; at++)
            {
                var allowed = Tolerance * scale + rounding + 1e-37;
                if (double.IsFinite(right[at]) && scale < Largest && !(Math.Abs(values[at] - right[at]) <= allowed))
                    return $"{what} {i} at {at} is {values[at]}, and {right[at]} is right";
            }
        }
        return null;
    }
}
