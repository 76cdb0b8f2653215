namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>One step of a <see cref="BlockProgram"/> while it is made: a function, and the slots of its result and its operands.</summary>
/// <param name="Function">What is done; the outer of two that are done at once.</param>
/// <param name="Target">The slot of the result.</param>
/// <param name="Operands">The slots of the operands.</param>
/// <param name="Kind">Which of the functions that go through double, where it is one of these.</param>
/// <param name="Operand">As which operand <paramref name="Inner"/> is taken, where two are done at once.</param>
/// <param name="Inner">The function that is done before it, in the same loop.</param>
internal sealed record BlockStep(
    VectorFunction Function, int Target, int[] Operands, int Kind = 0, int Operand = 0, VectorFunction? Inner = null);
