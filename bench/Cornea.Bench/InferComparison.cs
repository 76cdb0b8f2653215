using System.Text.Json;

namespace Cornea.Bench;

/// <summary>PyTorch, onnxruntime and Cornea in turn, round after round, and the ratios of the times of a call.</summary>
internal static class InferComparison
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static int Run(Arguments arguments)
    {
        if (arguments.Peer is null)
            throw new UsageException("compare-infer needs the peers' folder: --peer FOLDER.");
        Say($"{arguments.Workload.Name}: {arguments.Workload.Network}");
        Say($"{Machine.Processor}, {arguments.Threads} threads, {Machine.VectorBits}-bit vectors here; microseconds per call");
        Say($"{"round",5}{"batch",7}{"PyTorch",11}{"onnxruntime",13}{"Cornea",11}{"to PyTorch",12}{"to onnx",9}   undisturbed samples");
        var rows = new List<InferRow>();
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            Stretch.WaitForQuiet(Patience);
            var (torch, onnx) = Peer.RunInference(arguments.Peer, arguments);
            Stretch.WaitForQuiet(Patience);
            foreach (var own in Peer.InferCornea(arguments).Batches)
            {
                var row = new InferRow(round, own, torch.First(rate => rate.Batch == own.Batch),
                    onnx.First(rate => rate.Batch == own.Batch));
                rows.Add(row);
                Say($"{round,5}{own.Batch,7}{row.TorchMicroseconds,11:F1}{row.OnnxMicroseconds,13:F1}{own.Microseconds,11:F1}"
                    + $"{row.ToTorch,12:F3}{row.ToOnnx,9:F3}   {row.Torch.CleanSamples} of {row.Torch.Samples}, "
                        + $"{row.Onnx.CleanSamples} of {row.Onnx.Samples}, {own.CleanSamples} of {own.Samples}");
            }
        }
        var results = rows.GroupBy(row => row.Own.Batch).Select(group =>
        {
            var clean = group.Where(row => row.IsClean).ToArray();
            var used = clean.Length >= Math.Min(3, arguments.Rounds) ? clean : [.. group];
            var (toTorch, toOnnx) = (Spread.Of(used.Select(row => row.ToTorch)), Spread.Of(used.Select(row => row.ToOnnx)));
            Say($"batch {group.Key}: to PyTorch {toTorch.Median:F3} ({toTorch.Min:F3}-{toTorch.Max:F3}), "
                + $"to onnxruntime {toOnnx.Median:F3} ({toOnnx.Min:F3}-{toOnnx.Max:F3}), median of the pairs' "
                + $"ratios{(used == clean ? "" : "; DISTURBED, measure again when it is quiet")}");
            return new
            {
                Batch = group.Key,
                Microseconds = Spread.Of(used.Select(row => row.Own.Microseconds)).Median,
                ToTorch = toTorch.Median,
                ToOnnx = toOnnx.Median,
                ToOnnxMin = toOnnx.Min,
                ToOnnxMax = toOnnx.Max,
                Rounds = group.Count(),
                CleanRounds = clean.Length,
            };
        }).ToArray();
        if (arguments.Json)
        {
            Console.Out.WriteLine(
                JsonSerializer.Serialize(new { Workload = arguments.Workload.Name, arguments.Threads, Batches = results }, Format));
        }
        return 0;
    }

    private static void Say(string line) => Console.Out.WriteLine(line);
}
