using Cornea.Cli.Data;
using Cornea.Cli.Inspecting;
using Cornea.Cli.Models;
using Cornea.Cli.Output;

namespace Cornea.Cli.Converting;

/// <summary>One conversion.</summary>
/// <param name="from">The file to read.</param>
/// <param name="to">The file to write.</param>
/// <param name="output">Where to write what was done.</param>
internal sealed class Conversion(string from, string to, CommandOutput output)
{
    /// <summary>How the name of a file that can be written ends.</summary>
    public const string Endings = ".keras, .h5, .onnx, model.json for TensorFlow.js, .weights.h5 or .safetensors";

    private const string OnnxEnding = ".onnx", BrowserFile = "model.json";

    private static readonly string[] Whole = [".keras", ".h5", ".hdf5", OnnxEnding, BrowserFile],
        Weights = [".weights.h5", ".safetensors"];

    // A folder is one of TensorFlow.js.
    private readonly string _to = Directory.Exists(to) || Path.EndsInDirectorySeparator(to) ? Path.Combine(to, BrowserFile) : to;

    /// <summary>The network of weights that come without one.</summary>
    public string? Network { get; init; }

    /// <summary>The shape of a sample of that network.</summary>
    public string? Sample { get; init; }

    /// <summary>The number of classes of that network.</summary>
    public int? Classes { get; init; }

    /// <summary>The operator set of ONNX; the usual where null.</summary>
    public int? Opset { get; init; }

    /// <summary>Whether the weights of an ONNX file lie beside it.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Whether a file that exists is replaced.</summary>
    public bool Force { get; init; }

    public int Run()
    {
        var weightsAlone = Ends(Weights);
        if (!weightsAlone && !Ends(Whole))
            throw new CommandException(ExitCode.Usage, $"a file that ends in {Endings} was expected, but received '{to}'.");
        TargetFile.Check(_to, Force);
        var path = FileInspection.FileOf(from);
        var isTorch = TorchNetworks.IsStateDict(path) && !File.Exists(Network);
        var model = isTorch ? TorchNetworks.Read(path, Network, SampleShapes.Parse("--input", Sample))
            : Network is null ? Whose(path) : WithWeights(path);
        TargetFile.Write(() => Write(model, weightsAlone));
        var parameters = model.Weights.Sum(weight => (long)weight.Variable.Shape.Size);
        output.Say($"Wrote {_to}: {Sizes.Count(parameters)} parameters, {Sizes.Bytes(Length())}.");
        return ExitCode.Success;
    }

    private void Write(Model model, bool weightsAlone)
    {
        if (Ends([OnnxEnding]))
            model.ExportOnnx(_to, new OnnxExportOptions { Opset = Opset, ExternalWeights = IsExternal });
        else if (weightsAlone)
            model.SaveWeights(_to);
        else
            model.Save(_to);
    }

    // With the files that hold the weights beside it.
    private long Length()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(_to))!;
        var beside = Path.GetFileName(_to) == BrowserFile ? Directory.GetFiles(folder, "group1-shard*.bin")
            : Ends([OnnxEnding]) && IsExternal ? [_to + ".data"] : [];
        return beside.Prepend(_to).Sum(file => new FileInfo(file).Length);
    }

    private bool Ends(string[] endings) => endings.Any(ending => _to.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private Model Whose(string path)
    {
        if (!ModelFile.Inspect(path).HasNetwork)
        {
            throw new CommandException(ExitCode.Usage,
                $"'{path}' holds weights without a network. Say with --as which network they are of: a built-in one, a .json list of "
                    + "layers, or a file.");
        }
        return ModelSource.Load(path, output.Note);
    }

    private Model WithWeights(string path)
    {
        var sample = SampleShapes.Parse("--input", Sample) ?? BuiltInModels.Find(Network!)?.Sample ?? new Shape([28, 28, 1]);
        var classes = Classes ?? (sample.Rank == 3 && sample[0] > 100 ? 1000 : 10);
        var kind = Network == "embedding" ? DataKind.Text : DataKind.Images;
        var model = ModelSource.Create(Network!, new ModelRequest(sample, classes, kind, 0, null), output.Note);
        var report = model.LoadWeights(path);
        output.Log.WriteLine($"cornea: {Sizes.Count(report.Taken.Count)} arrays taken.");
        return model;
    }
}
