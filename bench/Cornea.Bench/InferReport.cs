using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cornea.Bench;

/// <summary>How fast a network predicts; its JSON has these names in snake case.</summary>
internal sealed record InferReport
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Workload { get; init; }

    public required int Threads { get; init; }

    public required IReadOnlyList<InferRate> Batches { get; init; }

    public required double PeakGflops { get; init; }

    public required double PeakRssMib { get; init; }

    public required int VectorBits { get; init; }

    public required string Processor { get; init; }

    public static InferReport Read(string json) => JsonSerializer.Deserialize<InferReport>(json, Format)!;

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{Workload}: {Processor}, {Threads} threads, {VectorBits}-bit vectors, peak {PeakGflops:F0} GF/s, peak "
                + $"memory {PeakRssMib:F0} MiB\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{"batch",6}{"microseconds",14}{"least",10}{"images/s",12}{"GF/s",8}{"of peak",9}{"bytes/call",12}   undisturbed\n");
        foreach (var rate in Batches)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{rate.Batch,6}{rate.Microseconds,14:F1}{rate.LeastMicroseconds,10:F1}{rate.ImagesPerSecond,12:N0}{rate.Gflops,8:F1}"
                    + $"{rate.Gflops / PeakGflops,9:P1}{rate.BytesPerCall,12:F0}   {rate.CleanSamples} of {rate.Samples}\n");
        }
        return text.ToString().TrimEnd();
    }
}
