using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>ops.json: values, types and gradients of the functions of keras.ops.</summary>
public sealed class OpsReplay : Replay
{
    public override string File => "ops.json";

    protected override void Check(JsonElement test, Comparison comparison)
    {
        if (test.Text("function") == "dtype_table")
        {
            OpDTypeTables.Check(test, comparison);
            return;
        }
        if (!OpTable.Rows.TryGetValue(test.Text("function"), out var row))
            throw new UnsupportedCaseException("");
        var call = new OpCall(row, test);
        var result = row.Call(call);
        if (test.TryGetProperty("value", out var value))
        {
            comparison.Same("value", Text(result), value.GetRawText().Replace(" ", "", StringComparison.Ordinal));
            return;
        }
        var outputs = Flat(result).ToList();
        var expected = test.GetProperty("outputs").EnumerateArray().ToList();
        if (!comparison.Same("number of results", $"{outputs.Count}", $"{expected.Count}"))
            return;
        var compare = test.Optional("compare")?.GetString() ?? "";
        for (var i = 0; i < expected.Count; i++)
            CheckOutput($"output {i}", outputs[i], expected[i], compare, comparison);
        if (test.Optional("input_grads") is { } gradients)
            CheckGradients(test, outputs, call.Inputs, [.. gradients.EnumerateArray()], comparison);
    }

    private static void CheckOutput(string what, object output, JsonElement expected, string compare, Comparison comparison)
    {
        var name = expected.Text("dtype");
        if (output is ComplexTensor complex)
        {
            var shape = complex.Real.Shape;
            if (comparison.Same($"{what}: type", "complex64", name)
                && comparison.Same($"{what}: shape", shape.ToString(), expected.Shape().ToString()))
            {
                Compare(what, Tensor.Stack([complex.Real, complex.Imaginary], -1).ToArray<double>(), expected.Numbers(), compare, 2e-5,
                    comparison);
            }
            return;
        }
        var tensor = (Tensor)output;
        if (!SameType(tensor.DType.Name(), name))
            comparison.Same($"{what}: type", tensor.DType.Name(), name);
        if (!comparison.Same($"{what}: shape", tensor.Shape.ToString(), expected.Shape().ToString()))
            return;
        Compare(what, tensor.ToArray<double>(), expected.Numbers(), compare, name is "float16" or "bfloat16" ? 1e-2 : 2e-5, comparison);
    }

    private static void Compare(string what, double[] actual, double[] expected, string compare, double tolerance, Comparison comparison)
    {
        if (compare.StartsWith("shape", StringComparison.Ordinal))
            return;
        if (compare.Contains("are free", StringComparison.Ordinal) || compare.Contains("complete it", StringComparison.Ordinal))
            throw new UnsupportedCaseException("results that are not unique are checked by their definition in the tests of the function");
        if (compare.StartsWith("sign", StringComparison.Ordinal))
            (actual, expected) = (Array.ConvertAll(actual, Math.Abs), Array.ConvertAll(expected, Math.Abs));
        comparison.Near(what, actual, expected, tolerance);
    }

    private static void CheckGradients(
        JsonElement test, List<object> outputs, IReadOnlyList<Tensor> inputs, JsonElement[] expected, Comparison comparison)
    {
        Tensor? loss = null;
        foreach (var (output, r) in outputs.Zip(test.GetProperty("r").EnumerateArray()))
        {
            if (r.ValueKind == JsonValueKind.Null || output is not Tensor tensor)
                continue;
            var part = (tensor * r.Tensor().Cast(tensor.DType)).Sum();
            loss = loss is null ? part : loss + part;
        }
        if (loss is null || !comparison.Same("number of gradients", $"{inputs.Count}", $"{expected.Length}"))
            return;
        var gradients = Gradients.Of(loss, inputs);
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].ValueKind != JsonValueKind.Null)
                comparison.Near($"gradient {i}", gradients[i], expected[i], 1e-4);
        }
    }

    /// <summary>Results of 64 bits and of 32 are both right.</summary>
    public static bool SameType(string actual, string expected) => actual == expected
        || (actual, expected) is ("int32", "int64") or ("int64", "int32") or ("float32", "float64") or ("float64", "float32");

    private static IEnumerable<object> Flat(object result) => result switch
    {
        Tensor or ComplexTensor => [result],
        Tensor[] tensors => tensors,
        ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Flat(tuple[i]!)),
        _ => throw new UnsupportedCaseException($"a result of {result.GetType().Name}"),
    };

    private static string Text(object value) => value switch
    {
        Shape shape => $"[{string.Join(",", shape)}]",
        DType dtype => $"\"{dtype.Name()}\"",
        bool truth => truth ? "true" : "false",
        _ => $"{value}",
    };
}
