using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>Which programs are made of float32 and bool, of 16-bit numbers that are loaded, stored and cast, and of int8 that is stored or
/// cast back, as code on vectors of float32 needs.</summary>
internal static class FloatPrograms
{
    /// <summary>
    /// Whether registers and stores are float32, bool or numbers of 16 bits, which nothing is computed of; loads may be uint8, int8 or
    /// int32 that are cast at once, and stores int8 of what was brought into its range.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="operands">Its loads, then its stores.</param>
    public static bool Fits(ElementwiseProgram program, IReadOnlyList<RowOperand> operands)
    {
        for (var store = operands.Count - program.Results.Length; store < operands.Count; store++)
        {
            if (!IsRegister(operands[store].DType) && operands[store].DType != DType.Int8)
                return false;
        }
        foreach (var instruction in program.Instructions)
        {
            // Small integers are exact as float32, but only to be cast: their own arithmetic wraps around.
            var fine = instruction switch
            {
                LoadInstruction load => IsRegister(load.DType) || load.DType is DType.UInt8 or DType.Int8 or DType.Int32,
                NumberInstruction number => IsRegister(number.DType),
                CastInstruction cast => cast.DType == DType.Float32
                    ? cast.From == DType.Bool || cast.From.IsShortFloat() || program.Instructions[cast.A] is LoadInstruction
                        || IsFromComputedInt8(program, cast)
                    : cast.DType.IsShortFloat() ? IsRegister(cast.From) || IsLoadedByte(program, cast)
                    : cast.DType == DType.Int8 && IsInByteRange(program, cast.A),
                BinaryInstruction binary => binary.Operands is DType.Float32
                    || (binary.Operands == DType.Bool && binary.Kind is BinaryKind.And or BinaryKind.Or or BinaryKind.Xor),
                UnaryInstruction unary => program.Instructions[unary.A].DType == DType.Float32
                    || (unary.Kind == UnaryKind.Not && unary.DType == DType.Bool),
                _ => IsRegister(instruction.DType),
            };
            if (!fine)
                return false;
        }
        foreach (var result in program.Results)
        {
            if (!IsRegister(program.Instructions[result].DType)
                && program.Instructions[result] is not CastInstruction { DType: DType.Int8, From: DType.Float32 })
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether what is cast is no int8 that was loaded: its register holds the float32 it is made of, with a fraction, or NaN.
    /// </summary>
    public static bool IsFromComputedInt8(ElementwiseProgram program, CastInstruction cast) =>
        cast is { DType: DType.Float32, From: DType.Int8 } && program.Instructions[cast.A] is CastInstruction { DType: DType.Int8 };

    /// <summary>Whether a cast rounds: bytes are numbers of 16 bits already, the truth is 0 or 1, and what is chosen from such numbers, as
    /// ReLU and its gradient choose, is one of them.</summary>
    public static bool Rounds(ElementwiseProgram program, CastInstruction cast) =>
        cast.DType.IsShortFloat() && cast.From != DType.Bool && !IsLoadedByte(program, cast) && !Holds(program, cast.A, cast.DType);

    /// <summary>A number of a program, rounded to its type.</summary>
    public static float ValueOf(NumberInstruction number) => number.DType switch
    {
        DType.BFloat16 => (BFloat16)number.Value,
        DType.Float16 => (float)(Half)number.Value,
        _ => (float)number.Value,
    };

    private static bool Holds(ElementwiseProgram program, int register, DType dtype) => program.Instructions[register] switch
    {
        CastInstruction cast => cast.DType == dtype || (cast.DType == DType.Float32 && cast.From == dtype),
        NumberInstruction number => number.Value == ValueOf(number with { DType = dtype }),
        BinaryInstruction { Kind: BinaryKind.Maximum or BinaryKind.Minimum } choice =>
            Holds(program, choice.A, dtype) && Holds(program, choice.B, dtype),
        SelectInstruction select => Holds(program, select.A, dtype) && Holds(program, select.B, dtype),
        UnaryInstruction { Kind: UnaryKind.Negate or UnaryKind.Abs } unary => Holds(program, unary.A, dtype),
        _ => false,
    };

    private static bool IsRegister(DType dtype) => dtype is DType.Float32 or DType.Bool || dtype.IsShortFloat();

    private static bool IsLoadedByte(ElementwiseProgram program, CastInstruction cast) =>
        cast.From is DType.UInt8 or DType.Int8 && program.Instructions[cast.A] is LoadInstruction;

    // The smaller of a number and the larger of another one and anything, both in int8's range.
    private static bool IsInByteRange(ElementwiseProgram program, int register) =>
        program.Instructions[register] is BinaryInstruction { Kind: BinaryKind.Minimum, Operands: DType.Float32 } least
        && ((IsByte(program, least.A) && IsRaised(program, least.B)) || (IsByte(program, least.B) && IsRaised(program, least.A)));

    private static bool IsRaised(ElementwiseProgram program, int register) =>
        program.Instructions[register] is BinaryInstruction { Kind: BinaryKind.Maximum, Operands: DType.Float32 } most
        && (IsByte(program, most.A) || IsByte(program, most.B));

    private static bool IsByte(ElementwiseProgram program, int register) =>
        program.Instructions[register] is NumberInstruction { Value: >= sbyte.MinValue and <= sbyte.MaxValue };
}
