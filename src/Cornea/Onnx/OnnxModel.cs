using Cornea.Formats.Onnx;
using Cornea.Onnx;

namespace Cornea;

/// <summary>Networks in the ONNX format, https://onnx.ai: what other frameworks write and other runtimes read.</summary>
public static class OnnxModel
{
    /// <summary>Reads a network as a functional model: it predicts, can be trained further and saved as <c>.keras</c>.</summary>
    /// <remarks>
    /// Inputs and outputs keep their order, names, shapes and types; a picture enters with its channels second, as in ONNX. Constants that
    /// products, convolutions, normalizations and the like read become weights. A network is imported as it predicts: BatchNormalization
    /// with its moving averages, no Dropout. Values may lie in files beside the model, in its folder. Nothing in a file is run. Which
    /// operators are known is in <c>docs/ONNX.md</c>.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="options">What to do otherwise; the usual where null.</param>
    /// <exception cref="OnnxException">The network has something that is not supported, or breaks ONNX's rules; the message names the
    /// node, the operator and the attribute.</exception>
    /// <exception cref="MalformedFileException">The file is damaged, hostile or no ONNX file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <example><code>
    /// var model = OnnxModel.Import("resnet18.onnx");
    /// var scores = model.Predict(images);   // (n, 3, 224, 224)
    /// model.Save("resnet18.keras");
    /// </code></example>
    public static Functional Import(string path, OnnxImportOptions? options = null) =>
        OnnxImporter.Import(OnnxReader.Read(path), NameOf(path), options ?? new OnnxImportOptions());

    /// <summary>Reads a network from a stream.</summary>
    /// <param name="stream">The content; it is read to its end.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <param name="options">What to do otherwise; the usual where null.</param>
    /// <exception cref="OnnxException">The network has something that is not supported, or breaks ONNX's rules.</exception>
    /// <exception cref="MalformedFileException">The content is damaged, hostile, no ONNX file, or has values in other files.</exception>
    public static Functional Import(Stream stream, string name = "stream", OnnxImportOptions? options = null)
    {
        using var reader = FormatReader.OpenPlain(stream, name);
        var file = OnnxReader.Read(reader.ReadToEnd(Array.MaxLength, "model"), name);
        return OnnxImporter.Import(file, NameOf(name), options ?? new OnnxImportOptions());
    }

    /// <summary>The weights of a file, its initializers, as they are stored.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors by their names; those of element types that there are none of here, such as texts, are left out.</returns>
    /// <exception cref="MalformedFileException">The file is damaged, hostile or no ONNX file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadInitializers(string path)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var stored in OnnxReader.Read(path).Graph.Initializers)
        {
            if (stored.ToTensor() is { } tensor)
                tensors[stored.Name] = tensor;
        }
        return tensors;
    }

    /// <summary>
    /// The texts whose places an input or output of an imported network holds: its labels, or the categories that it is fed with.
    /// </summary>
    /// <param name="model">The network, just imported or saved since and loaded.</param>
    /// <param name="name">The name of the input or output.</param>
    /// <exception cref="ArgumentException">The model has no input or output of that name, or it has no texts.</exception>
    public static OnnxTexts Texts(Functional model, string name)
    {
        var (inputs, outputs) = (model.InputNames.ToList(), model.OutputNames.ToList());
        if (!inputs.Contains(name) && !outputs.Contains(name))
        {
            throw new ArgumentException(
                $"OnnxModel.Texts expects the name of an input ({string.Join(", ", inputs)}) or output ({string.Join(", ", outputs)}) of "
                + $"the model, but received '{name}'.", nameof(name));
        }
        return FindTexts(model, name) ?? throw new ArgumentException(
            $"OnnxModel.Texts expects an input or output of texts, but '{name}' has numbers.", nameof(name));
    }

    /// <summary>The texts of an input or output; null where it has numbers.</summary>
    internal static OnnxTexts? FindTexts(Functional model, string name)
    {
        if (model.OutputNames.ToList().IndexOf(name) is var output and >= 0)
            return model.Outputs[output].Layer as OnnxTexts;
        var input = model.Inputs[model.InputNames.ToList().IndexOf(name)];
        return model.Calls.Where(call => call.Inputs.Any(one => ReferenceEquals(one, input))).Select(call => call.Layer).OfType<OnnxTexts>()
            .FirstOrDefault();
    }

    private static string NameOf(string path)
    {
        var name = new string([.. Path.GetFileNameWithoutExtension(path).Select(letter => char.IsLetterOrDigit(letter) ? letter : '_')]);
        return name.Length > 0 ? name : "onnx";
    }
}
