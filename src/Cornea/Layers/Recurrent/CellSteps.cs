namespace Cornea.Layers;

/// <summary>A recurrent cell prepared for a sequence: what can be computed for all steps together is, and the rest is the step.</summary>
/// <param name="Sequences">What the steps read, each (batch, steps, ...).</param>
/// <param name="Step">The step.</param>
public sealed record CellSteps(IReadOnlyList<Tensor> Sequences, CellStep Step);
