namespace Cornea.Bench;

/// <summary>A network, its data and its optimizer: the same work as the peer's script of that name.</summary>
/// <param name="Name">As the peer's script calls it.</param>
/// <param name="Network">What is trained, in words.</param>
/// <param name="Sample">The shape of one sample.</param>
/// <param name="InferenceMegaflop">Millions of multiplications and additions per image in the products of a prediction, two per weight
/// use.</param>
/// <param name="TrainingMegaflop">The same of a training step: two per weight use forward, two for the weight's gradient, two for the
/// input's gradient save in the first layer.</param>
/// <param name="UnitImages">Images whose time is reported: an epoch, or a thousand where the data is made up.</param>
/// <param name="StretchSteps">Steps of a stretch that is timed, as many as in the peer's script.</param>
/// <param name="ValidationImages">The last samples, kept for validation.</param>
/// <param name="Model">The untrained network for a seed.</param>
/// <param name="Optimizer">Moves the weights.</param>
/// <param name="Data">Training and test samples.</param>
internal sealed record Workload(
    string Name,
    string Network,
    Shape Sample,
    double InferenceMegaflop,
    double TrainingMegaflop,
    int UnitImages,
    int StretchSteps,
    int ValidationImages,
    Func<int, Sequential> Model,
    Func<Optimizer> Optimizer,
    Func<WorkloadData> Data)
{
    /// <summary>What the accuracy command trains for and asks for; null where the data is made up.</summary>
    public AccuracyGoal? Goal { get; init; }
}
