using System.CommandLine;
using Cornea.Cli.Data;
using Cornea.Cli.Help;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Cli.Predicting;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea predict</c>: asks a network what files show.</summary>
internal static class PredictCommand
{
    private static readonly Example[] Examples =
    [
        new("cornea predict digit.png", "asks the newest run in the folder runs; shows the 28 x 28 pixels that it sees"),
        new("cornea predict runs/adam photo.jpg other.png"),
        new("cornea predict model.keras --input pictures --json > answers.json", "all pictures of a folder"),
        new("cornea predict model.keras --input x.npy --output y.npy"),
        new("cornea predict resnet50.h5 cat.jpg --pixels caffe --classes imagenet_class_index.json"),
    ];

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "The network (a file or the folder of a run; the newest run where none is given), then pictures, folders of "
                + "pictures, .npy, .npz or .csv files.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var model = ValueOptions.Text("--model", null, "PATH", "The network: a file or the folder of a run.");
        var inputs = new Option<string[]>("--input") { Description = "A file or a folder; may be given several times.", HelpName = "PATH" };
        var target = ValueOptions.Text("--output", null, "PATH", "Write all outputs to a .npy or .csv file.");
        var pixels = ValueOptions.Text("--pixels", null, "RANGE",
            $"The range of pixels: {string.Join(", ", PixelRange.Names)}; the run's own, or unit, where not given.");
        var digit = ValueOptions.Choice("--digit", ["auto", "yes", "no"], "auto",
            "Take pictures for handwritten digits: cut out, scaled and centred by their mass as MNIST's are. auto: where the network takes "
                + "28 x 28 grey pixels.");
        var ink = ValueOptions.Choice("--ink", ["auto", "dark", "light"], "auto", "Whether a digit's ink is dark or light.");
        var classes = ValueOptions.Text("--classes", null, "PATH", "The names of the classes: a name on each line, or a JSON list.");
        var top = ValueOptions.Integer("--top", 5, 1, 1000, "How many classes are shown of those that are many.");
        var batch = ValueOptions.Integer("--batch", 32, 1, int.MaxValue, "Samples that are computed together.");
        var quiet = ValueOptions.Switch("--quiet", "Print the answers only.", "-q");
        var json = ValueOptions.Switch("--json", "Print all answers as one JSON object.");
        PixelOption.Check(pixels);
        var command = new ToolCommand("predict", "Ask a network what pictures, arrays or tables show.", Examples)
        {
            files, model, inputs, target, pixels, digit, ink, classes, top, batch, quiet, json,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            List<string> given = [.. result.GetValue(files) ?? []];
            var network = result.GetValue(model);
            if (network is null && given.Count > 0 && IsNetwork(given[0]))
            {
                network = given[0];
                given.RemoveAt(0);
            }
            given.AddRange(result.GetValue(inputs) ?? []);
            if (given.Count == 0)
            {
                throw new CommandException(ExitCode.Usage,
                    "what is to be predicted? Give a picture, a folder, or a .npy or .csv file: cornea predict model.keras digit.png");
            }
            var options = new PredictOptions(network, given)
            {
                Output = result.GetValue(target),
                Pixels = result.GetValue(pixels) is { } range ? new PixelRange(range) : null,
                IsDigit = result.GetValue(digit) switch { "yes" => true, "no" => false, _ => null },
                Ink = result.GetValue(ink) switch { "dark" => InkColor.Dark, "light" => InkColor.Light, _ => InkColor.Auto },
                Classes = result.GetValue(classes),
                Top = (int)result.GetValue(top),
                Batch = (int)result.GetValue(batch),
            };
            return new PredictRun(options, CommandOutput.Of(result, result.GetValue(json), result.GetValue(quiet))).Execute();
        });
        return command;
    }

    private static bool IsNetwork(string path) => RunFolder.Exists(path)
        || new[] { ".keras", ".h5", ".hdf5", ".onnx", "model.json" }.Any(
            ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
