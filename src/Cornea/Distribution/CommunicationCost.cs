using System.Globalization;

namespace Cornea.Distribution;

/// <summary>What the communication of a training cost.</summary>
/// <param name="Steps">Training steps.</param>
/// <param name="BytesPerStep">Bytes of gradients, metrics and moving statistics that are reduced in a step.</param>
/// <param name="Communication">Time spent in collective operations.</param>
/// <param name="Waited">The part of it for which the computation had to wait.</param>
public sealed record CommunicationCost(long Steps, long BytesPerStep, TimeSpan Communication, TimeSpan Waited)
{
    /// <summary>The share of the communication that ran beside the computation, from 0 to 1.</summary>
    public double HiddenShare => Communication <= TimeSpan.Zero ? 0 : Math.Clamp(1 - Waited / Communication, 0, 1);

    /// <summary>As in <c>407,080 bytes a step, 1.2 ms of communication a step, 64 % hidden</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{BytesPerStep:N0} bytes a step, {Communication.TotalMilliseconds / Math.Max(1, Steps):0.###} ms of communication a step, " +
        $"{HiddenShare:P0} hidden");
}
