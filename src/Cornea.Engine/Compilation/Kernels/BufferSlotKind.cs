namespace Cornea.Compilation.Kernels;

/// <summary>How long the memory of a <see cref="BufferSlot"/> is needed.</summary>
internal enum BufferSlotKind
{
    /// <summary>Memory of the plan's arena, shared with other buffers that are not alive at the same time.</summary>
    Arena,

    /// <summary>Memory that outlives the run: a constant, a variable, an input or an output, or a buffer of the plan around this
    /// one.</summary>
    Fixed,
}
