using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>Elements of the product's own type.</summary>
internal readonly unsafe struct OwnLoad<T, V, O> : IColumnLoad<T, V>
    where T : unmanaged
    where V : struct
    where O : struct, IVectorOperations<T, V>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(T* source) => O.Load(source);
}
