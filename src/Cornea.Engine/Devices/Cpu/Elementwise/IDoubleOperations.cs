namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>What a power needs of a vector of float64 and of the vector of float32 with the same width; integers are kept as
/// bits.</summary>
/// <typeparam name="V">The vector of float64.</typeparam>
/// <typeparam name="F">The vector of float32 with twice the elements.</typeparam>
internal interface IDoubleOperations<V, F>
    where V : struct
    where F : struct
{
    /// <summary>A vector that holds one value in every element.</summary>
    static abstract V Create(double value);

    /// <summary>A vector that holds the bits of one integer in every element.</summary>
    static abstract V CreateBits(long value);

    /// <summary>The lower half as float64.</summary>
    static abstract V WidenLower(F value);

    /// <summary>The upper half as float64.</summary>
    static abstract V WidenUpper(F value);

    /// <summary>Both halves rounded to float32.</summary>
    static abstract F Narrow(V lower, V upper);

    /// <summary>a + b.</summary>
    static abstract V Add(V a, V b);

    /// <summary>a - b.</summary>
    static abstract V Subtract(V a, V b);

    /// <summary>a * b.</summary>
    static abstract V Multiply(V a, V b);

    /// <summary>a / b.</summary>
    static abstract V Divide(V a, V b);

    /// <summary>a * b + c, rounded once where the machine can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>The value, but not below the least and not above the most.</summary>
    static abstract V Clamp(V value, double least, double most);

    /// <summary>The bits of both.</summary>
    static abstract V And(V a, V b);

    /// <summary>The bits of either.</summary>
    static abstract V Or(V a, V b);

    /// <summary>a + b as 64-bit integers.</summary>
    static abstract V AddBits(V a, V b);

    /// <summary>a - b as 64-bit integers.</summary>
    static abstract V SubtractBits(V a, V b);

    /// <summary>The bits moved up by a constant.</summary>
    static abstract V ShiftLeft(V value, int count);

    /// <summary>The bits moved down by a constant.</summary>
    static abstract V ShiftRight(V value, int count);
}
