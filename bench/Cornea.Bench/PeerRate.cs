using System.Text.Json;

namespace Cornea.Bench;

/// <summary>How fast a peer predicts.</summary>
/// <param name="Batch">Images of a call.</param>
/// <param name="ImagesPerSecond">The median of its samples.</param>
/// <param name="Samples">How many samples were measured.</param>
/// <param name="CleanSamples">How many nobody disturbed.</param>
internal readonly record struct PeerRate(int Batch, double ImagesPerSecond, int Samples, int CleanSamples)
{
    public static PeerRate Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new PeerRate(
            root.GetProperty("infer_batch").GetInt32(), root.GetProperty("images_s").GetDouble(),
            root.GetProperty("n").GetInt32(), root.GetProperty("n_clean").GetInt32());
    }
}
