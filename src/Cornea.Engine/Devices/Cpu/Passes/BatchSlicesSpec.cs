using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>The first part of a graph for some samples at a time. Reads are the inputs of the whole batch, writes its results for the whole
/// batch.</summary>
internal sealed record BatchSlicesSpec(BatchSlicing Slicing, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail => $"{Slicing.Count} slices of the batch, each by one worker";

    public override double Products => Slicing.Count * Slicing.Products;

    public override double Work => Slicing.Count * Slicing.Work;
}
