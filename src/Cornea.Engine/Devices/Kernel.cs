using System.Diagnostics;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices;

/// <summary>A kernel spec made ready to run: memory resolved, scratch reserved. Running allocates nothing.</summary>
[DebuggerDisplay("{Spec}")]
internal abstract class Kernel(KernelSpec spec)
{
    public KernelSpec Spec { get; } = spec;

    /// <summary>Which of several algorithms it uses, in printed plans; empty where there is only one.</summary>
    public virtual string Algorithm => "";

    /// <summary>A plan that it runs, printed below it; null for most kernels.</summary>
    public virtual IKernelTable? InnerPlan => null;

    /// <summary>Bytes of intermediate values that it keeps besides those of the plan.</summary>
    public virtual long InnerBytes => Spec.InnerBytes;

    /// <summary>Called before runs between which nothing changes that lies outside the plan, as before the steps of a recurrence: what is
    /// read there may be packed once for all of them.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>Whether <see cref="Move"/> can make it read and write elsewhere what it reads and writes of a slot.</summary>
    /// <param name="slot">A slot that lasts.</param>
    public virtual bool CanMove(BufferSlot slot) => !Spec.Uses(slot);

    /// <summary>From now on reads and writes of a slot lie so many bytes further on.</summary>
    /// <param name="slot">A slot of which <see cref="CanMove"/> said yes.</param>
    /// <param name="bytes">Bytes, of either sign, wherever they lead.</param>
    public virtual void Move(BufferSlot slot, nint bytes)
    {
    }

    public abstract void Run();
}
