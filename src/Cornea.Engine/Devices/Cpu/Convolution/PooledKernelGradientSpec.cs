using System.Collections.Immutable;
using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Pooling;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>
/// The gradient of a convolution by its kernel where the convolution's result was pooled (<see cref="MaxPool2x2Spec"/>). Reads are x,
/// the gradient of the pooling's result, and the pooling's indices: the gradient of what was pooled is never stored.
/// </summary>
internal sealed record PooledKernelGradientSpec(WindowShape Shape, int Filters, ImmutableArray<BufferView> Reads,
    ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => "KernelGradient";

    public override string Detail => Unpooled.Detail;

    public override double Products => Unpooled.Products;

    public override double Work => Unpooled.Work;

    /// <summary>The same work as the kernel gradient of a convolution, with these reads.</summary>
    public ConvolutionKernelGradientSpec Unpooled => new(Shape, Filters, 1, Reads, Writes);
}
