namespace Cornea;

/// <summary>What <see cref="Model.LoadWeights"/> did.</summary>
/// <param name="Taken">The weights of the model that got values.</param>
/// <param name="Left">What the file holds and no weight of the model took.</param>
/// <param name="Missing">The weights of the model for which the file has nothing that fits; they keep their values.</param>
public sealed record WeightsReport(IReadOnlyList<string> Taken, IReadOnlyList<string> Left, IReadOnlyList<string> Missing)
{
    /// <summary>How many of each there are.</summary>
    public override string ToString() => $"{Taken.Count} taken, {Left.Count} left, {Missing.Count} missing";
}
