namespace Cornea.Cli.Training;

/// <summary>What was asked of a training.</summary>
/// <param name="Data"><c>mnist</c>, or the path of a file or a folder.</param>
/// <param name="Model">The network's name.</param>
/// <param name="Epochs">Passes over the data.</param>
/// <param name="Batch">Samples of a step.</param>
/// <param name="Seed">Decides the first weights and the order of the samples.</param>
/// <param name="Optimizer">Its class name in lower case.</param>
/// <param name="LearningRate">The optimizer's own where null.</param>
/// <param name="ValidationSplit">The last part of the samples that is kept for validation.</param>
/// <param name="Limit">The number of samples to train on; all where null.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Out">The folder of the run; one with a name of its own where null.</param>
/// <param name="FirstStep">Whether to stop after the first step and tell when it was done.</param>
internal sealed record TrainOptions(
    string Data, string Model, int Epochs, int Batch, long Seed, string Optimizer, double? LearningRate, double ValidationSplit,
    int? Limit, int Threads, string? Out, bool FirstStep);
