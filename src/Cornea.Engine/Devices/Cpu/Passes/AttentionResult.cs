using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>Where a product's results go.</summary>
/// <param name="View">The place, [..., rows, columns].</param>
/// <param name="Slot">Where the product itself would have written them.</param>
/// <param name="Read">What all that read the slot read in its place; null where they go on as they are.</param>
/// <param name="Copy">A copy that is not needed any more; null for none.</param>
internal sealed record AttentionResult(BufferView View, BufferSlot Slot, BufferView? Read, int? Copy)
{
    /// <summary>The same results in their own order.</summary>
    /// <param name="view">Where the product would have written them.</param>
    public static AttentionResult AsItIs(BufferView view) => new(view, view.Buffer, null, null);
}
