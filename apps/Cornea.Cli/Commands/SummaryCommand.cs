using System.CommandLine;
using Cornea.Cli.Data;
using Cornea.Cli.Help;
using Cornea.Cli.Models;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Formats.TensorFlowJs;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea summary</c>: the layers of a network.</summary>
internal static class SummaryCommand
{
    public static Command Create()
    {
        var source = new Argument<string?>("MODEL")
        {
            Description = "A built-in network, a file, a .json list of layers, or the folder of a run.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var list = ValueOptions.Switch("--list", "List the built-in networks.");
        var expand = ValueOptions.Switch("--expand", "Show the layers of models inside.");
        var trainable = ValueOptions.Switch("--trainable", "Show what is trained.");
        var input = ValueOptions.Text("--input", null, "SHAPE", "The shape of a sample for a .json list of layers, such as 28x28x1.");
        var classes = ValueOptions.Integer("--classes", null, 2, int.MaxValue, "The number of classes of a built-in network.");
        var json = ValueOptions.Switch("--json", "Print the layers as one JSON object.");
        var command = new ToolCommand("summary", "Show the layers, output shapes and parameters of a network, as Keras does.",
            new("cornea summary resnet50"), new("cornea summary model.keras --expand"), new("cornea summary net.json --input 28x28x1"),
            new("cornea summary --list"))
        {
            source, list, expand, trainable, input, classes, json,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            if (result.GetValue(list))
            {
                List(output);
                return ExitCode.Success;
            }
            var name = result.GetValue(source)
                ?? throw new CommandException(ExitCode.Usage, "which network? Give a file, or a name of 'cornea summary --list'.");
            var model = Model(name, result.GetValue(input), result.Given(classes), output.Note);
            if (output.Json)
                output.WriteJson(writer => SummaryJson.Write(writer, model));
            else
                output.Result.Write(model.SummaryText(output.Terminal, null, result.GetValue(expand), result.GetValue(trainable)));
            return ExitCode.Success;
        });
        return command;
    }

    private static void List(CommandOutput output)
    {
        if (output.Json)
        {
            output.WriteJson(json =>
            {
                json.WriteStartArray("models");
                foreach (var model in BuiltInModels.All)
                    json.WriteStringValue(model.Name);
                json.WriteEndArray();
            });
            return;
        }
        var table = new TextTable("Name", "Says", "Pictures");
        foreach (var model in BuiltInModels.All)
            table.Add(model.Name, model.Says, model.Sample.Rank == 3 ? $"{model.Sample[0]}x{model.Sample[1]}x{model.Sample[2]}" : "");
        output.Result.Write(table.ToText(output.Terminal));
    }

    private static Model Model(string name, string? input, int? classes, Action<string> note)
    {
        var known = BuiltInModels.Find(name);
        if (known is null && (!name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || TensorFlowJsFile.Describes(name)))
        {
            return File.Exists(name) || Directory.Exists(name) ? ModelSource.Load(name, note)
                : ModelSource.Create(name, new ModelRequest(new Shape([1]), 0, DataKind.Images, 0, null), note);
        }
        var sample = SampleShapes.Parse("--input", input) ?? known?.Sample ?? new Shape([28, 28, 1]);
        var kind = name == "embedding" ? DataKind.Text : DataKind.Images;
        var count = classes ?? (sample.Rank == 3 && sample[0] > 100 ? 1000 : 10);
        return ModelSource.Create(name, new ModelRequest(sample, count, kind, 0, null), note);
    }
}
