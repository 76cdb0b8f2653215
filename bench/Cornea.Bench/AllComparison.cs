using System.Text.Json;

namespace Cornea.Bench;

/// <summary>All workloads beside all peers, in turn, and the ratio to the best of them.</summary>
internal static class AllComparison
{
    private const int EnoughStretches = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static int Run(Arguments arguments)
    {
        if (arguments.Peers.Count == 0)
            throw new UsageException("compare-all needs the peers' folders: --peer FOLDER, once for each.");
        var results = new List<AllResult>();
        foreach (var workload in arguments.Only.Count > 0 ? arguments.Only : Workloads.All)
        {
            var own = arguments with { Workload = workload };
            foreach (var result in arguments.Infer ? Predictions(own) : [Training(own)])
            {
                results.Add(result);
                Console.Error.WriteLine(result);
            }
        }
        double[] ratios = [.. results.Where(result => result.Ratio is not null).Select(result => result.Ratio!.Value)];
        double? mean = ratios.Length == 0 ? null : Math.Exp(ratios.Average(Math.Log));
        var worst = results.MaxBy(result => result.Ratio ?? 0);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"geometric mean {mean:F3} over {ratios.Length} of {results.Count}; worst {worst?.Workload} {worst?.Ratio:F3}"));
        if (arguments.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Kind = arguments.Infer ? "infer" : "train",
                    arguments.Threads,
                    Machine.Processor,
                    Machine.VectorBits,
                    Date = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                    GeometricMean = mean,
                    Worst = worst?.Workload,
                    Results = results,
                },
                Format));
        }
        return 0;
    }

    // Milliseconds of a step, the median of the rounds; the best peer is that with the least.
    private static AllResult Training(Arguments arguments)
    {
        var workload = arguments.Workload;
        var scale = 1e3 * workload.Batch / workload.UnitImages;
        var ours = new List<(double Seconds, bool IsClean)>();
        var theirs = arguments.Peers.ToDictionary(peer => peer, _ => new List<(double Seconds, bool IsClean)>());
        for (var round = 0; round < arguments.Rounds; round++)
        {
            foreach (var peer in arguments.Peers)
            {
                Stretch.WaitForQuiet(Patience);
                if (Try(() => Peer.RunTorch(peer, arguments)) is { } result)
                    theirs[peer].Add((result.Seconds, result.CleanStretches >= Math.Min(EnoughStretches, result.Stretches)));
            }
            Stretch.WaitForQuiet(Patience);
            var own = Peer.RunCornea(arguments);
            ours.Add((own.CleanSecondsPerUnit, own.CleanStretches >= Math.Min(EnoughStretches, own.Stretches)));
        }
        return Result(workload.Name, workload.Batch, Middle(ours) * scale,
            theirs.Where(peer => peer.Value.Count > 0).ToDictionary(peer => NameOf(peer.Key), peer => Middle(peer.Value) * scale),
            ours.Concat(theirs.Values.SelectMany(runs => runs)).Any(run => !run.IsClean));
    }

    private static IEnumerable<AllResult> Predictions(Arguments arguments)
    {
        var rows = new List<InferRow>();
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            Stretch.WaitForQuiet(Patience);
            if (Try(() => Peer.RunInference(arguments.Peers[0], arguments)) is not { } rates)
            {
                return Peer.InferCornea(arguments).Batches.Select(own => Result(
                    arguments.Workload.Name, own.Batch, own.Microseconds / 1e3, [],
                    own.CleanSamples < Math.Min(EnoughStretches, own.Samples)));
            }
            var (torch, onnx) = rates;
            Stretch.WaitForQuiet(Patience);
            rows.AddRange(Peer.InferCornea(arguments).Batches.Select(own => new InferRow(
                round, own, torch.First(rate => rate.Batch == own.Batch), onnx.First(rate => rate.Batch == own.Batch))));
        }
        return rows.GroupBy(row => row.Own.Batch).Select(group => Result(
            arguments.Workload.Name, group.Key, Spread.Of(group.Select(row => row.Own.Microseconds)).Median / 1e3,
            new Dictionary<string, double>
            {
                ["PyTorch"] = Spread.Of(group.Select(row => row.TorchMicroseconds)).Median / 1e3,
                ["onnxruntime"] = Spread.Of(group.Select(row => row.OnnxMicroseconds)).Median / 1e3,
            },
            group.Any(row => !row.IsClean)));
    }

    private static AllResult Result(string workload, int batch, double ours, Dictionary<string, double> peers, bool isDisturbed) =>
        new(workload, batch, ours, peers, peers.Count == 0 ? null : ours / peers.Values.Min(), isDisturbed);

    private static double Middle(IReadOnlyList<(double Seconds, bool IsClean)> runs) => Spread.Of(
        runs.Any(run => run.IsClean) ? runs.Where(run => run.IsClean).Select(run => run.Seconds) : runs.Select(run => run.Seconds)).Median;

    // A peer that cannot run one network is left out there, and that is said.
    private static T? Try<T>(Func<T> run)
        where T : struct
    {
        try
        {
            return run();
        }
        catch (PeerException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return null;
        }
    }

    private static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
}
