using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Pooling;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>A maximum pooling two by two, with the elementwise nodes before it.</summary>
/// <param name="isIndexed">Whether a gradient reads which elements were the largest.</param>
internal sealed class MaxPool2x2KernelOf(bool isIndexed) : DeviceKernel
{
    /// <summary>Where a pooling says which elements were the largest.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="pool">The pooling.</param>
    public static BufferView IndicesOf(Schedule schedule, Tensor pool)
    {
        var channels = pool.Shape[^1];
        return schedule.Extra(pool,
            new TensorType(new Shape(pool.Size / Math.Max(1, channels), MaxPool2x2Spec.IndexBytes(channels)), DType.UInt8), "indices");
    }

    public override KernelSpec Emit(Schedule schedule, FusionGroup group)
    {
        var (root, pooled) = (group.Root, group.Root.Inputs[0]);
        var (program, operands) = schedule.ProgramOf(group, pooled);
        return new MaxPool2x2Spec(
            WindowShape.Of(((Pool)root.Op).Window, pooled.Shape), program, operands,
            isIndexed ? [schedule.Home(root), IndicesOf(schedule, root)] : [schedule.Home(root)]);
    }
}
