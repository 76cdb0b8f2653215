using System.Collections.Immutable;
using Cornea.Compilation.Fusion;
using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;
using Cornea.Devices.Cpu.Convolution;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>The gradient of a convolution's kernel together with the gradient of the pooling behind the convolution, which nothing else
/// reads.</summary>
/// <param name="poolGradient">The gradient of the pooling.</param>
/// <param name="pool">The pooling.</param>
internal sealed class PooledKernelGradientKernelOf(Tensor poolGradient, Tensor pool) : DeviceKernel
{
    public override ImmutableArray<Tensor> Sources => [pool];

    public override KernelSpec Emit(Schedule schedule, FusionGroup group)
    {
        var root = group.Root;
        var window = ((ConvolutionKernelGradient)root.Op).Window;
        return new PooledKernelGradientSpec(
            WindowShape.Of(window, root.Inputs[0].Shape), root.Shape[^1],
            [schedule.Images(root.Inputs[0]), schedule.Contiguous(poolGradient.Inputs[1]), MaxPool2x2KernelOf.IndicesOf(schedule, pool)],
            [schedule.Home(root)]);
    }
}
