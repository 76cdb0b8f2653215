using System.Globalization;

namespace Cornea.Bench;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Help = """
        Cornea.Bench: how fast Cornea trains and predicts, and how that compares.

          train WORKLOAD [--epochs 6] [--threads N] [--batch N] [--seed 0] [--json] [--plan]
                [--checkpointing elementwise|segments] [--policy mixed_bfloat16]
              Trains as a user's program does. Prints seconds per epoch of training alone, the share of the
              machine's multiply-add peak, peak memory and the accuracy on the test set. --plan prints the
              kernels of a step with their times. --policy is that of all layers.
          compare WORKLOAD --peer FOLDER [--rounds 5] [--epochs 4] [--threads N] [--installed] [--json]
              Runs FOLDER/torch (PyTorch) and this program in turn, waiting for a quiet machine before each, and
              prints the ratio of their medians over the undisturbed rounds. --installed also runs PyTorch once
              as it is installed, without its best settings.
          infer WORKLOAD [--batch 1,32] [--threads N] [--json] [--plan] [--bfloat16]
              Predicts with a prepared model. Prints time per call, images per second and bytes allocated per call. --bfloat16
              rounds the weights of dense products to bfloat16.
          compare-infer WORKLOAD --peer FOLDER [--rounds 3] [--threads N] [--json]
              The same beside PyTorch (FOLDER/torch) and onnxruntime (FOLDER/node), in turn, at the batches of the workload.
          quantize WORKLOAD [--batch 1,32] [--epochs N] [--images FOLDER] [--seed 0] [--threads N] [--plan]
              The network in float32 and in 8 bits, in turn: time per call and the ratio. With --epochs, networks of real
              data are trained first, and the accuracy of both on the test set is printed. --images names a folder of
              files in MNIST's form to train and test on instead of MNIST's digits.
          layers WORKLOAD [--batch 128] [--threads N] [--plan]
              Each convolution and dense layer alone: forward with bias and ReLU, gradient by the input, gradient by
              the kernel, in GF/s and as a share of the measured multiply-add peak. --plan prints the kernels.
          accuracy WORKLOAD [--seeds 3] [--seed 0] [--epochs N] [--threads N]
              Trains from several seeds for as long as the workload's goal says and prints the accuracy on the
              test set. Code 1 where the mean is below the goal.

          first WORKLOAD [--steps 60] [--threads N] [--seed 0]
              A program that has just begun: milliseconds to the end of the first training step and of all steps, and how many
              methods the JIT compiled meanwhile, in one JSON line. Also short-mlp, short-cnn, short-lstm, short-transformer.

          compare-all --peer FOLDER [--peer FOLDER ...] [--only NAME,NAME] [--infer] [--rounds 3] [--epochs 3] [--threads N] [--json]
              All workloads, or those named, beside all peers, in turn. Ends with the ratio to the best peer per workload and their
              geometric mean; workloads that others disturbed are marked.

        Workloads: dense, cnn-course, convnet, vgg-small; on made-up data tinymlp, lstm, gru, transformer, autoenc, conv1d,
        widemlp, unet, mobilenet, resnet50.
        Exit codes: 0 done, 1 goal not reached, 2 wrong command line, 3 another library cannot be run.

        """;

    public required string Command { get; init; }

    public required Workload Workload { get; init; }

    public int Epochs { get; init; }

    public int Threads { get; init; } = CompileOptions.Default.Threads;

    /// <summary>What the training computes again in place of keeping it.</summary>
    public Checkpointing Checkpointing { get; init; }

    /// <summary>Epochs, where the command line says how many.</summary>
    public int? EpochsGiven { get; init; }

    public IReadOnlyList<int> Batches { get; init; } = [];

    public int Batch => Batches.Count > 0 ? Batches[0] : Workload.Batch;

    public int Seeds { get; init; } = 3;

    /// <summary>Training steps of the first command.</summary>
    public int Steps { get; init; } = 60;

    public bool Installed { get; init; }

    public int Seed { get; init; }

    public int Rounds { get; init; }

    /// <summary>The peers' folders, in the order given.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    public string? Peer => Peers.Count > 0 ? Peers[0] : null;

    /// <summary>The workloads of compare-all; all where none is named.</summary>
    public IReadOnlyList<Workload> Only { get; init; } = [];

    /// <summary>Whether compare-all compares predictions.</summary>
    public bool Infer { get; init; }

    public bool Json { get; init; }

    /// <summary>A folder of images in MNIST's form, to use instead of MNIST's.</summary>
    public string? Images { get; init; }

    public bool Plan { get; init; }

    /// <summary>What predictors round the weights of dense products to.</summary>
    public DType WeightType { get; init; } = DType.Float32;

    public static Arguments Parse(string[] args)
    {
        if (args[0] is not ("train" or "compare" or "infer" or "compare-infer" or "layers" or "accuracy" or "compare-all" or "first"
            or "quantize"))
        {
            throw new UsageException(
                $"'{args[0]}' is no command. There are train, compare, infer, compare-infer, compare-all, quantize, first, layers "
                    + "and accuracy.");
        }
        var isAll = args[0] == "compare-all";
        if (!isAll && args.Length < 2)
            throw new UsageException($"{args[0]} needs a workload: {Workloads.Names}.");
        var result = new Arguments
        {
            Command = args[0],
            Workload = isAll ? Workloads.All[0] : Workloads.Find(args[1]),
            Epochs = args[0] == "train" ? 6 : isAll ? 3 : 4,
            Rounds = args[0] == "compare" ? 5 : 3
        };
        for (var i = isAll ? 1 : 2; i < args.Length; i++)
        {
            var name = args[i];
            result = name switch
            {
                "--json" => result with { Json = true },
                "--bfloat16" => result with { WeightType = DType.BFloat16 },
                "--policy" => Policy(result, Value(args, ref i)),
                "--plan" => result with { Plan = true },
                "--checkpointing" => result with
                {
                    Checkpointing = Value(args, ref i) switch
                    {
                        "elementwise" => Checkpointing.Elementwise,
                        "segments" => Checkpointing.Segments,
                        var other => throw new UsageException(
                            $"--checkpointing expects elementwise or segments, but received '{other}'."),
                    },
                },
                "--peer" => result with { Peers = [.. result.Peers, Value(args, ref i)] },
                "--images" => result with { Images = Value(args, ref i) },
                "--only" => result with { Only = [.. Value(args, ref i).Split(',').Select(Workloads.Find)] },
                "--infer" => result with { Infer = true },
                "--installed" => result with { Installed = true },
                "--epochs" => Number(args, ref i, 1) is var epochs ? result with { Epochs = epochs, EpochsGiven = epochs } : result,
                "--seeds" => result with { Seeds = Number(args, ref i, 1) },
                "--steps" => result with { Steps = Number(args, ref i, 1) },
                "--threads" => result with { Threads = Number(args, ref i, 1) },
                "--batch" => result with { Batches = Numbers(args, ref i) },
                "--rounds" => result with { Rounds = Number(args, ref i, 1) },
                "--seed" => result with { Seed = Number(args, ref i, 0) },
                _ => throw new UsageException($"'{name}' is no option of {args[0]}."),
            };
        }
        if (result.Batches.Count > 1 && result.Command is not ("infer" or "quantize"))
            throw new UsageException($"{result.Command} takes one --batch.");
        return result.Batches.Count == 0 && result.Command == "infer" ? result with { Batches = result.Workload.InferenceBatches } : result;
    }

    // Layers take it up when they are made.
    private static Arguments Policy(Arguments arguments, string name)
    {
        DTypePolicy.Default = new DTypePolicy(name);
        return arguments;
    }

    private static int[] Numbers(string[] args, ref int i)
    {
        var name = args[i];
        return [.. Value(args, ref i).Split(',').Select(text => Parse(name, text, 1))];
    }

    private static string Value(string[] args, ref int i) =>
        ++i < args.Length ? args[i] : throw new UsageException($"{args[^1]} needs a value.");

    private static int Number(string[] args, ref int i, int least)
    {
        var name = args[i];
        return Parse(name, Value(args, ref i), least);
    }

    private static int Parse(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new UsageException($"{name} expects a whole number of {least} or more, but received '{text}'.");
}
