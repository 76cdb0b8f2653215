using System.Text.Json;
using Cornea.Torch;

namespace Cornea.Conformance;

/// <summary>Files of one folder that are read or refused: edge cases of safetensors, and pickles, which are never read.</summary>
public sealed class SafetensorsFilesReplay : Replay
{
    /// <summary>Any JSON with a list of files and what is expected of each.</summary>
    public override string File => "*.json";

    /// <summary>Whether a JSON file is such a list.</summary>
    /// <param name="path">The file.</param>
    public static bool Describes(string path)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        return document.RootElement.Optional("files") is { ValueKind: JsonValueKind.Array } files
            && files.EnumerateArray().All(file => file.Optional("file") is not null && file.Optional("expect") is not null);
    }

    /// <inheritdoc/>
    public override IEnumerable<CaseResult> Run(string path)
    {
        var results = new List<CaseResult>();
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        foreach (var file in document.RootElement.GetProperty("files").EnumerateArray())
        {
            var name = file.Text("file");
            results.Add(Judge(name, name, comparison => Check(file, Path.Combine(Path.GetDirectoryName(path)!, name), comparison)));
        }
        return results;
    }

    private static void Check(JsonElement file, string path, Comparison comparison)
    {
        var expect = file.Text("expect");
        Safetensors read;
        try
        {
            // What is no safetensors at all is recognized by its content; the rest by the reader alone.
            TorchStateDict.Read(path);
            read = SafetensorsFile.Read(path);
        }
        catch (Formats.MalformedFileException refusal)
        {
            if (expect == "load" && refusal.Message.Contains("has the type", StringComparison.Ordinal))
                throw new UnsupportedCaseException(refusal.Message);
            comparison.Holds($"It was refused: {refusal.Message}", expect != "load");
            var isPickle = Path.GetExtension(path) is ".pt" or ".pth";
            comparison.Holds("The message does not say how to convert it.",
                !isPickle || refusal.Message.Contains("save_file", StringComparison.Ordinal));
            return;
        }
        comparison.Holds("It was loaded, and should be refused.", expect != "refuse");
        if (file.Optional("tensors") is not { } tensors || expect != "load")
            return;
        comparison.Same("names", string.Join('|', read.Tensors.Keys.Order(StringComparer.Ordinal)),
            string.Join('|', tensors.EnumerateObject().Select(tensor => tensor.Name).Order(StringComparer.Ordinal)));
        foreach (var tensor in tensors.EnumerateObject().Where(tensor => tensor.Value.Optional("data") is not null))
        {
            // The shortest decimal of a float32 is that number once it is rounded to one.
            if (read.Tensors.TryGetValue(tensor.Name, out var value) && value.DType == DType.Float32)
                comparison.Near(tensor.Name, value.ToArray<double>(), tensor.Value.Tensor().ToArray<double>(), tolerance: 0);
            else if (value is not null)
                comparison.Near(tensor.Name, value, tensor.Value, tolerance: 0);
        }
    }
}
