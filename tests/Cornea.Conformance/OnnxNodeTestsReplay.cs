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
        var file = OnnxReader.Read(bytes, name);
        IReadOnlyList<Tensor> outputs;
        Functional? model = null;
        try
        {
            var imported = OnnxModel.Import(new MemoryStream(bytes), name);
            outputs = [.. imported.Apply(imported.InputNames.Select((_, i) => Given(archive, name, imported, file, i)).ToArray())];
            model = imported;
        }
        catch (OnnxException exception) when (NoNetwork.Any(what => exception.Message.Contains(what, StringComparison.Ordinal)))
        {
            outputs = Fixed(archive, name, file);
        }
        var place = 0;
        foreach (var (output, i) in file.Graph.Outputs.Select((output, i) => (output, i)))
        {
            var path = $"{name}/test_data_set_0/output_{i}.pb";
            if (Bytes(archive, path) is null)
                place++;
            else if (model is not null && output.Kind.Length == 0 && Texts(archive, path) is { } texts)
            {
                comparison.Same($"output {i}",
                    string.Join(", ", OnnxModel.Texts(model, model.OutputNames[place]).Decode(outputs[place])),
                    string.Join(", ", texts.Texts));
                place++;
            }
            else
            {
                foreach (var expected in OnnxTestValue.Read(Bytes(archive, path)!, path, output).Tensors)
                {
                    OnnxArrays.Compare(
                        comparison, $"output {i}", outputs[place++], expected, test.Number("rtol", 1e-3), test.Number("atol", 1e-7));
                }
            }
        }
        comparison.Same("number of outputs", $"{outputs.Count}", $"{place}");
    }

    // Axes, lengths, conditions and the like that the test feeds are known here when the network is made; a graph without inputs is no
    // network, and lists and what is left out are no inputs of one. The operators are to be right all the same.
    private static readonly string[] NoNetwork =
        ["depends on what the network is fed with", "the graph has no inputs", "cannot be fed with"];

    private static List<Tensor> Fixed(ZipArchive archive, string name, OnnxFile file)
    {
        var inlined = FunctionInliner.Of(file);
        var values = inlined.Constants.ToDictionary(pair => pair.Key, pair => pair.Value.ToTensor()!);
        var run = new GraphRun(values);
        foreach (var (input, i) in file.Graph.Inputs.Where(input => !values.ContainsKey(input.Name))
            .Select((input, i) => (input, i)).ToArray())
        {
            var path = $"{name}/test_data_set_0/input_{i}.pb";
            var value = OnnxTestValue.Read(Bytes(archive, path)!, path, input);
            if (value.IsTensor)
                values[input.Name] = value.Tensors[0];
            else
                run.Keep(input.Name, value.Other);
        }
        run.Compute(inlined.Nodes);
        return [.. file.Graph.Outputs.SelectMany(output =>
            run.FindList(output.Name) ?? (run.Find(output.Name) is { } tensor ? [tensor] : []))];
    }

    // The large networks of the suite share one input, which is a formula.
    private static Tensor Given(ZipArchive archive, string name, Functional model, OnnxFile file, int index)
    {
        var path = $"{name}/test_data_set_0/input_{index}.pb";
        if (Bytes(archive, path) is not { } bytes)
            return Formula(model.Inputs[index].Shape);
        var input = file.Graph.Inputs.First(input => input.Name == model.InputNames[index]);
        if (!input.IsOptional && Texts(archive, path) is { } texts)
            return OnnxModel.Texts(model, input.Name).Encode(texts.Texts, texts.Shape);
        return OnnxTestValue.Read(bytes, path, input) is { IsThere: true } value ? value.Tensors[0]
            : throw new OnnxException($"ONNX: '{name}' leaves its input '{input.Name}' out, which a model here cannot be fed with.");
    }

    private static OnnxTensor? Texts(ZipArchive archive, string name) =>
        Bytes(archive, name) is { } bytes && OnnxReader.ReadTensor(bytes, name) is { Type: OnnxDataType.String } texts ? texts : null;

    private static Tensor Formula(Shape shape)
    {
        var size = shape.Aggregate(1L, (product, length) => product * length);
        return Tensor.From(Enumerable.Range(0, (int)size).Select(i => (float)(i / (double)size)).ToArray(), shape);
    }

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
