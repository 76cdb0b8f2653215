using System.CommandLine;
using System.Globalization;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Cli.Training;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea runs</c>: the runs in a folder.</summary>
internal static class RunsCommand
{
    private const int HashDigits = 12; // tell data apart as well as all 64 do, and leave room for other runs

    public static Command Create() => new ToolCommand("runs", "List runs, compare some, or remove some.",
        new("cornea runs list"), new("cornea runs compare runs/adam runs/sgd"), new("cornea runs remove runs/old --yes"))
    {
        List(), Compare(), Remove(),
    };

    private static ToolCommand List()
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = "The folder that holds the folders of runs.",
            DefaultValueFactory = _ => RunFolders.Root,
        };
        var json = ValueOptions.Switch("--json", "Print them as one JSON object.");
        var command = new ToolCommand("list", "List the runs in a folder.", new("cornea runs list"), new("cornea runs list results --json"))
        {
            folder, json,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            var root = result.GetValue(folder)!;
            RunRow[] rows = [.. RunFolder.List(root).Select(RunRow.Of)];
            if (output.Json)
                WriteJson(output, rows);
            else if (rows.Length == 0)
                output.Log.WriteLine($"There are no runs in '{root}'. Begin one: cornea train --data mnist --model dense");
            else
                output.Result.Write(Table(rows).ToText(output.Terminal));
        });
        return command;
    }

    private static ToolCommand Compare()
    {
        var runs = new Argument<string[]>("RUN") { Description = "The folders of runs.", Arity = new ArgumentArity(2, 100) };
        var command = new ToolCommand("compare", "Show what differs between runs: what they were asked, and what came of it.",
            new Example("cornea runs compare runs/adam runs/sgd")) { runs };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result);
            RunFolder[] folders = [.. result.GetValue(runs)!.Select(RunFolders.Open)];
            var table = new TextTable(["", .. folders.Select(run => ">" + run.Name)]);
            foreach (var (name, values) in new RunComparison(folders).Differences())
                table.Add([name, .. name == "data_hash" ? values.Select(hash => hash[..Math.Min(hash.Length, HashDigits)]) : values]);
            RunHistory[] histories = [.. folders.Select(run => run.ReadHistory())];
            table.Add(["state", .. histories.Select(history => history.State.ToString().ToLowerInvariant())]);
            table.Add(["trained", .. histories.Select(history => $"{history.Epochs.Count} epochs")]);
            foreach (var metric in histories.SelectMany(history => history.Metrics).Distinct())
                table.Add([metric, .. histories.Select(history => Last(history, metric))]);
            output.Result.Write(table.ToText(output.Terminal));
        });
        return command;
    }

    private static ToolCommand Remove()
    {
        var runs = new Argument<string[]>("RUN") { Description = "The folders of runs.", Arity = ArgumentArity.OneOrMore };
        var yes = ValueOptions.Switch("--yes", "Do not ask.", "-y");
        var command = new ToolCommand("remove", "Remove runs with all that is in their folders.",
            new Example("cornea runs remove runs/old --yes")) { runs, yes };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result);
            RunFolder[] folders = [.. result.GetValue(runs)!.Select(RunFolders.Open)];
            if (folders.FirstOrDefault(run => run.ReadHistory().State == RunState.Running) is { } running)
                throw new CommandException(ExitCode.Usage, $"'{running.Path}' is being trained, and is not removed.");
            if (!result.GetValue(yes) && !Confirmed(output, folders))
                return ExitCode.Usage;
            foreach (var run in folders)
            {
                run.Remove();
                output.Say($"Removed {run.Path}.");
            }
            return ExitCode.Success;
        });
        return command;
    }

    private static bool Confirmed(CommandOutput output, RunFolder[] folders)
    {
        if (Console.IsInputRedirected)
            throw new CommandException(ExitCode.Usage, "nobody can be asked here, so nothing was removed. Say --yes.");
        output.Log.Write($"Remove {string.Join(", ", folders.Select(run => run.Path))}? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static TextTable Table(RunRow[] rows)
    {
        var table = new TextTable("Run", "State", "Started", ">Epochs", "Best", ">Parameters");
        foreach (var row in rows)
        {
            table.Add(row.Name, row.State, Short(row.Started), row.Epochs, row.Best, Sizes.Count(row.Parameters));
        }
        return table;
    }

    // To the minute, as a person asks; --json has the seconds.
    private static string Short(string started) => started.Length >= 16 ? started[..16].Replace('T', '\u00a0') + "Z" : started;

    private static void WriteJson(CommandOutput output, RunRow[] rows) => output.WriteJson(json =>
    {
        json.WriteStartArray("runs");
        foreach (var row in rows)
            row.Write(json);
        json.WriteEndArray();
    });

    private static string Last(RunHistory history, string metric) => history.Metrics.Contains(metric)
        ? history[metric].LastOrDefault(double.IsFinite, double.NaN).ToString("G5", CultureInfo.InvariantCulture) : "";
}
