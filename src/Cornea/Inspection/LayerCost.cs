namespace Cornea.Inspection;

/// <summary>What one layer of a model takes for a batch.</summary>
/// <param name="Name">The name of the layer.</param>
/// <param name="Kind">The class of the layer.</param>
/// <param name="OutputShape">The shape of its output, the batch included.</param>
/// <param name="Parameters">Its weights; 0 from the second call of a shared layer on.</param>
/// <param name="Macs">Multiplications with an addition each, counted from its graph.</param>
/// <param name="WeightBytes">Bytes of its weights.</param>
/// <param name="OutputBytes">Bytes of its outputs.</param>
/// <param name="EstimatedMilliseconds">What it should take at the speed of this machine, see <see cref="MachineSpeed"/>.</param>
public sealed record LayerCost(
    string Name, string Kind, Shape OutputShape, long Parameters, long Macs, long WeightBytes, long OutputBytes,
    double EstimatedMilliseconds)
{
    /// <summary>What it took alone, the median of some runs; null before <see cref="ModelCost.Measure"/>.</summary>
    public double? MeasuredMilliseconds { get; init; }
}
