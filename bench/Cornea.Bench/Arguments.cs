using System.Globalization;

namespace Cornea.Bench;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Help = """
        Cornea.Bench: how fast Cornea trains, and how that compares.

          train WORKLOAD [--epochs 6] [--lanes N] [--batch 128] [--seed 0] [--json] [--plan]
              Trains as a user's program does. Prints seconds per epoch of training alone, the share of the
              machine's multiply-add peak, peak memory and the accuracy on the test set. --plan prints the
              kernels of a step with their times.
          compare WORKLOAD --peer FOLDER [--rounds 5] [--epochs 4] [--lanes N] [--json]
              Runs FOLDER/torch (PyTorch) and this program in turn, waiting for a quiet machine before each, and
              prints the ratio of their medians over the undisturbed rounds.

        Workloads: dense.
        Exit codes: 0 done, 2 wrong command line, 3 the other library cannot be run.

        """;

    public required string Command { get; init; }

    public required Workload Workload { get; init; }

    public int Epochs { get; init; }

    public int Lanes { get; init; } = CompileOptions.Default.Lanes;

    public int Batch { get; init; } = 128;

    public int Seed { get; init; }

    public int Rounds { get; init; } = 5;

    public string? Peer { get; init; }

    public bool Json { get; init; }

    public bool Plan { get; init; }

    public static Arguments Parse(string[] args)
    {
        if (args[0] is not ("train" or "compare"))
            throw new UsageException($"'{args[0]}' is no command. There are train and compare.");
        if (args.Length < 2)
            throw new UsageException($"{args[0]} needs a workload: {Workloads.Names}.");
        var result = new Arguments { Command = args[0], Workload = Workloads.Find(args[1]), Epochs = args[0] == "train" ? 6 : 4 };
        for (var i = 2; i < args.Length; i++)
        {
            var name = args[i];
            result = name switch
            {
                "--json" => result with { Json = true },
                "--plan" => result with { Plan = true },
                "--peer" => result with { Peer = Value(args, ref i) },
                "--epochs" => result with { Epochs = Number(args, ref i, 1) },
                "--lanes" => result with { Lanes = Number(args, ref i, 1) },
                "--batch" => result with { Batch = Number(args, ref i, 1) },
                "--rounds" => result with { Rounds = Number(args, ref i, 1) },
                "--seed" => result with { Seed = Number(args, ref i, 0) },
                _ => throw new UsageException($"'{name}' is no option of {args[0]}."),
            };
        }
        return result;
    }

    private static string Value(string[] args, ref int i) =>
        ++i < args.Length ? args[i] : throw new UsageException($"{args[^1]} needs a value.");

    private static int Number(string[] args, ref int i, int least)
    {
        var name = args[i];
        var text = Value(args, ref i);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new UsageException($"{name} expects a whole number of {least} or more, but received '{text}'.");
    }
}
