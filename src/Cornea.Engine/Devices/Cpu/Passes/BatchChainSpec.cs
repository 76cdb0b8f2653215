using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Passes;

/// <summary>Kernels that treat each matrix of a batch alone, run one after another for a few matrices at a time. Reads and writes are
/// theirs but for what stays between them.</summary>
/// <param name="Parts">How many parts of the batch.</param>
/// <param name="Members">The kernels for the whole batch, in order.</param>
/// <param name="Inner">What only they touch: values that never leave the cache.</param>
/// <param name="Reads">What they read from elsewhere.</param>
/// <param name="Writes">What others read of what they write.</param>
internal sealed record BatchChainSpec(int Parts, ImmutableArray<KernelSpec> Members, ImmutableHashSet<BufferSlot> Inner,
    ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail => $"{Parts} parts of the batch, {Members.Length} kernels each";

    public override double Products => Members.Sum(member => member.Products);

    public override double Work => Members.Sum(member => member.Work);
}
