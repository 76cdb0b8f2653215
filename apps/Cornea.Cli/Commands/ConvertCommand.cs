using System.CommandLine;
using Cornea.Cli.Converting;
using Cornea.Cli.Help;
using Cornea.Cli.Models;
using Cornea.Cli.Options;
using Cornea.Cli.Output;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea convert</c>: writes a network or its weights in another form.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("FROM") { Description = "The file to read, or the folder of a run." };
        var to = new Argument<string>("TO") { Description = $"The file to write; its ending says which form: {Conversion.Endings}." };
        var network = ValueOptions.Text("--as", null, "NAME|PATH",
            "The network of weights that come without one: a built-in network, a .json list of layers, or a file with a network. State "
                + "dicts of torchvision say it themselves.");
        network.CompletionSources.Add([.. BuiltInModels.Names]);
        var input = ValueOptions.Text("--input", null, "SHAPE", "With --as: the shape of a sample, such as 28x28x1.");
        var classes = ValueOptions.Integer("--classes", null, 1, int.MaxValue, "With --as: the number of classes.");
        var opset = ValueOptions.Integer("--opset", null, 13, 28, "To .onnx: the operator set; 17, or what the network needs.");
        var external = ValueOptions.Switch("--external-weights", "To .onnx: put the weights into a file beside it.");
        var force = ValueOptions.Switch("--force", "Replace the file where it exists.");
        var command = new ToolCommand("convert", "Write a network or its weights in another form.",
            new("cornea convert old.h5 new.keras"), new("cornea convert resnet18.onnx resnet18.keras"),
            new("cornea convert model.keras model.onnx"),
            new("cornea convert model.keras web/model.json", "for TensorFlow.js"),
            new("cornea convert resnet50.safetensors --as ResNet50 resnet50.keras", "a state dict of PyTorch's torchvision"),
            new("cornea convert model.keras model.weights.h5", "the weights alone"),
            new("cornea convert weights.safetensors model.keras --as net.json --input 28x28x1"))
        {
            from, to, network, input, classes, opset, external, force,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var output = CommandOutput.Of(result);
            var conversion = new Conversion(result.GetValue(from)!, result.GetValue(to)!, output)
            {
                Network = result.GetValue(network),
                Sample = result.GetValue(input),
                Classes = result.Given(classes),
                Opset = result.Given(opset),
                IsExternal = result.GetValue(external),
                Force = result.GetValue(force),
            };
            return conversion.Run();
        });
        return command;
    }
}
