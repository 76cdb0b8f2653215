using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>values.json: networks of keras.applications whose weights a formula gives, to their last layer.</summary>
public sealed class ValuesReplay : Replay
{
    public override string File => "values.json";

    public override IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var seed = document.RootElement.GetProperty("seed").GetUInt32();
        foreach (var test in document.RootElement.GetProperty("cases").EnumerateArray())
            yield return Judge(test.Text("id"), Group(test), comparison => Check(test, seed, comparison));
    }

    protected override string Group(JsonElement test) => test.Text("application");

    /// <summary>Fills the network of a case and compares its numbers and outputs.</summary>
    private static void Check(JsonElement test, uint seed, Comparison comparison)
    {
        var model = ApplicationFactory.Build(test.Text("application"), test.GetProperty("arguments"));
        comparison.Same("variables", $"{model.Weights.Count}", $"{test.GetProperty("variables")}");
        comparison.Same("parameters", $"{model.CountParameters()}", $"{test.GetProperty("parameters")}");
        var formula = new Formula(seed);
        formula.Fill(model, test.GetProperty("exponents"));
        comparison.Same("sum", $"{formula.Sum}", $"{test.GetProperty("sum")}");
        var image = formula.Image(test.GetProperty("input"));
        Outputs(model.Predict(image, verbose: Verbosity.Silent), test, test.Number("tolerance"), comparison);
        if (comparison.Failures.Count > 0)
            Trace(model, image, test.GetProperty("trace"), comparison);
    }

    /// <summary>Compares outputs with those of a case: some elements, mean and length.</summary>
    internal static void Outputs(Tensor actual, JsonElement test, double tolerance, Comparison comparison)
    {
        if (!comparison.Same("output shape", actual.Shape.ToString(), test.GetProperty("output_shape").Shape().ToString()))
            return;
        var (values, expected) = (actual.ToArray<double>(), test.GetProperty("outputs"));
        // The tolerance is meant relative to the size of the whole output and of the element.
        var rms = expected.Number("rms");
        void Near(string what, IEnumerable<double> some, double[] numbers) => comparison.Near(
            what, [.. some.Select(value => value / rms)], [.. numbers.Select(value => value / rms)], tolerance);
        var (first, last) = (expected.GetProperty("first").Numbers(), expected.GetProperty("last").Numbers());
        Near("first", values.Take(first.Length), first);
        Near("last", values.TakeLast(last.Length), last);
        if (expected.Optional("positions") is { } positions)
            Near("at", positions.EnumerateArray().Select(position => values[position.GetInt32()]), expected.GetProperty("at").Numbers());
        Near("mean", [values.Average()], [expected.Number("mean")]);
        comparison.Near("length", Math.Sqrt(values.Sum(value => value * value)) / expected.Number("l2"), 1, tolerance / 2);
    }

    // The first operation that differs encloses the fault.
    private static void Trace(Functional model, Tensor image, JsonElement trace, Comparison comparison)
    {
        foreach (var step in trace.EnumerateArray())
        {
            var layer = model.Sublayers.FirstOrDefault(layer => layer.Name == step[0].GetString());
            if (layer is null)
                continue;
            var values = new Functional(model.Inputs, layer.Output).Predict(image, verbose: Verbosity.Silent).ToArray<double>();
            var rms = Math.Sqrt(values.Average(value => value * value));
            if (Math.Abs(rms - step[3].GetDouble()) > 1e-3 * rms || Math.Abs(values[^1] - step[4][2].GetDouble()) > 1e-3 * rms)
            {
                comparison.Failures.Add(
                    $"first at {layer}: root of the mean square {rms:G6} for {step[3]}, last {values[^1]:G6} for {step[4][2]}");
                return;
            }
        }
    }
}
