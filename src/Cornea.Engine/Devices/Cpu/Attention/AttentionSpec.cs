using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>
/// Attention: softmax(scale f(queries · keysᵀ)) · values for each matrix of a batch, f and what is done to the weights elementwise. Reads
/// are queries [..., queries, depth], keys [..., depth, keys], values [..., keys, value depth] and what the programs read [..., queries,
/// keys]; writes are the result [..., queries, value depth], then the weights and what was made of them, where others read them.
/// </summary>
/// <param name="Shape">The sizes.</param>
/// <param name="Scale">What scores are multiplied by.</param>
/// <param name="Scores">What is done to the products; null for nothing.</param>
/// <param name="Weights">What is done to the weights; null for nothing.</param>
/// <param name="StoresWeights">Whether the weights are written.</param>
/// <param name="StoresUsed">Whether what was made of them is written.</param>
/// <param name="Reads">What is read.</param>
/// <param name="Writes">What is written.</param>
internal sealed record AttentionSpec(AttentionShape Shape, double Scale, RowProgram? Scores, RowProgram? Weights, bool StoresWeights,
    bool StoresUsed, ImmutableArray<BufferView> Reads, ImmutableArray<BufferView> Writes)
    : KernelSpec(Reads, Writes)
{
    public override string Detail =>
        $"{Shape}{(Scores is null ? "" : $" {Scores.Program}")}{(Weights is null ? "" : $" {Weights.Program}")}";

    public override double Products => Shape.Elements * 2.0 * (Shape.Depth + Shape.ValueDepth);

    public override double Work => Products + Shape.Elements * (5.0 + (Scores?.Program.Work ?? 0) + (Weights?.Program.Work ?? 0));
}
