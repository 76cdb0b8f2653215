using System.CommandLine;
using Cornea.Cli.Data;
using Cornea.Cli.Models;
using Cornea.Cli.Output;
using Cornea.Cli.Training;

namespace Cornea.Cli.Options;

/// <summary>A network and the data it is measured on, as <c>evaluate</c> and <c>report</c> take them.</summary>
internal sealed class EvaluationOptionSet
{
    private readonly Argument<string> _model = new("MODEL") { Description = "A file with a network, or the folder of a run." };
    private readonly Option<string?> _data = ValueOptions.Text("--data", null, "NAME|PATH",
        "The data, as 'cornea train' takes them; those of the run where not given.");
    private readonly Option<string?> _target = ValueOptions.Text("--target", null, "COLUMN", "The column of a .csv file.");
    private readonly Option<string?> _pixels = ValueOptions.Text("--pixels", null, "RANGE",
        $"The range of pixels: {string.Join(", ", PixelRange.Names)}; the run's own, or unit, where not given.");
    private readonly Option<long> _batch = ValueOptions.Integer("--batch", 128, 1, int.MaxValue, "Samples that are computed together.");

    private EvaluationOptionSet() => PixelOption.Check(_pixels);

    public static EvaluationOptionSet Create() => new();

    public void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_data);
        command.Add(_target);
        command.Add(_pixels);
        command.Add(_batch);
    }

    /// <summary>The network as it was given.</summary>
    public string Model(ParseResult result) => result.GetValue(_model)!;

    public int Batch(ParseResult result) => (int)result.GetValue(_batch);

    /// <summary>The network, compiled, its data, and what the data are called.</summary>
    public (Model Model, DatasetSplits Data, string Name) Load(ParseResult result, CommandOutput output, StopSignals stop)
    {
        var path = result.GetValue(_model)!;
        var run = RunFolders.Of(path);
        var model = ModelSource.Load(path, output.Note);
        var options = run is not null && run.ReadConfiguration() is not null ? RunSettings.Options(run) : null;
        var name = result.GetValue(_data) ?? options?.Data ?? throw new CommandException(ExitCode.Usage,
            $"on which data? '{path}' does not say. Give them with --data, such as --data mnist.");
        var sample = model.Inputs[0].Shape[1..];
        var size = sample is { Rank: 3, IsKnown: true } ? (sample[0], sample[1]) : options?.Size;
        var pixels = result.GetValue(_pixels) is { } range ? new PixelRange(range) : RunSettings.Pixels(run) ?? PixelRange.Unit;
        var request = new DataRequest(name)
        {
            Target = result.GetValue(_target) ?? options?.Target,
            Seed = options?.Seed ?? 0,
            ValidationSplit = name == options?.Data ? options.ValidationSplit : 0,
            Limit = name == options?.Data ? options.Limit : null,
            Size = size,
            Channels = sample.Rank == 3 && sample[2] == 1 ? 1 : 3,
            Pixels = pixels,
        };
        var data = new DataSource(output.Log, stop.Token).Load(request);
        var asked = options ?? new TrainOptions { Data = name, Model = path, Epochs = 1, Batch = 1, Seed = 0, Optimizer = "rmsprop" };
        NetworkCompilation.Apply(model, data, asked, isOwn: true);
        return (model, data.For(sample), name);
    }
}
