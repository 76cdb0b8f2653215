namespace Cornea.Compilation.Scheduling;

internal enum BufferSlotKind
{
    /// <summary>Memory of the plan's arena, shared with other slots that are not alive at the same time.</summary>
    Arena,

    /// <summary>Memory that outlives the run: a constant, a variable, an input or an output, or a slot of the plan around this one.</summary>
    Fixed,
}

/// <summary>A place for the elements of one tensor.</summary>
internal sealed unsafe class BufferSlot(TensorType type, string name, HostMemory? buffer = null)
{
    public TensorType Type { get; } = type;

    public string Name { get; } = name;

    public BufferSlotKind Kind => Memory is null && Outer is null ? BufferSlotKind.Arena : BufferSlotKind.Fixed;

    /// <summary>The buffer of a fixed slot; it is kept alive by the kernels that hold its address.</summary>
    public HostMemory? Memory { get; } = buffer;

    /// <summary>The variable this slot belongs to, or null.</summary>
    public Variable? Variable { get; init; }

    /// <summary>Whether the elements never change.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Bytes from the start of the arena, once planned.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>The slot of the plan around this one whose memory this is, or null.</summary>
    public BufferSlot? Outer { get; init; }

    /// <summary>Where the elements lie, once planned.</summary>
    public byte* Address
    {
        get => Outer is null ? field : Outer.Address;
        set;
    } = buffer is null ? null : buffer.Address;
}
