using System.Globalization;

namespace Cornea.Bench;

/// <summary>One workload beside its peers.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Batch">Samples of a step or call.</param>
/// <param name="Milliseconds">A step or call of Cornea.</param>
/// <param name="Peers">Those of the peers, by their names.</param>
/// <param name="Ratio">Cornea's time by that of the best peer; null where none could be run.</param>
/// <param name="IsDisturbed">Whether others used the machine meanwhile.</param>
internal sealed record AllResult(
    string Workload, int Batch, double Milliseconds, IReadOnlyDictionary<string, double> Peers, double? Ratio, bool IsDisturbed)
{
    public override string ToString()
    {
        var peers = string.Join(", ", Peers.Select(peer => string.Create(CultureInfo.InvariantCulture, $"{peer.Key} {peer.Value:F3}")));
        var ratio = Ratio is { } number ? string.Create(CultureInfo.InvariantCulture, $"ratio {number:F3}") : "no peer";
        return string.Create(CultureInfo.InvariantCulture,
            $"{Workload,-12} batch {Batch,3}: {Milliseconds,10:F3} ms; {peers}; {ratio}{(IsDisturbed ? " DISTURBED" : "")}");
    }
}
