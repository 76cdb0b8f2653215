using System.Text.Json;
using System.Text.RegularExpressions;
using Cornea.Conformance;
using Shouldly;

namespace Cornea.Tests;

/// <summary>Models and layers of Keras in 16 and 64 bits. They set the process's default policy, so they run alone.</summary>
[Collection(nameof(AloneCollection))]
public sealed class KerasPrecisionTests
{
    // A bin, a hash or a sort decides otherwise when its input is rounded; what these give cannot be near.
    private static readonly string[] Discontinuous = ["Discretization", "CategoryEncoding", "Equalization", "AutoContrast"];

    [Theory]
    [InlineData("mixed_float16", 5e-3)]
    [InlineData("mixed_bfloat16", 5e-3)]
    public void Mixed_models_predict_what_Keras_predicts(string name, double tolerance)
    {
        Sequential model;
        using (new PolicyScope(name))
        {
            model = [new InputLayer([6, 6, 1]), new Conv2D(3, 3, activation: Activation.Relu), new MaxPooling2D(), new Flatten(),
                new Dense(4, Activation.Relu)];
        }
        model.Add(new Dense(3, Activation.Softmax));
        Compare(model, name, tolerance, DType.Float32);
        model.Layers[0].DTypePolicy.ShouldBe(new DTypePolicy(name));
        model.Weights.ShouldAllBe(weight => weight.Variable.DType == DType.Float32);
    }

    [Theory]
    [InlineData("pure_float16", "float16", 2e-3)]
    [InlineData("pure_bfloat16", "bfloat16", 2e-2)]
    public void Pure_models_predict_what_Keras_predicts(string name, string policy, double tolerance)
    {
        Sequential model;
        using (new PolicyScope(policy))
            model = [new InputLayer(5), new Dense(4, Activation.Relu), new Dense(2)];
        var dtype = new DTypePolicy(policy).ComputeDType;
        Compare(model, name, tolerance, dtype);
        model.Weights.ShouldAllBe(weight => weight.Variable.DType == dtype);
    }

    public static TheoryData<string> Policies => ["mixed_float16", "mixed_bfloat16", "float64"];

    [Theory]
    [MemberData(nameof(Policies))]
    public void Every_layer_gives_the_compute_type_and_values_near_those_of_float32(string name)
    {
        using var scope = new PolicyScope(name);
        DTypePolicy policy = name;
        var wrong = new List<string>();
        using var file = KerasFixtures.Load("layers.json");
        foreach (var test in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            var id = test.Text("id");
            try
            {
                if (Check(test, policy) is { } fault)
                    wrong.Add($"{id}: {fault}");
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                wrong.Add($"{id}: {exception.GetType().Name}: {exception.Message}");
            }
        }
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    private static string? Check(JsonElement test, DTypePolicy policy)
    {
        var className = test.Text("class_name");
        var masks = test.GetProperty("masks");
        if (masks.Optional("attention_mask") is not null || masks.Optional("count_weights") is not null)
            return null; // further inputs, which only the replay of these layers knows how to place
        // The cases were written with float32; the layer, and what is inside it, is made with the policy to be tested.
        var config = Regex.Replace(
            test.GetProperty("config").GetRawText(), "\"(name|dtype)\": *\"float32\"", $"\"$1\": \"{policy.Name}\"");
        var layer = KerasObjects.Layer(className, JsonDocument.Parse(config).RootElement, test.GetProperty("call_kwargs"));
        Tensor[] inputs = [.. test.GetProperty("inputs").EnumerateArray().Select(array => array.Tensor())];
        if (layer is Normalization normalization && test.Tensor("adapt_data") is { } data)
            normalization.Adapt(data);
        layer.BuildFor([.. inputs.Select(input => input.Shape)]);
        layer.SetWeights([.. test.GetProperty("weights").EnumerateArray().Select(weight => weight.GetProperty("value").Tensor())]);
        if (layer.Weights.FirstOrDefault(
            weight => weight.Variable.DType.IsFloat() && weight.Variable.DType != policy.VariableDType) is { } other)
        {
            return $"weight {other.Name} is {other.Variable.DType}";
        }

        var context = new CallContext(test.GetProperty("call_kwargs").Flag("training"));
        var given = masks.Optional("mask") is { } list ? list.EnumerateArray().Select(array => array.Tensor()).ToArray() : [];
        for (var i = 0; i < Math.Min(given.Length, inputs.Length); i++)
            context.SetMask(inputs[i], given[i]);
        var outputs = layer.Apply(inputs, context);
        var expected = test.GetProperty("outputs");
        var tolerance = policy.ComputeDType switch
        {
            DType.Float64 => 2e-5, // what Keras's float32 leaves
            DType.Float16 => 2e-2,
            _ => 0.12, // 8 bits: 0.4 % of each of some ten roundings, beside what cancels
        };
        for (var i = 0; i < outputs.Count; i++)
        {
            if (!outputs[i].DType.IsFloat())
                continue;
            if (outputs[i].DType != policy.ComputeDType)
                return $"output {i} is {outputs[i].DType}";
            var (found, wanted) = (outputs[i].ToArray<double>(), expected[i].Numbers());
            for (var at = 0; at < found.Length && !Discontinuous.Contains(className); at++)
            {
                if (!(Math.Abs(found[at] - wanted[at]) <= tolerance * (1 + Math.Abs(wanted[at])))
                    && !(double.IsNaN(found[at]) && double.IsNaN(wanted[at])))
                {
                    return $"output {i} at {at} is {found[at]:G5}, Keras in float32 {wanted[at]:G5}";
                }
            }
        }
        foreach (var update in context.Updates.Where(update => update.Value.DType != update.Target.DType))
            return $"update of {update.Target.Name} is {update.Value.DType}";
        return Gradients(layer, outputs);
    }

    // Each trained weight has a finite gradient of its own type.
    private static string? Gradients(Layer layer, Tensors outputs)
    {
        Variable[] variables = [.. layer.TrainableWeights.Select(weight => weight.Variable)];
        if (variables.Length == 0)
            return null;
        var total = outputs.Where(output => output.DType.IsFloat()).Select(output => output.ToFloat32().Sum()).Aggregate((a, b) => a + b);
        var gradients = Cornea.Gradients.Of(total, [.. variables.Select(variable => variable.Value)]);
        for (var i = 0; i < gradients.Length; i++)
        {
            if (gradients[i].DType != variables[i].DType)
                return $"gradient of {variables[i].Name} is {gradients[i].DType}";
            if (!gradients[i].IsFinite().All().Item<bool>())
                return $"gradient of {variables[i].Name} is not finite";
        }
        return null;
    }

    private static void Compare(Sequential model, string name, double tolerance, DType dtype)
    {
        using var file = KerasFixtures.Load($"models/{name}.json");
        var root = file.RootElement;
        _ = model.Layers;
        model.SetWeights([.. root.GetProperty("weights").EnumerateArray().Select(weight => weight.GetProperty("value").Tensor())]);
        var found = model.Predict(root.GetProperty("inputs")[0].Tensor());
        found.DType.ShouldBe(dtype);
        var (values, expected) = (found.ToArray<double>(), root.GetProperty("outputs")[0].Numbers());
        values.Length.ShouldBe(expected.Length);
        for (var i = 0; i < values.Length; i++)
            values[i].ShouldBe(expected[i], tolerance + tolerance * Math.Abs(expected[i]));
    }
}
