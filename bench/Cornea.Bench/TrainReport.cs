using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cornea.Bench;

/// <summary>What one training gave; its JSON has these names in snake case.</summary>
internal sealed record TrainReport
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Workload { get; init; }

    public required int Threads { get; init; }

    public required int Batch { get; init; }

    public required int Seed { get; init; }

    public required int Images { get; init; }

    public required int Steps { get; init; }

    /// <summary>The training part of each epoch.</summary>
    public required IReadOnlyList<double> SecondsPerEpoch { get; init; }

    /// <summary>The median of all epochs but the first, which also compiles.</summary>
    public required double SecondsPerEpochMedian { get; init; }

    /// <summary>Images whose time is compared: an epoch, or a thousand where the data is made up.</summary>
    public required int UnitImages { get; init; }

    /// <summary>Seconds for so many images, from the median stretch of steps that nobody disturbed; of all where fewer than three are
    /// left.</summary>
    public required double CleanSecondsPerUnit { get; init; }

    public required int Stretches { get; init; }

    public required int CleanStretches { get; init; }

    public required double ValidationSeconds { get; init; }

    /// <summary>Millions of operations of products and convolutions in a training step, for each image.</summary>
    public required double MegaflopPerImage { get; init; }

    public required double ImagesPerSecond { get; init; }

    public required double Gflops { get; init; }

    public required double PeakGflops { get; init; }

    public required double PeakShare { get; init; }

    public required double PeakRssMib { get; init; }

    public required double TestAccuracy { get; init; }

    public required double TestLoss { get; init; }

    /// <summary>SHA-256 of the trained weights: the same on any number of threads and in every process on one machine.</summary>
    public required string Weights { get; init; }

    public required int VectorBits { get; init; }

    public required string Processor { get; init; }

    public static TrainReport Read(string json) => JsonSerializer.Deserialize<TrainReport>(json, Format)!;

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"{name,-22}{value}\n");
        Line("workload", $"{Workload}, {Images:N0} images an epoch in {Steps} steps of {Batch}, seed {Seed}");
        Line("machine", $"{Processor}, {Threads} threads, {VectorBits}-bit vectors, peak {PeakGflops:F0} GF/s");
        Line("seconds per epoch",
            $"{string.Join(' ', SecondsPerEpoch.Select(seconds => seconds.ToString("F3", CultureInfo.InvariantCulture)))}");
        Line("median",
            $"{SecondsPerEpochMedian:F3} s without the first; {CleanSecondsPerUnit:F3} s per {UnitImages:N0} images "
                + $"from {CleanStretches} of {Stretches} undisturbed stretches");
        Line("validation", $"{ValidationSeconds:F3} s");
        Line("speed", $"{ImagesPerSecond:N0} images/s of {MegaflopPerImage:N3} MFLOP, {Gflops:F1} GF/s, {PeakShare:P1} of the peak");
        Line("peak memory", $"{PeakRssMib:F0} MiB");
        Line("test", $"accuracy {TestAccuracy:P2}, loss {TestLoss:F4}");
        Line("weights", $"sha256 {Weights}");
        return text.ToString();
    }
}
