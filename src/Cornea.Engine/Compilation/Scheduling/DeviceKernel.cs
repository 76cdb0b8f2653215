using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;

namespace Cornea.Compilation.Scheduling;

/// <summary>How a device computes a fusion group by a kernel of its own: made by the device's passes, asked by the scheduler.</summary>
internal abstract class DeviceKernel : GroupKernel
{
    /// <summary>The kernel's spec.</summary>
    /// <param name="schedule">Says where values lie.</param>
    /// <param name="group">The group.</param>
    public abstract KernelSpec Emit(Schedule schedule, FusionGroup group);
}
