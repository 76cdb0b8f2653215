using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>
/// One JSON beside an ONNX file: the file is imported and gives what the runtime gave that wrote the case, also once saved as
/// <c>.keras</c> and read again; or it is refused with an error of Cornea's own.
/// </summary>
public sealed class OnnxReplay : Replay
{
    /// <summary>Any JSON with an ONNX file of its name.</summary>
    public override string File => "*.json";

    /// <summary>Whether a JSON file describes an ONNX file.</summary>
    /// <param name="path">The file.</param>
    public static bool Describes(string path) => System.IO.File.Exists(Path.ChangeExtension(path, ".onnx"));

    /// <inheritdoc/>
    public override IEnumerable<CaseResult> Run(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        var root = document.RootElement;
        return [Judge(root.Text("name"), root.Text("expect"), comparison => Check(root, Path.ChangeExtension(path, ".onnx"), comparison))];
    }

    private static void Check(JsonElement root, string path, Comparison comparison)
    {
        Functional model;
        try
        {
            model = OnnxModel.Import(path);
        }
        catch (Exception exception) when (exception is OnnxException or MalformedFileException)
        {
            if (root.Text("expect") == "load")
                throw;
            if (root.Text("expect") == "load-or-refuse" && !root.Text("name").StartsWith("bad_", StringComparison.Ordinal))
                throw new UnsupportedCaseException(exception.Message);
            comparison.Holds("The refusal says what is wrong.", exception.Message.Length > 20);
            return;
        }
        if (root.Text("expect") == "refuse")
        {
            comparison.Holds("The file was imported, and should be refused.", false);
            return;
        }
        comparison.Holds("imported", true);
        if (root.Optional("outputs") is null)
            return;
        Runs(root, model, comparison, "");
        if (root.Optional("more") is { } more)
        {
            foreach (var (run, number) in more.EnumerateArray().Select((run, number) => (run, number)))
                Runs(run, Opened(path, model, run), comparison, $"run {number}: ", root);
        }
        var saved = Path.Combine(Path.GetTempPath(), $"cornea-onnx-{Guid.NewGuid():N}.keras");
        try
        {
            model.Save(saved);
            Runs(root, (Functional)Model.Load(saved), comparison, "saved: ");
        }
        finally
        {
            System.IO.File.Delete(saved);
        }
    }

    // A run that gives more than the model takes feeds inputs which have a value in the file.
    private static Functional Opened(string path, Functional model, JsonElement run)
    {
        string[] given = [.. run.GetProperty("inputs").EnumerateObject().Select(input => input.Name)];
        return given.Length == model.InputNames.Count ? model
            : OnnxModel.Import(path, new OnnxImportOptions { OpenInputs = [.. given.Except(model.InputNames)] });
    }

    private static void Runs(JsonElement run, Functional model, Comparison comparison, string prefix, JsonElement? whole = null)
    {
        var root = whole ?? run;
        var given = run.GetProperty("inputs");
        var inputs = root.GetProperty("graph_inputs").EnumerateArray().Select(input => (Name: input.Text("name"), Value: given.Optional(
            input.Text("name")))).Where(pair => pair.Value is not null).Select(pair => OnnxArrays.IsText(pair.Value!.Value)
                ? OnnxModel.Texts(model, pair.Name).Encode(OnnxArrays.Texts(pair.Value.Value), pair.Value.Value.Shape())
                : OnnxArrays.Read(pair.Value.Value)).ToArray();
        var outputs = model.Apply(inputs);
        foreach (var expected in run.GetProperty("outputs").EnumerateObject())
        {
            var index = model.OutputNames.ToList().IndexOf(expected.Name);
            comparison.Holds($"{prefix}output '{expected.Name}' is there", index >= 0);
            var tolerance = root.Number("tolerance", 1e-5);
            if (index >= 0 && OnnxArrays.IsText(expected.Value))
            {
                comparison.Same($"{prefix}{expected.Name}", string.Join(", ", OnnxModel.Texts(model, expected.Name).Decode(outputs[index])),
                    string.Join(", ", OnnxArrays.Texts(expected.Value)));
                comparison.Same($"{prefix}{expected.Name}: shape", outputs[index].Shape.ToString(), expected.Value.Shape().ToString());
            }
            else if (index >= 0)
            {
                OnnxArrays.Compare(comparison, $"{prefix}{expected.Name}", outputs[index], OnnxArrays.Read(expected.Value), tolerance,
                    tolerance);
            }
        }
    }
}
