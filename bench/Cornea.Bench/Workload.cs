namespace Cornea.Bench;

/// <summary>A network, its data and its optimizer: the same work as the peer's script of that name.</summary>
/// <param name="Name">As the peer's script calls it.</param>
/// <param name="Network">What is trained, in words.</param>
/// <param name="TrainingMegaflop">Millions of multiplications and additions per image in the products of a training step: two per
/// weight use forward, two for the weight's gradient, two for the input's gradient save in the first layer.</param>
/// <param name="ValidationSplit">The last part of the samples that is kept for validation.</param>
/// <param name="Model">The untrained network for a seed.</param>
/// <param name="Optimizer">Moves the weights.</param>
/// <param name="Data">Training and test samples.</param>
internal sealed record Workload(
    string Name,
    string Network,
    double TrainingMegaflop,
    double ValidationSplit,
    Func<int, Sequential> Model,
    Func<Optimizer> Optimizer,
    Func<WorkloadData> Data);
