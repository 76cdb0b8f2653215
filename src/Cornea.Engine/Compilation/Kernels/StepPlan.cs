using System.Collections.Immutable;

namespace Cornea.Compilation.Kernels;

/// <summary>
/// One step of a recurrence, scheduled: carries are variables that the step updates in place, its rows of the sequences are
/// copied into buffers, and whole tensors are read where they lie.
/// </summary>
/// <param name="Specs">The step's kernels, in order.</param>
/// <param name="ArenaBytes">Memory for the step's intermediate values.</param>
/// <param name="Carries">The carries' memory.</param>
/// <param name="Inputs">The memory of the step's rows.</param>
/// <param name="Results">Where each result of the recurrence comes from, in the order asked for.</param>
internal sealed record StepPlan(
    IReadOnlyList<KernelSpec> Specs, long ArenaBytes, ImmutableArray<BufferSlot> Carries, ImmutableArray<BufferSlot> Inputs,
    ImmutableArray<StepResult> Results)
{
    /// <summary>All memory of a step.</summary>
    public long Bytes => ArenaBytes + Buffers.Sum(buffer => buffer.Type.Bytes);

    /// <summary>The memory that lasts from step to step.</summary>
    public IEnumerable<BufferSlot> Buffers => Carries.Concat(Inputs).Concat(Results.Select(result => result.Source)).Distinct();
}
