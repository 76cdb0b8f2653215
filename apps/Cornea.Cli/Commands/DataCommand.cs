using System.CommandLine;
using System.Globalization;
using Cornea.Cli.Data;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea data</c>: the data sets there are, and what is in one.</summary>
internal static class DataCommand
{
    public static Command Create(StopSignals stop) => new ToolCommand("data",
        "List data sets, fetch one, show what is in one, or check one.",
        new("cornea data list"), new("cornea data info fashion-mnist"), new("cornea data info houses.csv --target price"),
        new("cornea data verify flowers"))
    {
        List(), Get(stop), Details(stop), DataVerifyCommand.Create(stop),
    };

    private static ToolCommand List()
    {
        var json = ValueOptions.Switch("--json", "Print them as one JSON object.");
        var command = new ToolCommand("list", "List the data sets that have a name.", new Example("cornea data list")) { json };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            if (output.Json)
            {
                WriteJson(output);
                return;
            }
            var table = new TextTable("Name", "What", ">Samples", "Download");
            foreach (var dataset in NamedDatasets.All)
                table.Add(dataset.Name, dataset.Says, dataset.Samples, dataset.Source);
            output.Result.Write(table.ToText(output.Terminal));
        });
        return command;
    }

    private static ToolCommand Get(StopSignals stop)
    {
        var name = new Argument<string>("NAME") { Description = "The name of a data set." };
        name.CompletionSources.Add([.. NamedDatasets.Names]);
        var command = new ToolCommand("get", "Download a data set into the cache, where it is not yet, and check it.",
            new Example("cornea data get cifar10")) { name };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result);
            var wanted = result.GetValue(name)!;
            if (NamedDatasets.Find(wanted) is null)
            {
                var near = DidYouMean.Suggest(wanted, NamedDatasets.Names);
                throw new CommandException(ExitCode.Usage, $"there is no data set '{wanted}'. "
                    + (near is null ? $"There are {string.Join(", ", NamedDatasets.Names)}." : $"Did you mean '{near}'?"));
            }
            var data = new DataSource(output.Log, stop.Token).Load(new DataRequest(wanted));
            output.Result.WriteLine($"{wanted}: {Sizes.Count(data.Count)} training and {Sizes.Count(data.TestCount)} test samples.");
        });
        return command;
    }

    private static ToolCommand Details(StopSignals stop)
    {
        var name = new Argument<string>("NAME|PATH") { Description = "The data, as 'cornea train' takes them." };
        var target = ValueOptions.Text("--target", null, "COLUMN", "The column of a .csv file that is to be predicted.");
        var json = ValueOptions.Switch("--json", "Print it as one JSON object.");
        var command = new ToolCommand("info", "Show what is in data: shapes, classes, how many samples of each.",
            new("cornea data info mnist"), new("cornea data info flowers", "a folder of pictures"))
        {
            name, target, json,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            var wanted = result.GetValue(name)!;
            var data = new DataSource(output.Log, stop.Token).Load(new DataRequest(wanted) { Target = result.GetValue(target) });
            if (output.Json)
                WriteJson(output, wanted, data);
            else
                Write(output, wanted, data);
        });
        return command;
    }

    private static void Write(CommandOutput output, string name, DatasetSplits data)
    {
        output.Result.WriteLine(name);
        Facts.Write(output,
        [
            ("samples", data.TestCount > 0 ? $"{Sizes.Count(data.Count)}, and {Sizes.Count(data.TestCount)} for the test"
                : Sizes.Count(data.Count)),
            ("one sample", data.Sample.ToString()),
            ("columns", string.Join(", ", data.FeatureNames)),
            ("predicts", data.Classes > 0 ? string.Create(CultureInfo.InvariantCulture, $"one of {data.Classes} classes")
                : data.TargetNames[0]),
        ]);
        if (data.Classes == 0)
            return;
        var table = new TextTable(">Class", "Name", ">Samples");
        for (var label = 0; label < data.Classes; label++)
            table.Add($"{label}", data.TargetNames[label], Sizes.Count(data.CountOf(label)));
        output.Result.Write("\n" + table.ToText(output.Terminal));
    }

    private static void WriteJson(CommandOutput output, string name, DatasetSplits data) => output.WriteJson(json =>
    {
        json.WriteString("name", name);
        json.WriteNumber("samples", data.Count);
        json.WriteNumber("test_samples", data.TestCount);
        json.WriteStartArray("sample");
        foreach (var length in data.Sample)
            json.WriteNumberValue(length);
        json.WriteEndArray();
        json.WriteStartArray("classes");
        for (var label = 0; label < data.Classes; label++)
        {
            json.WriteStartObject();
            json.WriteString("name", data.TargetNames[label]);
            json.WriteNumber("samples", data.CountOf(label));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void WriteJson(CommandOutput output) => output.WriteJson(json =>
    {
        json.WriteStartArray("datasets");
        foreach (var dataset in NamedDatasets.All)
        {
            json.WriteStartObject();
            json.WriteString("name", dataset.Name);
            json.WriteString("what", dataset.Says);
            json.WriteString("kind", dataset.Kind.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
