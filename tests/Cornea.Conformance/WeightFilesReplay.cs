using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>weights: files in the form of the official ones; the weights to the bit, the outputs as near as the cases of
/// values.json.</summary>
public sealed class WeightFilesReplay : Replay
{
    private const double Tolerance = 1e-4;

    public override string File => "weights";

    public override IEnumerable<CaseResult> Run(string path)
    {
        foreach (var described in Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(described));
            var test = document.RootElement;
            yield return Judge(test.Text("file"), test.Text("application"), comparison => Check(path, test, comparison));
        }
    }

    private static void Check(string folder, JsonElement test, Comparison comparison)
    {
        var (application, arguments) = (test.Text("application"), test.GetProperty("arguments"));
        var loaded = ApplicationFactory.Build(application, arguments, Path.Combine(folder, test.Text("file")));
        var filled = ApplicationFactory.Build(application, arguments);
        var formula = new Formula(test.GetProperty("seed").GetUInt32());
        formula.Fill(filled, test.GetProperty("exponents"));
        comparison.Same("sum", $"{formula.Sum}", $"{test.GetProperty("sum")}");
        foreach (var (actual, expected) in loaded.Weights.Zip(filled.Weights))
        {
            comparison.Holds($"the bits of {actual.Variable.Name}", actual.Variable.ToTensor().ToArray()
                .SequenceEqual(expected.Variable.ToTensor().ToArray()));
        }
        var outputs = loaded.Predict(formula.Image(test.GetProperty("input")), verbose: Verbosity.Silent);
        ValuesReplay.Outputs(outputs, test, Tolerance, comparison);
    }
}
