using System.Reflection;

namespace Cornea.Tests.Layers;

/// <summary>Tests a layer class of the registry for each <see cref="LayerProperty"/>: null where it holds, else what is wrong.</summary>
internal static class LayerProperties
{
    // Bits may differ where a kernel splits its work by the batch; a adjacent element's influence would be larger.
    private const double Tolerance = 1e-5;

    private static readonly PropertyInfo SupportsMasking =
        typeof(Layer).GetProperty("SupportsMasking", BindingFlags.Instance | BindingFlags.NonPublic)!;

    public static string? Gradient(ClassEntry entry)
    {
        var (layer, inputs) = Built(entry, -0.95);
        if (!layer.Apply(inputs).Any(output => output.DType.IsFloat()))
            return null; // class numbers and the like have no gradient
        var result = GradientCheck.Run(
            given => Tensor.Concat([.. layer.Apply(given.ToArray(), new CallContext())
                .Where(output => output.DType.IsFloat()).Select(output => output.Reshape(-1))]),
            [.. inputs], [.. layer.TrainableWeights.Select(weight => weight.Variable)], new GradientCheckOptions { ElementsPerInput = 5 });
        return result.Passed ? null : result.ToString();
    }

    public static string? Batch(ClassEntry entry)
    {
        var (layer, inputs) = Built(entry, 0.05);
        foreach (var training in new[] { false, true })
        {
            var whole = Values(layer.Apply(inputs, training));
            if (training && Draws(layer, inputs, whole))
                continue;
            for (var row = 0; row < inputs[0].Shape[0]; row++)
            {
                var alone = Values(layer.Apply(inputs.Select(input => input[row..(row + 1)]).ToArray(), training));
                for (var i = 0; i < whole.Count; i++)
                {
                    var found = alone[i];
                    var expected = whole[i].AsSpan(row * found.Length, found.Length);
                    for (var at = 0; at < found.Length; at++)
                    {
                        if (!(Math.Abs(found[at] - expected[at]) <= Tolerance * (1 + Math.Abs(expected[at]))))
                            return $"training {training}, row {row}, output {i} at {at}: {found[at]} alone, {expected[at]} in the batch";
                    }
                }
            }
        }
        return null;
    }

    public static string? Mask(ClassEntry entry)
    {
        var (layer, inputs) = Built(entry, 0.05);
        var context = new CallContext(training: true, RandomKey.From(3));
        var masks = inputs.Select(
            (input, i) => (RandomKey.From(i).Uniform([.. input.Shape[..Math.Min(2, input.Rank - 1)]]) < 0.5f).Compute()).ToList();
        for (var i = 0; i < inputs.Count; i++)
            context.SetMask(inputs[i], masks[i]);
        var outputs = layer.Apply(inputs, context);
        var supported = (bool)SupportsMasking.GetValue(layer)!;
        foreach (var output in outputs)
        {
            var mask = context.MaskOf(output);
            if (supported && mask is null)
                return "supports masking, but the mask ended";
            if (!supported && mask is not null)
                return "does not support masking, but its output has a mask";
            if (mask is not null && !mask.ToArray<bool>().SequenceEqual(masks[0].ToArray<bool>()))
                return "the mask of the output is not that of the first input";
        }
        return null;
    }

    public static string? Training(ClassEntry entry)
    {
        var config = LayerCheck.Configuration(entry);
        var (shapes, dtype) = LayerCheck.InputsOf(entry, config);
        if (Built(entry, 0.05).Layer.TrainableWeights.Count == 0)
            return null;
        var layer = LayerCheck.Make(entry, config);
        var inputs = shapes.Select(shape => Model.Input(shape[1..], dtype)).ToArray();
        var model = new Functional(inputs, layer.OnAll(inputs)[0]);
        model.Compile(new SGD(learningRate: 0.1), new MeanSquaredError());
        var before = layer.TrainableWeights.Select(weight => weight.Variable.ToArray<float>()).ToList();
        var values = LayerCheck.Inputs(shapes, dtype, 1, -0.95);
        model.TrainOnBatch(values, RandomKey.From(7).Uniform(layer.Apply(values)[0].Shape));
        var still = layer.TrainableWeights.Where((weight, i) => weight.Variable.ToArray<float>().SequenceEqual(before[i])).ToList();
        return still.Count == 0 ? null : $"unchanged: {string.Join(", ", still.Select(weight => weight.Name))}";
    }

    public static string? Policy(ClassEntry entry, DTypePolicy policy)
    {
        using var scope = new PolicyScope(policy);
        var (layer, inputs) = Built(entry, 0.05);
        var outputs = layer.Apply(inputs);
        for (var i = 0; i < outputs.Count; i++)
        {
            if (!outputs[i].DType.IsFloat())
                continue;
            if (outputs[i].DType != policy.ComputeDType)
                return $"{policy}: output {i} is {outputs[i].DType}";
            if (outputs[i].ToArray<double>().FirstOrDefault(value => !double.IsFinite(value)) is var wrong && !double.IsFinite(wrong))
                return $"{policy}: output {i} has {wrong}";
        }
        return null;
    }

    // Layers that draw random numbers draw others at each call; few may agree by chance.
    private static bool Draws(Layer layer, Tensors inputs, List<double[]> first) => Enumerable.Range(0, 10).Any(
        _ => !first.Zip(Values(layer.Apply(inputs, training: true))).All(pair => pair.First.SequenceEqual(pair.Second)));

    private static (Layer Layer, Tensors Inputs) Built(ClassEntry entry, double low)
    {
        var config = LayerCheck.Configuration(entry);
        var (shapes, dtype) = LayerCheck.InputsOf(entry, config);
        var layer = LayerCheck.Make(entry, config);
        layer.BuildFor(shapes);
        return (layer, LayerCheck.Inputs(shapes, dtype, 1, low));
    }

    private static List<double[]> Values(Tensors outputs) => [.. outputs.Select(output => output.ToArray<double>())];
}
