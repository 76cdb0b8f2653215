using System.IO.Compression;
using System.Text.Json;
using Cornea.Formats.Onnx;
using Cornea.Onnx;

namespace Cornea.Conformance;

/// <summary>
/// The ONNX project's own tests: an archive of models with inputs and outputs, and a list of them. An operator that is not supported
/// counts as unsupported, never as passed.
/// </summary>
public sealed class OnnxNodeTestsReplay : Replay
{
    /// <inheritdoc/>
    public override string File => "node-tests";

    /// <inheritdoc/>
    public override IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(path, "node-tests.json")));
        using var archive = ZipFile.OpenRead(Path.Combine(path, "node-tests.zip"));
        foreach (var test in document.RootElement.GetProperty("tests").EnumerateArray())
        {
            var name = test.Text("name");
            var group = test.GetProperty("ops").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } first
                ? first.GetString()! : "?";
            yield return Judge(name, group, comparison => Check(test, archive, name, comparison));
        }
    }

    private static void Check(JsonElement test, ZipArchive archive, string name, Comparison comparison)
    {
        var operators = test.GetProperty("ops").EnumerateArray().Select(one => one.GetString()!);
        if (operators.Where(one => !OnnxOperators.IsKnown(one)).ToArray() is { Length: > 0 } missing)
            throw new UnsupportedCaseException($"operators {string.Join(", ", missing)}");
        var bytes = Bytes(archive, $"{name}/model.onnx")!;
        Tensors outputs;
        Functional? model = null;
        try
        {
            model = OnnxModel.Import(new MemoryStream(bytes), name);
            outputs = model.Apply(Enumerable.Range(0, model.InputNames.Count).Select(i => Given(archive, name, model, i)).ToArray());
        }
        catch (OnnxException exception) when (exception.Message.Contains("must be known beforehand", StringComparison.Ordinal)
            || exception.Message.Contains("the graph has no inputs", StringComparison.Ordinal))
        {
            // Axes, lengths and the like that the test feeds: here they are known when the network is made. A graph without inputs is
            // no network, but its operators are to be right, too.
            outputs = Fixed(archive, name, OnnxReader.Read(bytes, name));
        }
        for (var i = 0; i < outputs.Count; i++)
        {
            var path = $"{name}/test_data_set_0/output_{i}.pb";
            if (model is not null && Texts(archive, path) is { } texts)
            {
                comparison.Same($"output {i}", string.Join(", ", OnnxModel.Texts(model, model.OutputNames[i]).Decode(outputs[i])),
                    string.Join(", ", texts.Texts));
            }
            else if (Array(archive, path) is { } expected)
                OnnxArrays.Compare(comparison, $"output {i}", outputs[i], expected, test.Number("rtol", 1e-3), test.Number("atol", 1e-7));
        }
    }

    private static Tensors Fixed(ZipArchive archive, string name, OnnxFile file)
    {
        var inlined = FunctionInliner.Of(file);
        var values = inlined.Constants.ToDictionary(pair => pair.Key, pair => pair.Value.ToTensor()!);
        foreach (var (input, i) in file.Graph.Inputs.Where(input => !values.ContainsKey(input.Name))
            .Select((input, i) => (input, i)).ToArray())
        {
            values[input.Name] = Array(archive, $"{name}/test_data_set_0/input_{i}.pb")!;
        }
        var run = new GraphRun(values);
        run.Compute(inlined.Nodes);
        return file.Graph.Outputs.Select(output => run.Find(output.Name)!).ToArray();
    }

    // The large networks of the suite share one input, which is a formula.
    private static Tensor Given(ZipArchive archive, string name, Functional model, int index)
    {
        var path = $"{name}/test_data_set_0/input_{index}.pb";
        return Texts(archive, path) is { } texts ? OnnxModel.Texts(model, model.InputNames[index]).Encode(texts.Texts, texts.Shape)
            : Array(archive, path) ?? Formula(model.Inputs[index].Shape);
    }

    private static OnnxTensor? Texts(ZipArchive archive, string name) =>
        Bytes(archive, name) is { } bytes && OnnxReader.ReadTensor(bytes, name) is { Type: OnnxDataType.String } texts ? texts : null;

    private static Tensor Formula(Shape shape)
    {
        var size = shape.Aggregate(1L, (product, length) => product * length);
        return Tensor.From(Enumerable.Range(0, (int)size).Select(i => (float)(i / (double)size)).ToArray(), shape);
    }

    private static Tensor? Array(ZipArchive archive, string name) => Bytes(archive, name) is not { } bytes ? null
        : OnnxReader.ReadTensor(bytes, name).ToTensor() ?? throw new UnsupportedCaseException("tensors of another element type");

    private static byte[]? Bytes(ZipArchive archive, string name)
    {
        if (archive.GetEntry(name) is not { } entry)
            return null;
        using var stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
