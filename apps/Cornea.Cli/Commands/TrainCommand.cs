using System.CommandLine;
using Cornea.Cli.Data;
using Cornea.Cli.Help;
using Cornea.Cli.Models;
using Cornea.Cli.Options;
using Cornea.Cli.Output;
using Cornea.Cli.Training;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea train</c>: trains a network and keeps the run in a folder.</summary>
internal static class TrainCommand
{
    private static readonly Example[] Examples =
    [
        new("cornea train --data mnist --model dense", "the lecture's network reads digits"),
        new("cornea train --data mnist --model cnn --epochs 5 --optimizer adam --lr 1e-3 --out runs/adam"),
        new("cornea train --data flowers --model mobilenetv2 --size 96x96",
            "a folder of pictures, with a folder in it for each class"),
        new("cornea train --data houses.csv --target price --epochs 100", "a table: predicts a column from the others"),
        new("cornea train --data mnist --model net.json",
            "a network of your own: [\"Flatten\", {\"Dense\": {\"units\": 64, \"activation\": \"relu\"}}, "
                + "{\"Dense\": {\"units\": \"classes\", \"activation\": \"softmax\"}}]"),
        new("cornea train --data /tmp/mnist.npz --seed 1 --quiet --json > result.json"),
        new("mpirun -n 4 cornea train --data mnist --model cnn --shards 8",
            "four processes, on one machine or several; the weights are those of one process with --shards 8"),
    ];

    public static Command Create(StopSignals stop)
    {
        var data = ValueOptions.Text("--data", "mnist", "NAME|PATH",
            "The data: a name (cornea data list), an .npz or .csv file, a folder of idx files, or a folder of pictures.");
        data.CompletionSources.Add([.. NamedDatasets.Names]);
        var model = ValueOptions.Text("--model", "dense", "NAME|PATH",
            $"The network: {BuiltInModels.OwnNames}, an application of Keras such as resnet50, a .keras or .h5 file, or a .json list of "
                + "layers.");
        model.CompletionSources.Add([.. BuiltInModels.Names]);
        var epochs = ValueOptions.Integer("--epochs", 10, 1, int.MaxValue, "Passes over the data.");
        var batch = ValueOptions.Integer("--batch", 128, 1, int.MaxValue, "Samples of a step.");
        var seed = ValueOptions.Integer("--seed", 0, long.MinValue, long.MaxValue,
            "Decides the first weights and the order of the samples.");
        var optimizer = ValueOptions.Choice("--optimizer", [.. Optimizer.Names.Select(name => name.ToLowerInvariant())], "rmsprop",
            "Moves the weights: rmsprop, adam, sgd, ...");
        var rate = ValueOptions.Number("--lr", null, value => value > 0, "a learning rate above 0",
            "The learning rate; the optimizer's own where not given.");
        var split = ValueOptions.Number("--validation-split", 0.3, value => value is >= 0 and < 1, "a number from 0 to below 1",
            "The part of the samples that is kept for validation; 0 for none.");
        var limit = ValueOptions.Integer("--limit", null, 1, int.MaxValue, "Train on the first N samples only.");
        var target = ValueOptions.Text("--target", null, "COLUMN", "The column of a .csv file that is to be predicted.");
        var size = ValueOptions.Size("--size", "Height and width that the pictures of a folder are brought to, such as 96x96.");
        var grey = ValueOptions.Switch("--grey", "Read the pictures of a folder as grey.");
        var pixels = ValueOptions.Text("--pixels", null, "RANGE",
            $"The range of pixels: {string.Join(", ", PixelRange.Names)}; the network's own where not given.");
        var threads = ValueOptions.Integer("--threads", null, 1, 256, "Threads; the weights are the same bits for any number.");
        var shards = ValueOptions.Integer("--shards", null, 1, 65536,
            "Cut each batch into N shards, whose gradients are added in a fixed order: the same bits for any number of processes.");
        var parts = ValueOptions.Switch("--shard-optimizer",
            "Each process keeps a part of the optimizer's state alone, for networks whose state is too large for one: the same bits.");
        var timeout = Timeout();
        var goOn = ValueOptions.Switch("--continue", "Go on with the run in --out where there is one, else begin it.");
        var folder = ValueOptions.Text("--out", null, "FOLDER", "The folder of the run; runs/<UTC time>-<model>-<seed> where not given.");
        var checkpoints = ValueOptions.Switch("--no-checkpoints", "Keep no checkpoints; an interrupted run cannot go on then.");
        var board = ValueOptions.Switch("--tensorboard", "Write figures for TensorBoard into the run, too.");
        var quiet = ValueOptions.Switch("--quiet", "Print the result only.", "-q");
        var json = ValueOptions.Switch("--json", "Print the result as one JSON object: schema, model, history, test, seconds, run.");
        var lines = ValueOptions.Switch("--jsonl", "Print what happens as JSON lines: begin, each epoch, end.");
        var firstStep = new Option<bool>("--first-step") { Hidden = true };
        var command = new ToolCommand("train", "Train a network and keep the run in a folder.", Examples)
        {
            Notes =
            [
                "The first Ctrl-C ends the training after its batch and keeps it: 'cornea resume' goes on to the same bits as an "
                    + "uninterrupted run. The second ends at once.",
            ],
        };
        Option[] all = [data, model, epochs, batch, seed, optimizer, rate, split, limit, target, size, grey, pixels, threads, shards,
            parts, timeout, folder, goOn, checkpoints, board, quiet, json, lines, firstStep];
        foreach (var option in all)
            command.Add(option);
        PixelOption.Check(pixels);
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var options = new TrainOptions
            {
                Data = result.GetValue(data)!,
                Model = result.GetValue(model)!,
                Epochs = (int)result.GetValue(epochs),
                Batch = (int)result.GetValue(batch),
                Seed = result.GetValue(seed),
                Optimizer = result.GetValue(optimizer)!,
                IsOptimizerGiven = result.GetResult(optimizer) is { Implicit: false },
                LearningRate = result.GetValue(rate),
                ValidationSplit = result.GetValue(split) ?? 0,
                Limit = result.Given(limit),
                Target = result.GetValue(target),
                Size = result.GetValue(size) is { } text ? RunSettings.ParseSize(text) : null,
                Grey = result.GetValue(grey),
                Pixels = result.GetValue(pixels),
                Threads = result.Given(threads),
                Shards = result.Given(shards),
                ShardOptimizer = result.GetValue(parts),
                Timeout = TimeSpan.FromSeconds(result.GetValue(timeout)!.Value),
                Out = result.GetValue(folder),
                Continue = result.GetValue(goOn),
                Checkpoints = !result.GetValue(checkpoints),
                TensorBoard = result.GetValue(board),
                FirstStep = result.GetValue(firstStep),
            };
            var output = CommandOutput.Of(result, result.GetValue(json) || result.GetValue(lines), result.GetValue(quiet));
            return JobProcesses.Run(options, output, (strategy, own) =>
                new TrainRun(options, own, stop, result.GetValue(lines), strategy).Execute());
        });
        return command;
    }

    /// <summary>How long processes that train together wait for one another.</summary>
    public static Option<double?> Timeout() => ValueOptions.Number("--timeout", 300, value => value is > 0 and <= 1e6,
        "seconds above 0", "Seconds that processes wait for one another before they name the one that hangs.");
}
