namespace Cornea.Studio.Training;

/// <summary>What the page keeps of a run beside its curves: the file <c>studio.json</c> of a run's folder.</summary>
/// <param name="Request">What it was started with.</param>
/// <param name="State">What it did when the file was written.</param>
/// <param name="Started">When it began, UTC.</param>
/// <param name="Seconds">Seconds of training so far.</param>
/// <param name="Parameters">How many numbers the weights hold.</param>
/// <param name="Message">Why it failed, or null.</param>
internal sealed record SessionFile(
    TrainRequest Request, string State, DateTimeOffset Started, double Seconds, long Parameters, string? Message);
