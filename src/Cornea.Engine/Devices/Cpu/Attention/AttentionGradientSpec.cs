using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>
/// The gradients of an attention by queries, keys and values, its weights computed again. Reads are those of the attention, the gradient
/// of the result [..., queries, value depth] and what the programs read; writes are the gradients by queries [..., queries, depth], keys
/// [..., keys, depth] and values [..., keys, value depth].
/// </summary>
/// <param name="Forward">The attention, which writes nothing but its result.</param>
/// <param name="Incoming">What is done to the gradient of the weights; null for nothing.</param>
/// <param name="Summed">What is summed along a row.</param>
/// <param name="Outgoing">The gradient of the scores.</param>
/// <param name="Reads">What is read.</param>
/// <param name="Writes">What is written.</param>
internal sealed record AttentionGradientSpec(AttentionSpec Forward, RowProgram? Incoming, RowProgram Summed, RowProgram Outgoing,
    ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    /// <summary>Which read is the gradient of the result.</summary>
    public int Result => Forward.Reads.Length;

    public override string Detail => $"{Forward.Detail}, back";

    public override double Products => Forward.Shape.Elements * 2.0 * (3 * Forward.Shape.Depth + 2 * Forward.Shape.ValueDepth);

    public override double Work => Products + Forward.Shape.Elements * (5.0 + (Forward.Scores?.Program.Work ?? 0)
        + (Forward.Weights?.Program.Work ?? 0) + (Incoming?.Program.Work ?? 0) + Summed.Program.Work + 1 + Outgoing.Program.Work);
}
