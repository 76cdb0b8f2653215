using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>preprocess.json: <c>preprocess_input</c> of keras.applications, the form each family expects,
/// <c>decode_predictions</c>.</summary>
public sealed class PreprocessReplay : Replay
{
    private const double Tolerance = 1e-5;

    public override string File => "preprocess.json";

    public override IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var root = document.RootElement;
        var number = 0;
        foreach (var test in root.GetProperty("cases").EnumerateArray())
            yield return Judge($"{test.Text("mode")}/{number++}", "preprocess_input", comparison => Check(test, comparison));
        yield return Judge("modules", "preprocess_input", comparison => CheckModules(root.GetProperty("modules"), comparison));
        yield return Judge("decode", "decode_predictions", comparison => CheckDecoding(root.GetProperty("decode"), comparison));
    }

    protected override void Check(JsonElement test, Comparison comparison)
    {
        var format = test.Text("data_format") == "channels_first" ? DataFormat.ChannelsFirst : DataFormat.ChannelsLast;
        var actual = Applications.PreprocessInput(test.GetProperty("x").Tensor(), ModeOf(test.Text("mode")), format);
        comparison.Same("type", actual.DType.Name(), test.Text("dtype"));
        var expected = test.GetProperty("y");
        if (!comparison.Same("shape", actual.Shape.ToString(), expected.Shape().ToString()))
            return;
        var largest = expected.Numbers().Max(Math.Abs);
        comparison.Near(
            "y", [.. actual.ToArray<double>().Select(value => value / largest)], [.. expected.Numbers().Select(value => value / largest)],
            Tolerance);
    }

    private static void CheckModules(JsonElement modules, Comparison comparison)
    {
        foreach (var module in modules.EnumerateObject())
        {
            var name = module.Name == "resnet50" ? "resnet" : module.Name.Replace("_", "", StringComparison.Ordinal);
            var family = Enum.Parse<ImageFamily>(name, ignoreCase: true);
            comparison.Same(module.Name, $"{Applications.ModeOf(family)}", $"{ModeOf(module.Value.GetString()!)}");
        }
    }

    private static void CheckDecoding(JsonElement decode, Comparison comparison)
    {
        var rows = decode.GetProperty("rows");
        var formula = new Formula(decode.GetProperty("seed").GetUInt32());
        var count = rows.GetArrayLength();
        var scores = formula.Values(decode.GetProperty("i").GetInt32(), 1000 * count, 32768 / (65536 * 500.0), 32768 / (65536 * 500.0));
        var list = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllText(list,
                $"{{{string.Join(",", Enumerable.Range(0, 1000).Select(i => $"\"{i}\": [\"n{i:D8}\", \"class_{i}\"]"))}}}");
            var decoded = Applications.DecodePredictions(Tensor.From(scores, [count, 1000]), list, decode.GetProperty("top").GetInt32());
            foreach (var (actual, expected) in decoded.Zip(rows.EnumerateArray()))
            {
                comparison.Same("classes", string.Join(", ", actual.Select(one => $"{one.Id} {one.Name}")),
                    string.Join(", ", expected.EnumerateArray().Select(one => $"{one[0]} {one[1]}")));
                comparison.Near("scores", [.. actual.Select(one => (double)one.Score)],
                    [.. expected.EnumerateArray().Select(one => one[2].GetDouble())], Tolerance);
            }
        }
        finally
        {
            System.IO.File.Delete(list);
        }
    }

    private static PreprocessingMode ModeOf(string mode) => mode switch
    {
        "caffe" => PreprocessingMode.Caffe,
        "tf" => PreprocessingMode.TensorFlow,
        "torch" => PreprocessingMode.Torch,
        "none" => PreprocessingMode.None,
        _ => throw new UnsupportedCaseException($"mode {mode}"),
    };
}
