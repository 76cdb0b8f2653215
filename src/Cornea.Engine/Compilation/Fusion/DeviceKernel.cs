using System.Collections.Immutable;
using Cornea.Compilation.Scheduling;

namespace Cornea.Compilation.Fusion;

/// <summary>How a device computes a fusion group by a kernel of its own: made by the device's passes, asked by the scheduler.</summary>
internal abstract class DeviceKernel
{
    /// <summary>Nodes that the kernel reads besides the inputs of the group's nodes.</summary>
    public virtual ImmutableArray<Tensor> Sources => [];

    /// <summary>The kernel's spec.</summary>
    /// <param name="schedule">Says where values lie.</param>
    /// <param name="group">The group.</param>
    public abstract KernelSpec Emit(Schedule schedule, FusionGroup group);
}
