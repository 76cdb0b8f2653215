using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Matrix;

/// <summary>Elements of bfloat16; T is float.</summary>
internal readonly unsafe struct NarrowLoad<T, V, O> : IColumnLoad<ushort, V>
    where T : unmanaged
    where V : struct
    where O : struct, IVectorOperations<T, V>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load(ushort* source) => O.LoadNarrow(source);
}
