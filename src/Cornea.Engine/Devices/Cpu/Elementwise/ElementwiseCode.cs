using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>An elementwise program made executable for operands with certain strides along the row it walks.</summary>
internal abstract unsafe class ElementwiseCode
{
    // Below this many elements the JIT's milliseconds cost more than interpreting a few runs.
    private const int FewElements = 64;

    /// <summary>Runs the program for one row.</summary>
    /// <param name="operands">The first element of each load, then of each store.</param>
    /// <param name="count">Elements in the row.</param>
    /// <param name="worker">The worker that runs it: an index for scratch.</param>
    public abstract void Run(byte** operands, nint count, int worker);

    /// <summary>The fastest code there is: emitted where programs of float32 can be, by blocks of vectors where they cannot, and for other
    /// types and few elements one element at a time.</summary>
    /// <param name="program">The program.</param>
    /// <param name="operands">The element type and row stride (in elements) of each load, then of each store.</param>
    /// <param name="workers">How many workers may run it at once.</param>
    /// <param name="elements">How many elements a run has; a kernel that runs once on few elements is not worth emitting.</param>
    public static ElementwiseCode Make(ElementwiseProgram program, IReadOnlyList<RowOperand> operands, int workers, long elements)
    {
        if (elements < FewElements || !FloatPrograms.Fits(program, operands))
            return new InterpretedCode(program, operands, workers);
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return new BlockCode(program, operands, workers);
        return Vector256.IsHardwareAccelerated ? new EmittedCode(program, operands) : new BlockCode(program, operands, workers);
    }
}
