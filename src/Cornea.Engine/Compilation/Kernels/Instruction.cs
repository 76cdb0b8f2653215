using Cornea.Graph.Ops;

namespace Cornea.Compilation.Kernels;

/// <summary>One step of an elementwise program; it defines the register with its own number. Registers hold one element each.</summary>
/// <param name="DType">The type of the result.</param>
internal abstract record Instruction(DType DType);

/// <summary>The element of an operand.</summary>
internal sealed record LoadInstruction(int Operand, DType DType) : Instruction(DType);

/// <summary>A number known when compiled.</summary>
internal sealed record NumberInstruction(double Value, DType DType) : Instruction(DType);

/// <summary>A function of one register.</summary>
internal sealed record UnaryInstruction(UnaryKind Kind, int A, DType DType) : Instruction(DType);

/// <summary>A function of two registers; <paramref name="Operands"/> is their type.</summary>
internal sealed record BinaryInstruction(BinaryKind Kind, int A, int B, DType Operands, DType DType) : Instruction(DType);

/// <summary>One of two registers.</summary>
internal sealed record SelectInstruction(int Condition, int A, int B, DType DType) : Instruction(DType);

/// <summary>A register in another type.</summary>
internal sealed record CastInstruction(int A, DType From, DType DType) : Instruction(DType);
