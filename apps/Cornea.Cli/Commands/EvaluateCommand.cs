using System.CommandLine;
using System.Globalization;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Cli.Training;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea evaluate</c>: how good a network is on data.</summary>
internal static class EvaluateCommand
{
    public static Command Create(StopSignals stop)
    {
        var source = EvaluationOptionSet.Create();
        var under = ValueOptions.Text("--fail-under", null, "METRIC=X", "End with exit code 6 where a metric is below a number.");
        var json = ValueOptions.Switch("--json", "Print the metrics as one JSON object.");
        var command = new ToolCommand("evaluate", "Measure how good a network is on the test part of data.",
            new("cornea evaluate runs/adam", "on the data that the run was trained with"),
            new("cornea evaluate model.keras --data mnist --fail-under accuracy=0.97"))
        {
            under, json,
        };
        source.AddTo(command);
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            var check = result.GetValue(under) is { } text ? Check(text) : ((string Metric, double Least)?)null;
            var (model, data, name) = source.Load(result, output, stop);
            var metrics = data.Evaluate(model, source.Batch(result), stop.Token) ?? throw new CommandException(ExitCode.Data,
                $"'{name}' has no test samples. Keep some of the others with --validation-split.");
            var evaluation = data.Examine(model, source.Batch(result));
            if (output.Json)
            {
                output.WriteJson(json =>
                {
                    TrainReport.WriteMetrics(json, "metrics", metrics);
                    EvaluationJson.Write(json, evaluation);
                });
            }
            else
            {
                Print(output, metrics);
                output.Result.WriteLine("\n" + Text(evaluation, output.Terminal.Width).TrimEnd());
            }
            return check is { } wanted ? Compare(output, metrics, wanted.Metric, wanted.Least) : ExitCode.Success;
        });
        return command;
    }

    private static string Text(Evaluation? evaluation, int width)
    {
        var text = evaluation?.ToString() ?? "";
        return text.Split('\n').All(line => line.Length <= width) ? text : evaluation switch
        {
            ClassificationEvaluation classes => classes.ToNarrowString(),
            MultilabelEvaluation labels => labels.ToNarrowString(),
            _ => text,
        };
    }

    private static void Print(CommandOutput output, EvaluationResult metrics)
    {
        var width = metrics.Names.Max(name => name.Length);
        for (var i = 0; i < metrics.Count; i++)
        {
            output.Result.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{metrics.Names[i].PadRight(width)}  {metrics[i]:G6}"));
        }
    }

    private static (string Metric, double Least) Check(string text)
    {
        var parts = text.Split('=');
        return parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var least)
            ? (parts[0], least) : throw new CommandException(ExitCode.Usage,
                $"--fail-under expects a metric and a number such as accuracy=0.97, but received '{text}'.");
    }

    private static int Compare(CommandOutput output, EvaluationResult metrics, string metric, double least)
    {
        if (!metrics.Names.Contains(metric))
        {
            throw new CommandException(ExitCode.Usage,
                $"--fail-under {metric}: the network has no such metric. It has {string.Join(", ", metrics.Names)}.");
        }
        if (metrics[metric] >= least)
            return ExitCode.Success;
        output.Log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cornea: {metric} {metrics[metric]:G6} is below {least:G6}."));
        return ExitCode.CheckFailed;
    }
}
