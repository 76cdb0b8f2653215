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
    public const string Endings = ".keras, .h5, .weights.h5 or .safetensors";

    private static readonly string[] Whole = [".keras", ".h5", ".hdf5"], Weights = [".weights.h5", ".safetensors"];

    /// <summary>The network of weights that come without one.</summary>
    public string? Network { get; init; }

    /// <summary>The shape of a sample of that network.</summary>
    public string? Sample { get; init; }

    /// <summary>The number of classes of that network.</summary>
    public int? Classes { get; init; }

    /// <summary>Whether a file that exists is replaced.</summary>
    public bool Force { get; init; }

    public int Run()
    {
        var weightsAlone = Ends(Weights);
        if (!weightsAlone && !Ends(Whole))
            throw new CommandException(ExitCode.Usage, $"a file that ends in {Endings} was expected, but received '{to}'.");
        if (File.Exists(to) && !Force)
            throw new CommandException(ExitCode.Usage, $"'{to}' exists. Choose another name, or replace it with --force.");
        var path = FileInspection.FileOf(from);
        var model = Network is null ? Whose(path) : WithWeights(path);
        if (weightsAlone)
            model.SaveWeights(to);
        else
            model.Save(to);
        var parameters = model.Weights.Sum(weight => (long)weight.Variable.Shape.Size);
        output.Result.WriteLine($"Wrote {to}: {Sizes.Count(parameters)} parameters, {Sizes.Bytes(new FileInfo(to).Length)}.");
        return ExitCode.Success;
    }

    private bool Ends(string[] endings) => endings.Any(ending => to.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private Model Whose(string path)
    {
        if (!path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) && !ModelFile.Inspect(path).HasNetwork)
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
