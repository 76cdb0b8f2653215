using System.Diagnostics;

namespace Cornea.Compilation.Kernels;

/// <summary>Room for the elements of one tensor in a plan. The scheduler says what it is for; the plan binds it to a device's
/// memory.</summary>
/// <param name="type">Shape and element type.</param>
/// <param name="name">Its name in printed plans.</param>
[DebuggerDisplay("{Name} {Type} {Kind}")]
internal sealed class BufferSlot(TensorType type, string name)
{
    public TensorType Type { get; } = type;

    public string Name { get; } = name;

    public BufferSlotKind Kind => Variable is null && Constant is null && Outer is null && !IsKept ? BufferSlotKind.Arena
        : BufferSlotKind.Fixed;

    /// <summary>The variable whose values these are, or null.</summary>
    public Variable? Variable { get; init; }

    /// <summary>Values that never change, or null.</summary>
    public HostMemory? Constant { get; init; }

    /// <summary>The constant, also where a plan around this one holds it, or null.</summary>
    public HostMemory? ConstantAround => Constant ?? Outer?.ConstantAround;

    /// <summary>Whether the memory outlives a run: an input or output of the function, or what a kernel keeps between steps.</summary>
    public bool IsKept { get; init; }

    /// <summary>The buffer of the plan around this one whose memory this is, or null.</summary>
    public BufferSlot? Outer { get; init; }

    /// <summary>The memory that holds the elements, once bound.</summary>
    public DeviceMemory? Memory
    {
        get => Outer is null ? field : Outer.Memory;
        set;
    }

    /// <summary>Bytes from the start of the memory; in the arena, once planned.</summary>
    public long Offset
    {
        get => Outer is null ? field : Outer.Offset;
        set;
    }
}
