using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>utils.json: one list of cases per helper function; a list without a check here is unsupported.</summary>
public sealed class UtilsReplay : Replay
{
    private static readonly Dictionary<string, Action<JsonElement, Comparison>> Checks = new()
    {
        ["to_categorical"] = CheckToCategorical,
        ["normalize"] = CheckNormalize,
        ["validation_split"] = ModelUtilsChecks.ValidationSplit,
        ["batching"] = ModelUtilsChecks.Batching,
        ["summaries"] = ModelUtilsChecks.Summary,
        ["pad_sequences"] = ModelUtilsChecks.PadSequences,
    };

    public override string File => "utils.json";

    public override IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        foreach (var list in document.RootElement.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Array))
        {
            var (number, started) = (0, 0.0);
            foreach (var test in list.Value.EnumerateArray())
            {
                var begin = started;
                yield return Judge($"{list.Name}/{++number:00}", list.Name, comparison =>
                {
                    if (list.Name == "progress_bar")
                    {
                        ProgressBarCheck.Run(test, begin, comparison);
                        return;
                    }
                    if (!Checks.TryGetValue(list.Name, out var check))
                        throw new UnsupportedCaseException("");
                    check(test, comparison);
                });
                if (list.Name == "progress_bar")
                    started = ProgressBarCheck.EndOf(test);
            }
        }
    }

    private static void CheckToCategorical(JsonElement test, Comparison comparison)
    {
        var labels = test.GetProperty("x").Tensor();
        var classes = test.Whole("num_classes", 0);
        CheckResultOrError(test, comparison, () => OneHot.Encode(labels, classes, wrapNegative: true), 0);
    }

    private static void CheckNormalize(JsonElement test, Comparison comparison)
    {
        var (x, axis) = (test.GetProperty("x").Tensor(), test.Whole("axis", -1));
        CheckResultOrError(test, comparison, () => Normalize.Along(x, axis, test.Number("order", 2)), 1e-6);
    }

    // Where Keras raised, this must throw an argument error.
    public static void CheckResultOrError(JsonElement test, Comparison comparison, Func<Tensor> compute, double tolerance)
    {
        if (test.Optional("error") is not { } error)
        {
            comparison.Near("result", compute(), test.GetProperty("result"), tolerance);
            return;
        }
        try
        {
            compute().Compute();
            comparison.Holds($"an error was expected, as Keras's {error.GetString()}", false);
        }
        catch (ArgumentException)
        {
            comparison.Holds("an error", true);
        }
    }
}
