using System.CommandLine;
using Cornea.Cli.Options;
using Cornea.Cli.Training;

namespace Cornea.Cli.Commands;

/// <summary><c>cornea train</c>: trains a network and keeps the run in a folder.</summary>
internal static class TrainCommand
{
    public const string Name = "train";

    public const string Examples = """
          cornea train --data mnist --model dense
          cornea train --data mnist --model dense --epochs 5 --optimizer adam --lr 1e-3 --out runs/adam
          cornea train --data /tmp/mnist.npz --model dense --seed 1 --quiet --json > result.json
        """;

    public static Command Create(StopSignals stop)
    {
        var data = ValueOptions.Text("--data", "mnist", "mnist|PATH",
            "The data: mnist (built in), an .npz file, or a folder of idx files.");
        var model = ValueOptions.Choice("--model", DenseNetwork.Names, DenseNetwork.Names[0], "The network.");
        var epochs = ValueOptions.Integer("--epochs", 10, 1, int.MaxValue, "Passes over the data.");
        var batch = ValueOptions.Integer("--batch", 128, 1, int.MaxValue, "Samples of a step.");
        var seed = ValueOptions.Integer("--seed", 0, long.MinValue, long.MaxValue,
            "Decides the first weights and the order of the samples.");
        var optimizer = ValueOptions.Choice("--optimizer", [.. Optimizer.Names.Select(name => name.ToLowerInvariant())], "rmsprop",
            "Moves the weights: rmsprop, adam, sgd, ...");
        var rate = ValueOptions.Number("--lr", null, value => value > 0, "a learning rate above 0",
            "The learning rate; the optimizer's own where not given.");
        var split = ValueOptions.Number("--validation-split", 0.3, value => value is >= 0 and < 1, "a number from 0 to below 1",
            "The last part of the samples that is kept for validation; 0 for none.");
        var limit = ValueOptions.Integer("--limit", null, 1, int.MaxValue, "Train on the first N samples only.");
        var threads = ValueOptions.Integer("--threads", null, 1, 256, "Threads; the weights are the same bits for any number.");
        var folder = ValueOptions.Text("--out", null, "FOLDER", "The folder of the run; runs/<UTC time>-<model>-<seed> where not given.");
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print the result only." };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object: model, history, test, seconds, run." };
        var firstStep = new Option<bool>("--first-step") { Hidden = true };
        var command = new Command(Name, "Train a network and keep the run in a folder.")
        {
            data, model, epochs, batch, seed, optimizer, rate, split, limit, threads, folder, quiet, json, firstStep,
        };
        command.SetAction(result =>
        {
            CommonOptions.Apply(result);
            var options = new TrainOptions(
                result.GetValue(data)!, result.GetValue(model)!, (int)result.GetValue(epochs), (int)result.GetValue(batch),
                result.GetValue(seed),
                result.GetValue(optimizer)!, result.GetValue(rate), result.GetValue(split) ?? 0,
                result.GetResult(limit) is null ? null : (int)result.GetValue(limit),
                result.GetResult(threads) is null ? CompileOptions.Default.Threads : (int)result.GetValue(threads),
                result.GetValue(folder), result.GetValue(firstStep));
            var streams = result.InvocationConfiguration;
            var output = new CommandOutput(streams.Output, streams.Error, TextTerminal.ForStandardOutput(), result.GetValue(quiet),
                result.GetValue(json));
            return new TrainRun(options, output, stop).Execute();
        });
        return command;
    }
}
