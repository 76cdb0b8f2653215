using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>How functions of one and two vectors make the function of a loop: alone, or one in an operand's place of another.</summary>
/// <typeparam name="V">The vector.</typeparam>
internal static class FunctionShapes<V>
    where V : unmanaged
{
    internal readonly struct Same : IVectorFunction<V>
    {
        public static int Operands => 1;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => a;
    }

    internal readonly struct One<F> : IVectorFunction<V>
        where F : struct, IUnaryFunction<V>
    {
        public static int Operands => 1;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => F.Of(a);
    }

    internal readonly struct Long<F> : IVectorFunction<V>
        where F : struct, IUnaryFunction<V>
    {
        public static int Operands => 1;

        public static bool IsShort => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => F.Of(a);
    }

    internal readonly struct OneOf<G, F> : IVectorFunction<V>
        where G : struct, IUnaryFunction<V>
        where F : struct, IBinaryFunction<V>
    {
        public static int Operands => 2;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => G.Of(F.Of(a, b));
    }

    internal readonly struct Two<F> : IVectorFunction<V>
        where F : struct, IBinaryFunction<V>
    {
        public static int Operands => 2;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => F.Of(a, b);
    }

    internal readonly struct FirstOf<G, F> : IVectorFunction<V>
        where G : struct, IBinaryFunction<V>
        where F : struct, IBinaryFunction<V>
    {
        public static int Operands => 3;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => G.Of(F.Of(a, b), c);
    }

    internal readonly struct SecondOf<G, F> : IVectorFunction<V>
        where G : struct, IBinaryFunction<V>
        where F : struct, IBinaryFunction<V>
    {
        public static int Operands => 3;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => G.Of(a, F.Of(b, c));
    }

    internal readonly struct LongOf<G, F> : IVectorFunction<V>
        where G : struct, IUnaryFunction<V>
        where F : struct, IBinaryFunction<V>
    {
        public static int Operands => 2;

        public static bool IsShort => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => G.Of(F.Of(a, b));
    }

    internal readonly struct FirstOfOne<G, F> : IVectorFunction<V>
        where G : struct, IBinaryFunction<V>
        where F : struct, IUnaryFunction<V>
    {
        public static int Operands => 2;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => G.Of(F.Of(a), b);
    }

    internal readonly struct SecondOfOne<G, F> : IVectorFunction<V>
        where G : struct, IBinaryFunction<V>
        where F : struct, IUnaryFunction<V>
    {
        public static int Operands => 2;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => G.Of(a, F.Of(b));
    }

    internal readonly struct BothOf<G, E, F> : IVectorFunction<V>
        where G : struct, IBinaryFunction<V>
        where E : struct, IBinaryFunction<V>
        where F : struct, IBinaryFunction<V>
    {
        public static int Operands => 4;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => G.Of(E.Of(a, b), F.Of(c, d));
    }

    internal readonly struct SecondOfThree<G, F> : IVectorFunction<V>
        where G : struct, IBinaryFunction<V>
        where F : struct, IVectorFunction<V>
    {
        public static int Operands => 4;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => G.Of(a, F.Of(b, c, d, a));
    }
}
