using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Recurrence;

/// <summary>Instead of a copy between a buffer and a row (along axis 0) of a view: the kernels read or write the row where it
/// lies.</summary>
internal sealed unsafe class RowMove
{
    private readonly BufferSlot _slot;
    private readonly Kernel[] _kernels;
    private readonly byte* _start;
    private readonly nint _step;
    private byte* _current;

    private RowMove(BufferView view, BufferSlot slot, Kernel[] kernels)
    {
        var size = view.DType.Size();
        _slot = slot;
        _kernels = kernels;
        _start = view.Buffer.Address + (long)view.Offset * size;
        _step = (nint)view.Strides[0] * size;
        _current = slot.Address;
    }

    /// <summary>The move, or null where a row's elements lie otherwise than the slot's, or a kernel cannot move.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="slot">What the kernels read or write now.</param>
    /// <param name="kernels">All kernels of the step.</param>
    public static RowMove? TryMake(BufferView view, BufferSlot slot, IReadOnlyList<Kernel> kernels)
    {
        var row = view with { Lengths = view.Lengths[1..], Strides = view.Strides[1..] };
        if (!row.IsContiguous || row.Count == 0 || !kernels.All(kernel => kernel.CanMove(slot)))
            return null;
        return new RowMove(view, slot, [.. kernels.Where(kernel => kernel.Spec.Uses(slot))]);
    }

    /// <summary>Moves to a row.</summary>
    public void To(int row)
    {
        var address = _start + row * _step;
        foreach (var kernel in _kernels)
            kernel.Move(_slot, (nint)(address - _current));
        _current = address;
    }
}
