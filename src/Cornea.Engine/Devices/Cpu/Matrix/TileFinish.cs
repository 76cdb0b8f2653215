using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>
/// What a register tile does to its sums before it stores them, while they are in registers: a bias, something added, and limits, as
/// most layers have them. Each element passes through the operations of the epilogue that this stands for, in their order, so its bits
/// are those of <see cref="ProgramEpilogue{T}"/>.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
internal unsafe struct TileFinish<T>
    where T : unmanaged
{
    /// <summary>What is added to each row: as many elements as the tile has columns; null where nothing is.</summary>
    public T* Bias;

    /// <summary>What changes no element that it is added to.</summary>
    public T Nothing;

    /// <summary>Bytes from an element of the result to what is added to it after the bias, where <see cref="Adds"/>.</summary>
    public nint Added;

    /// <summary>Whether something is added to each element.</summary>
    public bool Adds;

    /// <summary>Elements of A from a line of positions to the next, where a tile of two lines is pooled.</summary>
    public nint Line;

    /// <summary>Whether elements below <see cref="Least"/> become it.</summary>
    public bool Raises;

    /// <summary>Whether elements above <see cref="Most"/> become it, and those that equal <see cref="Least"/> take its sign too.</summary>
    public bool Clips;

    /// <summary>The least element.</summary>
    public T Least;

    /// <summary>The largest element.</summary>
    public T Most;

    /// <summary>The bias of a vector of columns.</summary>
    /// <param name="finish">What is done; never null.</param>
    /// <param name="column">The first of its columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V BiasOf<V, O>(TileFinish<T>* finish, int column)
        where V : struct
        where O : struct, IVectorOperations<T, V> =>
        finish->Bias is null ? O.Create(finish->Nothing) : O.Load(finish->Bias + column);

    /// <summary>Finishes one vector.</summary>
    /// <param name="value">The sums.</param>
    /// <param name="c">Where they will be stored.</param>
    /// <param name="bias">Their bias.</param>
    /// <param name="least">The least element, repeated.</param>
    /// <param name="most">The largest element, repeated.</param>
    /// <param name="finish">What is done.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<V, O>(V value, T* c, V bias, V least, V most, TileFinish<T>* finish)
        where V : struct
        where O : struct, IVectorOperations<T, V>
    {
        value = O.Add(value, bias);
        if (finish->Adds) value = O.Add(value, O.Load((T*)((byte*)c + finish->Added)));
        return finish->Clips ? O.Clip(value, least, most) : finish->Raises ? O.Raise(value, least) : value;
    }
}
