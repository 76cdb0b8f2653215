using System.Text.Json;

namespace Cornea.Bench;

/// <summary>The peer's script and ours in turn, round after round, and the ratio of their medians.</summary>
internal static class Comparison
{
    // A round counts as undisturbed where both sides have this many undisturbed stretches; with fewer their medians are of all.
    private const int EnoughStretches = 3;
    private const int EnoughRounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static int Run(Arguments arguments)
    {
        if (arguments.Peer is null)
            throw new UsageException("compare needs the peer's folder: --peer FOLDER.");
        if (arguments.Batch != arguments.Workload.Batch)
            throw new UsageException($"The peer trains with batches of {arguments.Workload.Batch}; leave --batch away.");
        Say($"{arguments.Workload.Name}: {arguments.Workload.Network}");
        Say($"{Machine.Processor}, {arguments.Threads} threads, {Machine.VectorBits}-bit vectors here; seconds "
            + $"per {arguments.Workload.UnitImages:N0} images of training alone");
        Say($"{"round",5}{"PyTorch",10}{"Cornea",10}{"ratio",8}   undisturbed stretches");
        var peers = new List<PeerResult>();
        var ours = new List<TrainReport>();
        for (var round = 0; round < arguments.Rounds; round++)
        {
            Stretch.WaitForQuiet(Patience);
            var peer = Peer.RunTorch(arguments.Peer, arguments);
            Stretch.WaitForQuiet(Patience);
            var own = Peer.RunCornea(arguments);
            peers.Add(peer);
            ours.Add(own);
            Say($"{round + 1,5}{peer.Seconds,10:F3}{own.CleanSecondsPerUnit,10:F3}{own.CleanSecondsPerUnit / peer.Seconds,8:F3}  "
                + $" {peer.CleanStretches} of {peer.Stretches}, {own.CleanStretches} of {own.Stretches}");
        }

        var rounds = ours.Zip(peers).ToArray();
        var clean = rounds.Where(round => Math.Min(round.First.CleanStretches, round.Second.CleanStretches) >= EnoughStretches).ToArray();
        var disturbed = clean.Length < Math.Min(EnoughRounds, rounds.Length);
        if (disturbed)
        {
            Say($"DISTURBED: only {clean.Length} of {rounds.Length} rounds had the machine to themselves, so all are counted. Measure "
                + $"again when it is quiet.");
        }
        else
            (ours, peers) = ([.. clean.Select(round => round.First)], [.. clean.Select(round => round.Second)]);
        var theirSeconds = Spread.Of(peers.Select(peer => peer.Seconds));
        var ourSeconds = Spread.Of(ours.Select(own => own.CleanSecondsPerUnit));
        var pairs = Spread.Of(ours.Zip(peers, (own, peer) => own.CleanSecondsPerUnit / peer.Seconds));
        var theirMemory = Spread.Of(peers.Select(peer => peer.PeakRssMib)).Median;
        var ourMemory = Spread.Of(ours.Select(own => own.PeakRssMib)).Median;
        var ratio = ourSeconds.Median / theirSeconds.Median;
        PeerResult? installed = null;
        if (arguments.Installed)
        {
            Stretch.WaitForQuiet(Patience);
            installed = Peer.RunTorch(arguments.Peer, arguments, "installed");
        }
        Say($"PyTorch  {theirSeconds.Median:F3} s ({theirSeconds.Min:F3}-{theirSeconds.Max:F3}, "
            + $"spread {(theirSeconds.Max / theirSeconds.Min) - 1:P0}), {theirMemory:F0} MiB");
        Say($"Cornea   {ourSeconds.Median:F3} s ({ourSeconds.Min:F3}-{ourSeconds.Max:F3}, "
            + $"spread {(ourSeconds.Max / ourSeconds.Min) - 1:P0}), {ourMemory:F0} "
            + $"MiB, {Spread.Of(ours.Select(own => own.PeakShare)).Median:P0} of the multiply-add peak");
        Say($"ratio    {ratio:F3} of the medians; pairs {pairs.Min:F3}-{pairs.Max:F3}; memory {ourMemory / theirMemory:F3}");
        if (installed is { } plain)
        {
            Say($"PyTorch as installed, one run: {plain.Seconds:F3} s from {plain.CleanStretches} of {plain.Stretches} undisturbed "
                + $"stretches; ratio {ourSeconds.Median / plain.Seconds:F3}");
        }
        if (arguments.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Workload = arguments.Workload.Name,
                    arguments.Threads,
                    Ratio = ratio,
                    Ours = ourSeconds.Median,
                    Peer = theirSeconds.Median,
                    Rounds = rounds.Length,
                    CleanRounds = clean.Length,
                    Disturbed = disturbed,
                    RatioMin = pairs.Min,
                    RatioMax = pairs.Max,
                    Installed = installed?.Seconds,
                    InstalledRatio = installed is { } asInstalled ? ourSeconds.Median / asInstalled.Seconds : (double?)null,
                    MemoryRatio = ourMemory / theirMemory,
                    OurMemoryMib = ourMemory,
                    PeerMemoryMib = theirMemory,
                    OurRounds = rounds.Select(round => new
                    {
                        Seconds = round.First.CleanSecondsPerUnit,
                        round.First.SecondsPerEpochMedian,
                        round.First.PeakRssMib,
                        round.First.Stretches,
                        round.First.CleanStretches,
                    }),
                    PeerRounds = rounds.Select(round => round.Second),
                },
                Format));
        }
        return 0;
    }

    private static void Say(string line) => Console.Out.WriteLine(line);
}
