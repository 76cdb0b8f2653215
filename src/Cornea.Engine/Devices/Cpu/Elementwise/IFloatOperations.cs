namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// What the elementary functions need of a vector of float32, so that each is written once and gives the same bits at every width.
/// Masks and integers are kept as bits in the same vector type.
/// </summary>
/// <typeparam name="V">The vector.</typeparam>
internal unsafe interface IFloatOperations<V>
    where V : struct
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether <see cref="MultiplyAdd"/> rounds once.</summary>
    static abstract bool Fuses { get; }

    /// <summary>A vector that holds one value in every element.</summary>
    static abstract V Create(float value);

    /// <summary>A vector that holds the bits of one integer in every element.</summary>
    static abstract V CreateBits(int value);

    /// <summary>Reads a vector.</summary>
    static abstract V Load(float* source);

    /// <summary>Writes a vector.</summary>
    static abstract void Store(V value, float* target);

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

    /// <summary>The mask of a &lt; b.</summary>
    static abstract V Less(V a, V b);

    /// <summary>The mask of a == b.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>Takes a where the mask is set and b elsewhere.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>The bits of both.</summary>
    static abstract V And(V a, V b);

    /// <summary>The bits of either.</summary>
    static abstract V Or(V a, V b);

    /// <summary>The bits of one alone.</summary>
    static abstract V Xor(V a, V b);

    /// <summary>a + b as 32-bit integers.</summary>
    static abstract V AddBits(V a, V b);

    /// <summary>a - b as 32-bit integers.</summary>
    static abstract V SubtractBits(V a, V b);

    /// <summary>The bits moved up by a constant.</summary>
    static abstract V ShiftLeft(V value, int count);

    /// <summary>The integer moved down by a constant, its sign kept.</summary>
    static abstract V ShiftRight(V value, int count);

    /// <summary>The integer as a number.</summary>
    static abstract V ToSingle(V bits);

    /// <summary>The mask of integers that are zero.</summary>
    static abstract V IsZero(V bits);

    /// <summary>Whether any element of a mask is set.</summary>
    static abstract bool Any(V mask);
}
