using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Convolution;

/// <summary>A convolution of which only the largest of each two by two adjacent results is kept. Reads are the convolution's; the write is
/// [batch, 3 axes of pooled positions, filters], contiguous.</summary>
/// <param name="Convolution">The convolution; its own write is nowhere.</param>
/// <param name="Rows">Pooled rows of an image.</param>
/// <param name="Columns">Pooled columns of an image.</param>
/// <param name="Reads">What it reads.</param>
/// <param name="Writes">What it writes.</param>
internal sealed record PooledConvolutionSpec(
    ConvolutionSpec Convolution, int Rows, int Columns, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Name => "Convolution";

    public override string Detail => $"{Convolution.Detail}, largest of 2x2";

    public override double Products => Convolution.Products;

    public override double Work => Convolution.Work + (4.0 * Convolution.Shape.Batch * Rows * Columns * Convolution.Filters);
}
