using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cornea.Cli.Training;

/// <summary>One training from the data to the saved run.</summary>
internal sealed class TrainRun(TrainOptions options, CommandOutput output, StopSignals stop)
{
    private string? _notFinite;

    public int Execute()
    {
        var model = DenseNetwork.Create(options);
        var data = DigitData.Load(options.Data, options.Limit);
        CheckSplit(data.X.Shape[0]);
        if (options.FirstStep)
            return new FirstStep(options, output).Run(model, data);
        model.Warned = warning => Warned(model, warning);
        var summary = model.SummaryText(output.Terminal);
        using var run = RunFolder.Create(
            options.Out, string.Create(CultureInfo.InvariantCulture, $"{options.Model}-{options.Seed}"), TrainReport.Configuration(options),
            2 * Bytes(model));
        run.Write("summary.txt", model.SummaryText());
        output.Reading.WriteLine(summary);
        if (stop.Token.IsCancellationRequested)
            return stop.ExitCode;

        var clock = Stopwatch.StartNew();
        var history = Fit(model, data, run);
        var seconds = clock.Elapsed.TotalSeconds;
        Plot(history, run);
        if (_notFinite is not null)
        {
            throw new CommandException(ExitCode.Numeric,
                $"{_notFinite} The history up to there is in '{run.Path}'; no weights were saved.");
        }
        SafetensorsFile.Write(run["weights.safetensors"],
            model.Weights.Select(weight => KeyValuePair.Create(weight.Variable.Name, weight.Variable.ToTensor())));
        // Told by the history, not by the signal: one that comes after the last batch stops nothing.
        var test = history.WasCanceled ? null : model.Evaluate(data.TestX, data.TestY, options.Batch, Verbosity.Silent);
        Report(history, test, seconds, run);
        return history.WasCanceled ? stop.ExitCode : ExitCode.Success;
    }

    private History Fit(Model model, DigitData data, RunFolder run)
    {
        var epoch = Stopwatch.StartNew();
        var record = new LambdaCallback
        {
            EpochBegin = _ => epoch.Restart(),
            EpochEnd = (number, logs) => run.Append(json => TrainReport.Epoch(json, number, logs, epoch.Elapsed.TotalSeconds)),
        };
        return model.Fit(
            data.X, data.Y, options.Batch, options.Epochs, output.Quiet ? Verbosity.Silent : Verbosity.Bar, options.ValidationSplit,
            callbacks: [record], cancellationToken: stop.Token);
    }

    private void Report(History history, EvaluationResult? test, double seconds, RunFolder run)
    {
        var result = TrainReport.Result(options, history, test, seconds, run.Path);
        AtomicFile.Write(run["result.json"], result);
        if (history.Epochs.Count > 1)
            output.Reading.Write("\n" + (history.Plot("accuracy") with { Title = "" }).ToText(output.Terminal));
        if (history.WasCanceled)
            output.Log.WriteLine($"Stopped in epoch {history.Epochs.Count}. Saved the weights and the history so far in {run.Path}");
        if (output.Json)
            output.Result.Write(Encoding.UTF8.GetString(result));
        else if (test is not null)
        {
            output.Result.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                $"Test accuracy {test["accuracy"]:P2}, loss {test.Loss:F4}, after {seconds:F1} s of training. Saved in {run.Path}"));
        }
    }

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

    private static void Plot(History history, RunFolder run)
    {
        if (history.ContainsKey("accuracy"))
            run.Write("history.svg", history.Plot("accuracy").ToSvg());
        if (history.ContainsKey("loss"))
            run.Write("loss.svg", history.Plot("loss").ToSvg());
    }

    private void CheckSplit(int samples)
    {
        if (options.ValidationSplit > 0 && (int)(samples * (1 - options.ValidationSplit)) is var kept && (kept == 0 || kept == samples))
        {
            throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture,
                $"--validation-split {options.ValidationSplit} of {samples} samples leaves {kept} for training and {samples - kept} for "
                    + $"validation. Use another part, or 0 for no validation."));
        }
    }

    private static long Bytes(Model model) => model.Weights.Sum(weight => (long)weight.Variable.Shape.Size * sizeof(float)) + (1 << 16);
}
