using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>The loops of <see cref="BlockProgram"/>s at the machine's widest vectors.</summary>
internal static unsafe class BlockLoops
{
    /// <summary>Bytes of a vector.</summary>
    public static int VectorBytes => Vector512.IsHardwareAccelerated ? 64 : Vector256.IsHardwareAccelerated ? 32 : 16;

    /// <summary>The loop of a function.</summary>
    public static delegate*<int*, byte**, nint*, nint, void> Of(VectorFunction function) =>
        Vector512.IsHardwareAccelerated ? BlockFunctions<Vector512<float>, Float512Operations>.Loop(function)
        : Vector256.IsHardwareAccelerated ? BlockFunctions<Vector256<float>, Float256Operations>.Loop(function)
        : BlockFunctions<Vector128<float>, Float128Operations>.Loop(function);

    /// <summary>The loop of outer(a, middle(inner(b, c), d)), or null where there is none.</summary>
    public static delegate*<int*, byte**, nint*, nint, void> OfThree(VectorFunction outer, VectorFunction middle, VectorFunction inner) =>
        Vector512.IsHardwareAccelerated ? BlockFunctions<Vector512<float>, Float512Operations>.Three(outer, middle, inner)
        : Vector256.IsHardwareAccelerated ? BlockFunctions<Vector256<float>, Float256Operations>.Three(outer, middle, inner)
        : BlockFunctions<Vector128<float>, Float128Operations>.Three(outer, middle, inner);

    /// <summary>The loop of outer(first(a, b), second(c, d)), or null where there is none.</summary>
    public static delegate*<int*, byte**, nint*, nint, void> OfBoth(VectorFunction outer, VectorFunction first, VectorFunction second) =>
        Vector512.IsHardwareAccelerated ? BlockFunctions<Vector512<float>, Float512Operations>.Both(outer, first, second)
        : Vector256.IsHardwareAccelerated ? BlockFunctions<Vector256<float>, Float256Operations>.Both(outer, first, second)
        : BlockFunctions<Vector128<float>, Float128Operations>.Both(outer, first, second);

    /// <summary>The loop of two functions of which one is an operand of the other, or null where there is none.</summary>
    /// <param name="outer">The function that takes the other's value.</param>
    /// <param name="operand">As which of its operands.</param>
    /// <param name="inner">The function whose value is taken.</param>
    public static delegate*<int*, byte**, nint*, nint, void> OfPair(VectorFunction outer, int operand, VectorFunction inner) =>
        Vector512.IsHardwareAccelerated ? BlockFunctions<Vector512<float>, Float512Operations>.Pair(outer, operand, inner)
        : Vector256.IsHardwareAccelerated ? BlockFunctions<Vector256<float>, Float256Operations>.Pair(outer, operand, inner)
        : BlockFunctions<Vector128<float>, Float128Operations>.Pair(outer, operand, inner);
}
