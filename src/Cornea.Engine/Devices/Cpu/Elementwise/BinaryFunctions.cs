using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>The functions of <see cref="FloatLanes{V,O}"/> of two vectors as types, for loops closed ahead of time.</summary>
/// <typeparam name="V">The vector.</typeparam>
/// <typeparam name="O">Its operations.</typeparam>
internal static class BinaryFunctions<V, O>
    where V : unmanaged
    where O : struct, IFloatOperations<V>
{
    internal readonly struct Add : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Add(a, b);
    }

    internal readonly struct Subtract : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Subtract(a, b);
    }

    internal readonly struct Multiply : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Multiply(a, b);
    }

    internal readonly struct Divide : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Divide(a, b);
    }

    internal readonly struct Power : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Power(a, b);
    }

    internal readonly struct Maximum : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Maximum(a, b);
    }

    internal readonly struct Minimum : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Minimum(a, b);
    }

    internal readonly struct MaximumNumber : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.MaximumNumber(a, b);
    }

    internal readonly struct MinimumNumber : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.MinimumNumber(a, b);
    }

    internal readonly struct Equal : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Equal(a, b);
    }

    internal readonly struct NotEqual : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.NotEqual(a, b);
    }

    internal readonly struct Less : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Less(a, b);
    }

    internal readonly struct LessEqual : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.LessEqual(a, b);
    }

    internal readonly struct And : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.And(a, b);
    }

    internal readonly struct Or : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Or(a, b);
    }

    internal readonly struct Xor : IBinaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b) => FloatLanes<V, O>.Xor(a, b);
    }
}
