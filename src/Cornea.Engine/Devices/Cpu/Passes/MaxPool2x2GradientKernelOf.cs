using System.Collections.Immutable;
using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Pooling;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>The gradient of a maximum pooling by the indices that the pooling kept.</summary>
/// <param name="pool">The pooling.</param>
internal sealed class MaxPool2x2GradientKernelOf(Tensor pool) : DeviceKernel
{
    public override ImmutableArray<Tensor> Sources => [pool];

    public override KernelSpec Emit(Schedule schedule, FusionGroup group)
    {
        var root = group.Root;
        return new MaxPool2x2GradientSpec(
            WindowShape.Of(((PoolGradient)root.Op).Window, root.Shape),
            [MaxPool2x2KernelOf.IndicesOf(schedule, pool), schedule.Contiguous(root.Inputs[1])], [schedule.Home(root)]);
    }
}
