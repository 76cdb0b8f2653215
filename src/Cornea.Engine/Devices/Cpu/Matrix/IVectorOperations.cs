namespace Cornea.Devices.Cpu.Matrix;

/// <summary>The few vector operations of a matrix product, so that one source serves every vector width and element type.</summary>
/// <typeparam name="T">The element.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal unsafe interface IVectorOperations<T, V>
    where T : unmanaged
    where V : struct
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>A vector that holds one value in every element.</summary>
    static abstract V Create(T value);

    /// <summary>Reads a vector.</summary>
    static abstract V Load(T* source);

    /// <summary>Reads a vector of bfloat16, which have the upper halves of floats; T is float.</summary>
    static abstract V LoadNarrow(ushort* source);

    /// <summary>Writes a vector.</summary>
    static abstract void Store(V value, T* target);

    /// <summary>The sum a + b.</summary>
    static abstract V Add(V a, V b);

    /// <summary>The difference a - b.</summary>
    static abstract V Subtract(V a, V b);

    /// <summary>The product a * b.</summary>
    static abstract V Multiply(V a, V b);

    /// <summary>The sum a * b + c, rounded once where the machine can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>The value, or the least where it is below that.</summary>
    static abstract V Raise(V value, V least);

    /// <summary>The value, the least where it is not above that, and the most where it is not below that.</summary>
    static abstract V Clip(V value, V least, V most);

    /// <summary>The larger of two; NaN where either is, and the positive one of two zeros.</summary>
    static abstract V Largest(V a, V b);

    /// <summary>The elements at places below the count, which are whole numbers of 32 bits; T is float.</summary>
    static abstract V Permute(V value, V places);
}
