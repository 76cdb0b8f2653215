using System.CommandLine;
using System.Text;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Cli.Training;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea plot</c>: the curves of one or several runs.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "The folders of runs.", Arity = ArgumentArity.OneOrMore };
        var metric = ValueOptions.Text("--metric", null, "NAME",
            "The metric, such as loss or val_accuracy; accuracy or loss where not given.");
        var target = ValueOptions.Text("--output", null, "PATH", "Write an .svg file instead of drawing in the terminal.");
        var command = new ToolCommand("plot", "Draw how a metric of one or several runs went, in the terminal or as SVG.",
            new("cornea plot runs/adam"), new("cornea plot runs/adam runs/sgd --metric val_loss --output curves.svg"))
        {
            runs, metric, target,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result);
            RunFolder[] folders = [.. result.GetValue(runs)!.Select(RunFolders.Open)];
            var plot = Plot(folders, result.GetValue(metric));
            if (result.GetValue(target) is not { } path)
            {
                output.Result.Write(plot.ToText(output.Terminal));
                return;
            }
            if (!path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
                throw new CommandException(ExitCode.Usage, $"--output expects a file that ends in .svg, but received '{path}'.");
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(plot.ToSvg()));
            output.Say($"Wrote {path}.");
        });
        return command;
    }

    private static LinePlot Plot(RunFolder[] runs, string? metric)
    {
        RunHistory[] histories = [.. runs.Select(run => run.ReadHistory())];
        string[] known = [.. histories.SelectMany(history => history.Metrics).Distinct()];
        if (known.Length == 0)
            throw new CommandException(ExitCode.Data, $"'{runs[0].Path}' has no epoch yet, so there is nothing to draw.");
        var shown = metric ?? (known.Contains("accuracy") ? "accuracy" : known.Contains("loss") ? "loss" : known[0]);
        if (!known.Contains(shown))
        {
            var near = DidYouMean.Suggest(shown, known);
            throw new CommandException(ExitCode.Usage, $"--metric '{shown}': no run has it. "
                + (near is null ? $"They have {string.Join(", ", known)}." : $"Did you mean '{near}'?"));
        }
        return runs.Length == 1 ? histories[0].Plot(shown) : new RunComparison(runs).Plot(shown);
    }
}
