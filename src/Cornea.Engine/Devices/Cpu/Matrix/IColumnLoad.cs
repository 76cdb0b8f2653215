namespace Cornea.Devices.Cpu.Matrix;

/// <summary>How a product reads a vector of B.</summary>
/// <typeparam name="E">The type of B's elements.</typeparam>
/// <typeparam name="V">The vector.</typeparam>
internal unsafe interface IColumnLoad<E, V>
    where E : unmanaged
    where V : struct
{
    /// <summary>Reads a vector.</summary>
    static abstract V Load(E* source);
}
