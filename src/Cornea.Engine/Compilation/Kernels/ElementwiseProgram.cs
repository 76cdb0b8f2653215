using System.Collections.Immutable;
using System.Globalization;

namespace Cornea.Compilation.Kernels;

/// <summary>
/// What a fused kernel does for one element: instructions in order, each defining the register of its number, and the registers
/// that are the results. Operands are loads; where they lie is the kernel's business.
/// </summary>
/// <param name="Instructions">The steps.</param>
/// <param name="Results">The registers to store, one per output.</param>
internal sealed record ElementwiseProgram(ImmutableArray<Instruction> Instructions, ImmutableArray<int> Results)
{
    /// <summary>Arithmetic steps per element.</summary>
    public int Work =>
        Instructions.Count(instruction => instruction is UnaryInstruction or BinaryInstruction or SelectInstruction or CastInstruction);

    /// <summary>The program as a formula, such as <c>max(a + b, 0)</c>.</summary>
    public override string ToString() => string.Join(", ", Results.Select(result => Text(result, 0)));

    public bool Equals(ElementwiseProgram? other) => other is not null
        && Instructions.AsSpan().SequenceEqual(other.Instructions.AsSpan()) && Results.AsSpan().SequenceEqual(other.Results.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var instruction in Instructions)
            hash.Add(instruction);
        hash.Add(Graph.Sequence.Hash(Results));
        return hash.ToHashCode();
    }

    private string Text(int register, int depth) => depth > 6
        ? "..."
        : Instructions[register] switch
        {
            LoadInstruction load => ((char)('a' + load.Operand % 26)).ToString(),
            NumberInstruction number => number.Value.ToString("G4", CultureInfo.InvariantCulture),
            UnaryInstruction unary => $"{unary.Kind.ToString().ToLowerInvariant()}({Text(unary.A, depth + 1)})",
            BinaryInstruction binary =>
                $"{binary.Kind.ToString().ToLowerInvariant()}({Text(binary.A, depth + 1)}, {Text(binary.B, depth + 1)})",
            SelectInstruction select =>
                $"where({Text(select.Condition, depth + 1)}, {Text(select.A, depth + 1)}, {Text(select.B, depth + 1)})",
            CastInstruction cast => $"{cast.DType.Name()}({Text(cast.A, depth + 1)})",
            _ => "?",
        };
}
