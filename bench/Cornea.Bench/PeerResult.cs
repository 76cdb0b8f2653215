using System.Text.Json;

namespace Cornea.Bench;

/// <summary>What a run of the peer's script measured.</summary>
/// <param name="Seconds">Training alone, per epoch or per thousand images, from the median stretch of steps nobody disturbed.</param>
/// <param name="PeakRssMib">The most memory it had resident.</param>
/// <param name="Stretches">How many stretches were measured.</param>
/// <param name="CleanStretches">How many nobody disturbed.</param>
internal readonly record struct PeerResult(double Seconds, double PeakRssMib, int Stretches, int CleanStretches)
{
    public static PeerResult Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var stretches = root.GetProperty("clean_s_per_unit");
        return new PeerResult(
            stretches.GetProperty("median").GetDouble(), root.GetProperty("peak_rss_mib").GetDouble(),
            stretches.GetProperty("n").GetInt32(), stretches.GetProperty("n_clean").GetInt32());
    }
}
