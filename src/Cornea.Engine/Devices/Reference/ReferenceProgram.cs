using Cornea.Compilation.Kernels;
using Cornea.Graph.Evaluation;

namespace Cornea.Devices.Reference;

/// <summary>Elementwise programs, one instruction at a time for all elements.</summary>
internal static class ReferenceProgram
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="operands">The elements of its operands.</param>
    /// <param name="count">How many elements it has.</param>
    public static double[][] Run(ElementwiseProgram program, double[][] operands, int count)
    {
        var registers = new double[program.Instructions.Length][];
        for (var i = 0; i < registers.Length; i++)
        {
            registers[i] = ReferenceEvaluator.Rounded(program.Instructions[i].DType, program.Instructions[i] switch
            {
                LoadInstruction load => operands[load.Operand],
                NumberInstruction number => Enumerable.Repeat(number.Value, count).ToArray(),
                UnaryInstruction unary => Array.ConvertAll(registers[unary.A], x => ReferenceMath.Apply(unary.Kind, x)),
                BinaryInstruction binary => Binary(binary, registers[binary.A], registers[binary.B]),
                SelectInstruction select => Select(registers[select.Condition], registers[select.A], registers[select.B]),
                CastInstruction cast => Array.ConvertAll(registers[cast.A], x => Cast(cast.DType, x)),
                var other => throw new NotSupportedException($"The reference has no arm for {other.GetType().Name}."),
            });
        }
        return [.. program.Results.Select(result => registers[result])];
    }

    private static double Cast(DType dtype, double x) => dtype == DType.Bool ? (x != 0 ? 1 : 0) : dtype.IsFloat() ? x : Math.Truncate(x);

    private static double[] Binary(BinaryInstruction instruction, double[] a, double[] b)
    {
        var result = new double[a.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = ReferenceMath.Apply(instruction.Kind, a[i], b[i], instruction.Operands);
        }
        return result;
    }

    private static double[] Select(double[] condition, double[] a, double[] b)
    {
        var result = new double[a.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = condition[i] != 0 ? a[i] : b[i];
        }
        return result;
    }
}
