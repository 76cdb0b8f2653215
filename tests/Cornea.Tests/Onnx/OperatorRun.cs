using Cornea.Formats.Onnx;
using Cornea.Onnx;
using Shouldly;

namespace Cornea.Tests.Onnx;

/// <summary>Computes one node.</summary>
internal static class OperatorRun
{
    public static Tensor Run(string name, int opset, IReadOnlyList<Tensor?> inputs, params (string Name, object Value)[] attributes) =>
        All(name, "", opset, 1, inputs, attributes)[0]!;

    public static Tensor Run(
        string name, string domain, IReadOnlyList<Tensor?> inputs, params (string Name, object Value)[] attributes) =>
        All(name, domain, 1, 1, inputs, attributes)[0]!;

    public static Tensor?[] All(string name, string domain, int opset, int outputs, IReadOnlyList<Tensor?> inputs,
        params (string Name, object Value)[] attributes)
    {
        var node = new OnnxNode(name, domain, [.. inputs.Select((input, i) => input is null ? "" : $"x{i}")],
            [.. Enumerable.Range(0, outputs).Select(i => $"y{i}")],
            attributes.ToDictionary(pair => pair.Name, pair => Attribute(pair.Name, pair.Value)))
        { Opset = opset };
        return OperatorTable.Compute(new OperatorCall(node, inputs), inputs);
    }

    public static Tensor One(float value) => Tensor.From((float[])[value]);

    public static Tensor Numbers(params float[] values) => Tensor.From(values);

    public static Tensor Whole(params long[] values) => Tensor.From(values);

    public static void Near(Tensor? actual, params double[] expected)
    {
        var values = actual!.ToArray<double>();
        values.Length.ShouldBe(expected.Length);
        for (var i = 0; i < values.Length; i++)
            values[i].ShouldBe(expected[i], 1e-5);
    }

    public static OnnxAttribute Attribute(string name, object value) => value switch
    {
        long whole => new(name, OnnxAttributeType.Int) { Int = whole },
        float number => new(name, OnnxAttributeType.Float) { Float = number },
        string text => new(name, OnnxAttributeType.String) { Text = text },
        long[] wholes => new(name, OnnxAttributeType.Ints) { Ints = wholes },
        float[] numbers => new(name, OnnxAttributeType.Floats) { Floats = numbers },
        Tensor tensor => new(name, OnnxAttributeType.Tensor) { Tensor = OnnxTensor.Of(name, tensor) },
        OnnxTensor stored => new(name, OnnxAttributeType.Tensor) { Tensor = stored },
        string[] texts => new(name, OnnxAttributeType.Strings) { Texts = texts },
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
