using System.CommandLine;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Cli.Training;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea report</c>: one page about a network: its curves, mistakes and layers.</summary>
internal static class ReportCommand
{
    public static Command Create(StopSignals stop)
    {
        var source = EvaluationOptionSet.Create();
        var target = ValueOptions.Text("--output", "report.html", "PATH", "The page to write.");
        var title = ValueOptions.Text("--title", null, "TEXT", "The title of the page; the name of the network where not given.");
        var command = new ToolCommand("report",
            "Write one HTML page about a network: curves, confusion matrix, worst mistakes, calibration, layers. It needs nothing else.",
            new("cornea report runs/adam"), new("cornea report model.keras --data mnist --output digits.html"))
        {
            target, title,
        };
        source.AddTo(command);
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result);
            var path = result.GetValue(target)!;
            if (!path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".htm", StringComparison.OrdinalIgnoreCase))
                throw new CommandException(ExitCode.Usage, $"--output expects a file that ends in .html, but received '{path}'.");
            var (model, data, name) = source.Load(result, output, stop);
            var report = new Report(result.GetValue(title) ?? $"{Path.GetFileNameWithoutExtension(source.Model(result))} on {name}");
            if (RunFolders.Of(source.Model(result)) is { } run)
                AddCurves(report, run);
            if (data.Examine(model, source.Batch(result)) is { } evaluation)
                report.Add(evaluation);
            report.Add(model).Html(path);
            output.Say($"Wrote {path}.");
        });
        return command;
    }

    private static void AddCurves(Report report, RunFolder run)
    {
        var history = run.ReadHistory();
        string[] metrics = [.. history.Metrics.Where(name => !name.StartsWith("val_", StringComparison.Ordinal))];
        if (metrics.Length > 0)
            report.Heading("Training").Add([.. metrics.Select(metric => history.Plot(metric) with { Width = 400, Height = 280 })]);
    }
}
