namespace Cornea.Compilation.Kernels;

/// <summary>Where a result of a recurrence comes from, and when it is there to be copied.</summary>
internal sealed record StepResult(BufferSlot Source, StepResultTime Time);
