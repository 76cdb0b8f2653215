using System.Collections.Immutable;
using Cornea.Compilation.Kernels;
using Cornea.Graph;
using Cornea.Graph.Ops;

namespace Cornea.Compilation.Fusion;

/// <summary>Writes a group's nodes as one elementwise program and collects the operands it loads.</summary>
internal sealed class ProgramBuilder(Func<Tensor, BufferView> viewOf)
{
    // From here on a whole number may have been rounded to become a double (2^53 + 1 gives 2^53), so it is loaded instead.
    private const double Inexact = 1L << 53;

    private readonly ImmutableArray<Instruction>.Builder _instructions = ImmutableArray.CreateBuilder<Instruction>();
    private readonly Dictionary<Instruction, int> _registers = [];
    private readonly Dictionary<Tensor, int> _defined = new(ReferenceEqualityComparer.Instance);
    private readonly List<BufferView> _operands = [];

    public ImmutableArray<BufferView> Operands => [.. _operands];

    /// <summary>Makes the next operand stand for a node that the kernel itself produces.</summary>
    public void Produce(Tensor node, BufferView view)
    {
        _operands.Add(view);
        _defined[node] = Emit(new LoadInstruction(_operands.Count - 1, node.DType));
    }

    /// <summary>Adds a member; its inputs are members added before, numbers, or operands.</summary>
    public void Add(Tensor node)
    {
        var inputs = node.Inputs.Select(Register).ToArray();
        _defined[node] = Emit(node.Op switch
        {
            Unary unary => new UnaryInstruction(unary.Kind, inputs[0], node.DType),
            Binary binary => new BinaryInstruction(binary.Kind, inputs[0], inputs[1], node.Inputs[0].DType, node.DType),
            Select => new SelectInstruction(inputs[0], inputs[1], inputs[2], node.DType),
            Cast => new CastInstruction(inputs[0], node.Inputs[0].DType, node.DType),
            _ => throw new InvalidOperationException($"{node.Op.Name} is not elementwise."),
        });
    }

    /// <summary>The register of a node: a member, a number, or a load.</summary>
    public int Register(Tensor node)
    {
        if (_defined.TryGetValue(node, out var register))
            return register;
        if (ScalarValue.Of(node) is { Known: { } value } && !(Math.Abs(value[0]) >= Inexact && !node.DType.IsFloat()))
            return _defined[node] = Emit(new NumberInstruction(value[0], node.DType));
        var view = viewOf(node);
        var operand = _operands.IndexOf(view);
        if (operand < 0)
        {
            operand = _operands.Count;
            _operands.Add(view);
        }
        return _defined[node] = Emit(new LoadInstruction(operand, node.DType));
    }

    public ElementwiseProgram Build(params ReadOnlySpan<Tensor> results)
    {
        var registers = ImmutableArray.CreateBuilder<int>(results.Length);
        foreach (var result in results)
            registers.Add(Register(result));
        return new ElementwiseProgram(_instructions.ToImmutable(), registers.MoveToImmutable());
    }

    private int Emit(Instruction instruction)
    {
        // Number instructions compare by value, where NaN equals NaN but 0 equals -0: those two must stay apart.
        var shareable = instruction is not NumberInstruction { Value: 0 };
        if (shareable && _registers.TryGetValue(instruction, out var register))
            return register;
        _instructions.Add(instruction);
        return _registers[instruction] = _instructions.Count - 1;
    }
}
