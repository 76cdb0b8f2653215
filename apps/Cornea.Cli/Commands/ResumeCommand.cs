using System.CommandLine;
using System.Globalization;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Cli.Training;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea resume</c>: goes on with a run that was interrupted, or trains a finished one further.</summary>
internal static class ResumeCommand
{
    public static Command Create(StopSignals stop)
    {
        var folder = new Argument<string>("RUN") { Description = "The folder of the run." };
        var epochs = ValueOptions.Integer("--epochs", null, 1, int.MaxValue,
            "Passes over the data, those before included; as many as were asked for at first where not given.");
        var threads = ValueOptions.Integer("--threads", null, 1, 256, "Threads; the weights are the same bits for any number.");
        var timeout = TrainCommand.Timeout();
        var quiet = ValueOptions.Switch("--quiet", "Print the result only.", "-q");
        var json = ValueOptions.Switch("--json", "Print the result as one JSON object, as 'cornea train' does.");
        var lines = ValueOptions.Switch("--jsonl", "Print what happens as JSON lines: begin, each epoch, end.");
        var command = new ToolCommand("resume", "Go on with a run that was interrupted, to the same bits as an uninterrupted one.",
            new("cornea resume runs/adam"), new("cornea resume runs/adam --epochs 20", "trains a finished run for more epochs"))
        {
            folder, epochs, threads, timeout, quiet, json, lines,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var run = RunFolders.Open(result.GetValue(folder)!);
            var options = RunSettings.Options(run);
            options = options with
            {
                Epochs = result.Given(epochs) ?? options.Epochs,
                Threads = result.Given(threads) ?? options.Threads,
                Timeout = TimeSpan.FromSeconds(result.GetValue(timeout)!.Value),
            };
            var output = CommandOutput.Of(result, result.GetValue(json) || result.GetValue(lines), result.GetValue(quiet));
            return JobProcesses.Run(options, output, (strategy, own) =>
            {
                // The first process alone looks: to the others the run is being trained as soon as it goes on.
                if (strategy?.IsFirst ?? true)
                    Check(run, run.ReadHistory(), options.Epochs);
                return new TrainRun(options, own, stop, result.GetValue(lines), strategy).Execute(run);
            });
        });
        return command;
    }

    private static void Check(RunFolder run, RunHistory history, int epochs)
    {
        var trained = history.Epochs.Count == 0 ? 0 : history.Epochs[^1].Epoch;
        if (history.State == RunState.Running)
        {
            throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture,
                $"'{run.Path}' is being trained by process {run.ReadConfiguration()?.Process}. Wait for its end, or stop it first."));
        }
        if (trained >= epochs)
        {
            throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture,
                $"'{run.Path}' has trained {trained} of {epochs} epochs. Ask for more: cornea resume {run.Path} --epochs {trained + 10}"));
        }
        if (trained > 0 && !Directory.Exists(run.BackupPath))
        {
            throw new CommandException(ExitCode.Data,
                $"'{run.Path}' has no checkpoint to go on from: it was trained with --no-checkpoints, or its folder 'backup' was removed. "
                    + $"Begin anew from its weights: cornea train --model {run.ModelPath}");
        }
    }
}
