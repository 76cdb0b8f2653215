using Cornea.Compilation.Kernels;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>Which programs are made of float32 and bool alone, as code on whole vectors of float32 needs them.</summary>
internal static class FloatPrograms
{
    /// <summary>
    /// Whether registers and stores are float32 or bool; loads may be uint8 or int32 that are cast at once.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="operands">Its loads, then its stores.</param>
    public static bool Fits(ElementwiseProgram program, IReadOnlyList<RowOperand> operands)
    {
        for (var store = operands.Count - program.Results.Length; store < operands.Count; store++)
        {
            if (operands[store].DType is not (DType.Float32 or DType.Bool))
                return false;
        }
        foreach (var instruction in program.Instructions)
        {
            // Small integers are exact as float32, but only to be cast: their own arithmetic wraps around.
            var fine = instruction switch
            {
                LoadInstruction load => load.DType is DType.Float32 or DType.Bool or DType.UInt8 or DType.Int32,
                NumberInstruction number => number.DType is DType.Float32 or DType.Bool,
                CastInstruction cast => cast.DType == DType.Float32
                    && (cast.From == DType.Bool || program.Instructions[cast.A] is LoadInstruction),
                BinaryInstruction binary => binary.Operands is DType.Float32
                    || (binary.Operands == DType.Bool && binary.Kind is BinaryKind.And or BinaryKind.Or or BinaryKind.Xor),
                UnaryInstruction unary => program.Instructions[unary.A].DType == DType.Float32
                    || (unary.Kind == UnaryKind.Not && unary.DType == DType.Bool),
                _ => instruction.DType is DType.Float32 or DType.Bool,
            };
            if (!fine)
                return false;
        }
        foreach (var result in program.Results)
        {
            if (program.Instructions[result].DType is not (DType.Float32 or DType.Bool))
                return false;
        }
        return true;
    }
}
