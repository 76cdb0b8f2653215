using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cornea.Cli.Data;
using Cornea.Cli.Models;
using Cornea.Cli.Output;
using Cornea.Distribution;

namespace Cornea.Cli.Training;

/// <summary>One training from the data to the saved run.</summary>
/// <param name="options">What was asked.</param>
/// <param name="output">Where to write.</param>
/// <param name="stop">Tells of Ctrl-C.</param>
/// <param name="events">Whether events are written as JSON lines.</param>
/// <param name="strategy">The processes that train together; null where this one trains alone.</param>
internal sealed class TrainRun(
    TrainOptions options, CommandOutput output, StopSignals stop, bool events = false, DataParallel? strategy = null)
{
    private string? _notFinite;

    /// <summary>Trains from the beginning, in a new folder.</summary>
    public int Execute() => Execute(null);

    /// <summary>Trains in a folder: goes on from its last checkpoint.</summary>
    /// <param name="resumed">The folder; a new one is made where null.</param>
    public int Execute(RunFolder? resumed)
    {
        var (model, data, pixels) = Prepare();
        if (options.FirstStep)
            return new FirstStep(options, output).Run(model, data);
        model.Warned = warning => Warned(model, warning);
        var summary = model.SummaryText(output.Terminal);
        var run = resumed ?? Folder(model);
        output.Reading.WriteLine(summary);
        if (stop.Token.IsCancellationRequested)
            return StoppedCode;
        var lines = events ? new EventLines(output.Result, run.Path) : null;
        var clock = Stopwatch.StartNew();
        var history = data.Fit(model, Request(run, data, pixels, lines));
        var seconds = clock.Elapsed.TotalSeconds;
        if (IsFirst)
            SavePlots(history, run);
        if (_notFinite is not null)
        {
            if (!IsFirst)
                return ExitCode.Numeric; // the first process says why
            throw new CommandException(ExitCode.Numeric,
                $"{_notFinite} The history up to there is in '{run.Path}'; no weights were saved.");
        }
        // Told by the history, not by the signal: one that comes after the last batch stops nothing.
        var test = history.WasCanceled ? null : data.Evaluate(model, options.Batch, stop.Token, strategy);
        var code = history.WasCanceled ? StoppedCode : ExitCode.Success;
        if (!IsFirst)
            return code;
        lines?.End(history.WasCanceled ? "stopped" : "finished", test, seconds);
        Report(history, data, test, seconds, run);
        return code;
    }

    private bool IsFirst => strategy?.IsFirst ?? true;

    // The signal may have reached another process.
    private int StoppedCode => stop.ExitCode != 0 ? stop.ExitCode : ExitCode.Terminated;

    private RunFolder Folder(Model model)
    {
        if (!IsFirst)
            return RunFolder.At(options.Out ?? RunFolders.Root);
        if (options is { Continue: true, Out: { } there } && RunFolder.Exists(there))
            return RunFolder.Open(there);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(options.Model)}-{options.Seed}");
        return RunFolders.Create(options.Out, name, Bytes(model));
    }

    private (Model Model, DatasetSplits Data, PixelRange Pixels) Prepare()
    {
        var known = BuiltInModels.Find(options.Model);
        var pixels = options.Pixels is { } name ? new PixelRange(name) : known?.Pixels ?? PixelRange.Unit;
        var request = options.ToDataRequest(pixels);
        DataOptions.Check(request, options.Grey);
        if (known is { Sample: { Rank: 3 } shape } && request.Size is null && shape[0] > 100)
            request = request with { Size = (shape[0], shape[1]) };
        var data = new DataSource(output.Log, stop.Token).Load(request);
        data.Check();
        if (options.Pixels is not null && data.Kind != DataKind.Images)
            throw new CommandException(ExitCode.Usage, $"--pixels is for pictures, but '{options.Data}' holds none.");
        var model = ModelSource.Create(options.Model,
            new ModelRequest(data.Sample, data.Classes, data.Kind, options.Seed, data), output.Note);
        NetworkCompilation.Apply(model, data, options, isOwn: known is null);
        return (model, data.For(model.Inputs[0].Shape[1..]), pixels);
    }

    private FitRequest Request(RunFolder run, DatasetSplits data, PixelRange pixels, EventLines? lines)
    {
        var logger = new RunLogger(run, new RunOptions
        {
            Settings = RunSettings.Of(options with { Shards = strategy?.Shards }, data, pixels),
            Data = data.Raw,
            TensorBoard = options.TensorBoard,
        });
        // The checkpoint comes first: what the others write begins where it goes on.
        List<Callback> callbacks = options.Checkpoints ? [new BackupAndRestore(run.BackupPath, deleteBackup: false), logger] : [logger];
        if (lines is not null)
            callbacks.Add(lines);
        return new FitRequest(options.Batch, options.Epochs, output.Quiet ? Verbosity.Silent : Verbosity.Bar, callbacks, stop.Token)
        {
            Strategy = strategy,
        };
    }

    private void Report(History history, DatasetSplits data, EvaluationResult? test, double seconds, RunFolder run)
    {
        AtomicFile.Write(run["result.json"], JsonText.Object(json =>
        {
            json.WriteNumber("schema", CommandOutput.Schema);
            TrainReport.Write(json, options, history, test, seconds, run.Path);
        }, indented: true));
        var shown = history.ContainsKey("accuracy") ? "accuracy" : "loss";
        if (history.Epochs.Count > 1 && !events)
            output.Reading.Write("\n" + (history.Plot(shown) with { Title = "" }).ToText(output.Terminal));
        if (strategy is { Collective.Size: > 1 })
            output.Reading.WriteLine($"{Processes(strategy)}: {strategy.Cost}");
        if (history.WasCanceled)
        {
            output.Log.WriteLine($"Stopped in epoch {history.Epochs.Count + 1}. Saved the weights and the history so far in {run.Path}");
            if (options.Checkpoints)
                output.Log.WriteLine($"Go on with it: cornea resume {run.Path}");
        }
        if (events)
            return;
        if (output.Json)
            output.WriteJson(json => TrainReport.Write(json, options, history, test, seconds, run.Path));
        else if (!history.WasCanceled)
        {
            var width = output.Terminal.Interactive ? output.Terminal.Width : int.MaxValue;
            foreach (var (line, _) in Help.Wrapping.Lines(Sentence(data, test, seconds, run), width))
                output.Result.WriteLine(line);
        }
    }

    private static string Processes(DataParallel strategy) => string.Create(CultureInfo.InvariantCulture,
        $"{strategy.Collective.Size} processes by {strategy.Collective.Description}, {strategy.Shards} shards");

    private static string Sentence(DatasetSplits data, EvaluationResult? test, double seconds, RunFolder run)
    {
        var trained = string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s of training. Saved in {run.Path}");
        if (test is null)
            return $"After {trained}";
        var part = data.TestCount > 0 ? "Test" : "Validation";
        return test.Names.Contains("accuracy")
            ? string.Create(CultureInfo.InvariantCulture, $"{part} accuracy {test["accuracy"]:P2}, loss {test.Loss:F4}, after {trained}")
            : string.Create(CultureInfo.InvariantCulture, $"{part} loss {test.Loss:G5}{Others(test)}, after {trained}");
    }

    private static string Others(EvaluationResult test) => string.Concat(test.Names.Skip(1)
        .Select(name => string.Create(CultureInfo.InvariantCulture, $", {name} {test[name]:G5}")));

    private void Warned(Model model, TrainingWarning warning)
    {
        if (warning.Kind != TrainingWarningKind.NotFinite)
        {
            output.Warn(warning.Message);
            return;
        }
        _notFinite ??= warning.Message;
        model.StopTraining = true;
    }

    private static void SavePlots(History history, RunFolder run)
    {
        if (history.ContainsKey("accuracy"))
            AtomicFile.Write(run["history.svg"], Encoding.UTF8.GetBytes(history.Plot("accuracy").ToSvg()));
        if (history.ContainsKey("loss"))
            AtomicFile.Write(run["loss.svg"], Encoding.UTF8.GetBytes(history.Plot("loss").ToSvg()));
    }

    // The weights are in weights.safetensors and model.keras, and with the optimizer's state in two checkpoints.
    private static long Bytes(Model model) =>
        8 * model.Weights.Sum(weight => (long)weight.Variable.Shape.Size * weight.Variable.DType.Size()) + (1 << 16);
}
