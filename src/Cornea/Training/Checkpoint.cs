namespace Cornea.Training;

/// <summary>A file of a <see cref="CheckpointFolder"/> and the state of the training that it holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="State">What it holds, verified.</param>
public sealed record Checkpoint(string Path, TrainingState State);
