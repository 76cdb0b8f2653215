namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>One step of a <see cref="BlockProgram"/>: a function, and the slots of its result and its operands.</summary>
/// <param name="Function">What is done; the outermost of several that are done in one loop.</param>
/// <param name="Target">The slot of the result.</param>
/// <param name="Operands">The slots of the operands.</param>
/// <param name="Kind">Which of the functions that go through double, where it is one of these.</param>
/// <param name="Loop">The loop of the functions that were joined; 0 where it is that of <paramref name="Function"/> alone.</param>
/// <param name="Inner">The function whose value is the first operand, where two are joined so.</param>
internal sealed record BlockStep(
    VectorFunction Function, int Target, int[] Operands, int Kind = 0, nint Loop = 0, VectorFunction? Inner = null);
