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
/// <param name="Condition">The carry without which no further step is done, or null.</param>
internal sealed record StepPlan(
    IReadOnlyList<KernelSpec> Specs, long ArenaBytes, ImmutableArray<BufferSlot> Carries, ImmutableArray<BufferSlot> Inputs,
    ImmutableArray<StepResult> Results, BufferSlot? Condition = null)
{
    /// <summary>All memory of a step.</summary>
    public long Bytes => ArenaBytes + Buffers.Sum(buffer => buffer.Type.Bytes);

    /// <summary>Whether a further step is to be done: no condition, or one that holds.</summary>
    public bool GoesOn
    {
        get
        {
            if (Condition is null)
                return true;
            Span<byte> holds = stackalloc byte[1];
            Condition.Memory!.Read(Condition.Offset, holds);
            return holds[0] != 0;
        }
    }

    /// <summary>The memory that lasts from step to step.</summary>
    public IEnumerable<BufferSlot> Buffers => Carries.Concat(Inputs).Concat(Results.Select(result => result.Source)).Distinct();
}
