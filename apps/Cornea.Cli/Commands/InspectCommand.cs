using System.CommandLine;
using Cornea.Cli.Help;
using Cornea.Cli.Inspecting;
using Cornea.Cli.Options;
using Cornea.Cli.Output;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea inspect</c>: what a file holds.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE")
        {
            Description = "A .keras, .h5, .onnx, model.json, .weights.h5, .safetensors, .npy, .npz, .csv or picture file, or the folder of "
                + "a run.",
        };
        var arrays = ValueOptions.Switch("--arrays", "List the arrays with their shapes.");
        var values = ValueOptions.Switch("--values", "Read the arrays, and say what their values are.");
        var json = ValueOptions.Switch("--json", "Print all of it as one JSON object.");
        var command = new ToolCommand("inspect", "Show what a file holds. No weights are read unless asked for, and nothing is run.",
            new("cornea inspect model.keras"), new("cornea inspect resnet18.onnx --arrays"),
            new("cornea inspect weights.safetensors --values"),
            new("cornea inspect old.h5 --json | jq .layers"))
        {
            file, arrays, values, json,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result, result.GetValue(json));
            var path = FileInspection.FileOf(result.GetValue(file)!);
            var facts = FileInspection.Describe(path);
            var read = result.GetValue(values) ? FileInspection.Values(path) : new Dictionary<string, ValueFacts>();
            if (output.Json)
                output.WriteJson(writer => facts.Write(writer, read));
            else
                facts.Write(output, result.GetValue(arrays) || facts.Layers.Count == 0, read);
        });
        return command;
    }
}
