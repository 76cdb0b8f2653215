using System.Collections.Immutable;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Attention;

/// <summary>An elementwise program over rows of scores.</summary>
/// <param name="Program">What is done to an element.</param>
/// <param name="Operands">What each load reads: a read of the kernel, or one of the values below.</param>
internal sealed record RowProgram(ElementwiseProgram Program, ImmutableArray<int> Operands)
{
    /// <summary>The scores, or the weights that were made of them.</summary>
    public const int Scores = -1;

    /// <summary>The gradient of the weights.</summary>
    public const int Gradient = -2;

    /// <summary>A row's sum.</summary>
    public const int Sum = -3;

    public bool Equals(RowProgram? other) => other is not null && Program.Equals(other.Program)
        && Operands.AsSpan().SequenceEqual(other.Operands.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Program, Graph.Sequence.Hash(Operands));
}
