using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>layers.json: outputs, losses, changed state, output shapes, masks and gradients of single layers.</summary>
public sealed class LayersReplay : Replay
{
    public override string File => "layers.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var className = test.Text("class_name");
        var layer = KerasObjects.Layer(className, test.GetProperty("config"), test.GetProperty("call_kwargs"));
        Tensor[] inputs = [.. test.GetProperty("inputs").EnumerateArray().Select(array => array.Tensor())];
        if (layer is Normalization normalization && test.Tensor("adapt_data") is { } data)
            normalization.Adapt(data);

        Tensor[] given = [.. inputs, .. Extra(test, inputs)];
        layer.BuildFor([.. given.Select(input => input.Shape)]);
        SetWeights(layer, test.GetProperty("weights"), comparison);

        var context = new CallContext(test.GetProperty("call_kwargs").Flag("training"));
        var masks = test.GetProperty("masks").Optional("mask") is { } list
            ? list.EnumerateArray().Select(array => array.Tensor()).ToArray() : [];
        for (var i = 0; i < Math.Min(masks.Length, inputs.Length); i++)
            context.SetMask(inputs[i], masks[i]);
        var outputs = layer.Apply(given, context);

        var tolerance = className is "MultiHeadAttention" or "GroupQueryAttention" or "Attention" or "AdditiveAttention" ? 2e-5 : 1e-5;
        var expected = test.GetProperty("outputs");
        comparison.Holds("number of outputs", outputs.Count == expected.GetArrayLength());
        for (var i = 0; i < Math.Min(outputs.Count, expected.GetArrayLength()); i++)
            comparison.Near($"output {i}", outputs[i], expected[i], tolerance);
        if (test.Tensor("output_mask") is { } mask)
        {
            comparison.Near("mask", (context.MaskOf(outputs[0]) ?? Tensor.Ones(mask.Shape)).ToFloat32(), test.GetProperty("output_mask"),
                0);
        }
        CheckLosses(test, layer, context, comparison);
        CheckShape(test, className, given, comparison);
        CheckState(test, layer, context, comparison);
        CheckGradients(test, layer, context, inputs, outputs, comparison);
    }

    // A mask or weights that Keras takes as further arguments are further inputs here.
    private static Tensor[] Extra(JsonElement test, Tensor[] inputs)
    {
        var masks = test.GetProperty("masks");
        if (masks.Optional("attention_mask") is { } seen)
            return [.. inputs.Length == 2 ? new[] { inputs[1] } : [], seen[0].Tensor()];
        return masks.Optional("count_weights") is { } weights ? [weights[0].Tensor()] : [];
    }

    internal static void SetWeights(Layer layer, JsonElement weights, Comparison comparison)
    {
        var values = weights.EnumerateArray().ToArray();
        comparison.Same("weights", string.Join(' ', layer.Weights.Select(weight => weight.Name)),
            string.Join(' ', values.Select(weight => weight.Text("name"))));
        layer.SetWeights([.. values.Select(weight => weight.GetProperty("value").Tensor())]);
    }

    private static void CheckLosses(JsonElement test, Layer layer, CallContext context, Comparison comparison)
    {
        Tensor[] losses = [.. layer.TrainableWeights.Where(weight => weight.Regularizer is not null)
            .Select(weight => weight.Regularizer!.Penalty(weight.Variable)), .. context.Losses];
        var expected = test.GetProperty("losses").EnumerateArray().Select(value => value.Number()).ToArray();
        comparison.Near("losses", [.. losses.Select(loss => (double)loss.Item()).Order()], [.. expected.Order()], 1e-5);
    }

    // Keras says None where an EinsumDense was told None for an axis that its input knows; the traced shape is exact.
    private static void CheckShape(JsonElement test, string className, Tensor[] inputs, Comparison comparison)
    {
        if (className == "EinsumDense" || test.Optional("output_shape") is not { ValueKind: JsonValueKind.Array } shape
            || shape.GetArrayLength() == 0 || shape[0].ValueKind == JsonValueKind.Array)
        {
            return;
        }
        var layer = KerasObjects.Layer(className, test.GetProperty("config"), test.GetProperty("call_kwargs"));
        comparison.Same("output shape",
            layer.ComputeOutputShape([.. inputs.Select(input => input.Shape.With(0, Shape.Unknown))])[0].ToString(),
            shape.Shape().ToString());
    }

    private static void CheckState(JsonElement test, Layer layer, CallContext context, Comparison comparison)
    {
        var changed = test.GetProperty("state_after").EnumerateArray().ToArray();
        comparison.Holds("which weights the call changed", changed.Length == context.Updates.Count);
        foreach (var state in changed)
        {
            comparison.Near($"state {state.Whole("index", 0)}", context.Read(layer.Weights[state.Whole("index", 0)].Variable),
                state.GetProperty("value"), 1e-5);
        }
    }

    private static void CheckGradients(JsonElement test, Layer layer, CallContext context, Tensor[] inputs, Tensors outputs,
        Comparison comparison)
    {
        var r = test.GetProperty("r").EnumerateArray().ToArray();
        var total = Tensor.From(0f);
        for (var i = 0; i < outputs.Count; i++)
        {
            if (i < r.Length && outputs[i].DType.IsFloat() && r[i].ValueKind == JsonValueKind.Object)
                total += (outputs[i] * r[i].Tensor()).Sum();
        }
        var trainable = layer.TrainableWeights;
        var expectedInputs = test.GetProperty("input_grads").EnumerateArray().ToArray();
        var expectedWeights = test.GetProperty("weight_grads").EnumerateArray().ToArray();
        var gradients = Gradients.Of(total, [.. inputs, .. trainable.Select(weight => context.Read(weight.Variable))]);
        for (var i = 0; i < expectedInputs.Length; i++)
        {
            if (expectedInputs[i].ValueKind == JsonValueKind.Object)
                comparison.Near($"gradient of input {i}", gradients[i], expectedInputs[i], 5e-5);
        }
        comparison.Holds("number of trained weights", expectedWeights.Length == trainable.Count);
        for (var i = 0; i < Math.Min(expectedWeights.Length, trainable.Count); i++)
        {
            if (expectedWeights[i].ValueKind == JsonValueKind.Object)
                comparison.Near($"gradient of {trainable[i].Variable.Name}", gradients[inputs.Length + i], expectedWeights[i], 5e-5);
        }
    }
}
