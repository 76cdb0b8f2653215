using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>The functions of <see cref="FloatLanes{V,O}"/> of one vector as types, for loops closed ahead of time.</summary>
/// <typeparam name="V">The vector.</typeparam>
/// <typeparam name="O">Its operations.</typeparam>
internal static class UnaryFunctions<V, O>
    where V : unmanaged
    where O : struct, IFloatOperations<V>
{
    internal readonly struct Negate : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Negate(x);
    }

    internal readonly struct Abs : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Abs(x);
    }

    internal readonly struct Sign : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Sign(x);
    }

    internal readonly struct Not : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Not(x);
    }

    internal readonly struct Exp : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Exp(x);
    }

    internal readonly struct Expm1 : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Expm1(x);
    }

    internal readonly struct Log : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Log(x);
    }

    internal readonly struct Log1p : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Log1p(x);
    }

    internal readonly struct Sqrt : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Sqrt(x);
    }

    internal readonly struct Rsqrt : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Rsqrt(x);
    }

    internal readonly struct Sin : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Sin(x);
    }

    internal readonly struct Cos : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Cos(x);
    }

    internal readonly struct Tanh : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Tanh(x);
    }

    internal readonly struct Sigmoid : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Sigmoid(x);
    }

    internal readonly struct Erf : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Erf(x);
    }

    internal readonly struct Floor : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Floor(x);
    }

    internal readonly struct Ceiling : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Ceiling(x);
    }

    internal readonly struct AsInt8 : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.AsInt8(x);
    }

    internal readonly struct Round : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.Round(x);
    }

    internal readonly struct IsNaN : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.IsNaN(x);
    }

    internal readonly struct IsInfinite : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.IsInfinite(x);
    }

    internal readonly struct FromTruth : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.FromTruth(x);
    }

    internal readonly struct RoundBFloat16 : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.RoundBFloat16(x);
    }

    internal readonly struct RoundFloat16 : IUnaryFunction<V>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V x) => FloatLanes<V, O>.RoundFloat16(x);
    }
}
