using System.Runtime.CompilerServices;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// The loops of <see cref="BlockProgram"/>s, each closed ahead of time: one for each function, and one for each pair of short
/// functions that follow one another, so that the value between them stays in a register.
/// </summary>
/// <typeparam name="V">The vector.</typeparam>
/// <typeparam name="O">Its operations.</typeparam>
internal static unsafe class BlockFunctions<V, O>
    where V : unmanaged
    where O : struct, IFloatOperations<V>
{
    /// <summary>The loop of a function.</summary>
    public static delegate*<int*, byte**, nint*, nint, void> Loop(VectorFunction function) => function switch
    {
        VectorFunction.Copy => &BlockLoop<V, FunctionShapes<V>.Same>.Run,
        VectorFunction.Negate => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Negate>>.Run,
        VectorFunction.Abs => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Abs>>.Run,
        VectorFunction.Sign => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Sign>>.Run,
        VectorFunction.Not => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Not>>.Run,
        VectorFunction.Exp => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Exp>>.Run,
        VectorFunction.Expm1 => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Expm1>>.Run,
        VectorFunction.Log => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Log>>.Run,
        VectorFunction.Log1p => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Log1p>>.Run,
        VectorFunction.Sqrt => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Sqrt>>.Run,
        VectorFunction.Rsqrt => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Rsqrt>>.Run,
        VectorFunction.Sin => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Sin>>.Run,
        VectorFunction.Cos => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Cos>>.Run,
        VectorFunction.Tanh => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Tanh>>.Run,
        VectorFunction.Sigmoid => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Sigmoid>>.Run,
        VectorFunction.Erf => &BlockLoop<V, FunctionShapes<V>.Long<UnaryFunctions<V, O>.Erf>>.Run,
        VectorFunction.Floor => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Floor>>.Run,
        VectorFunction.Ceiling => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Ceiling>>.Run,
        VectorFunction.Round => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.Round>>.Run,
        VectorFunction.IsNaN => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.IsNaN>>.Run,
        VectorFunction.IsInfinite => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.IsInfinite>>.Run,
        VectorFunction.FromTruth => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.FromTruth>>.Run,
        VectorFunction.AsInt8 => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.AsInt8>>.Run,
        VectorFunction.RoundBFloat16 => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.RoundBFloat16>>.Run,
        VectorFunction.RoundFloat16 => &BlockLoop<V, FunctionShapes<V>.One<UnaryFunctions<V, O>.RoundFloat16>>.Run,
        VectorFunction.Add => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Add>>.Run,
        VectorFunction.Subtract => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Subtract>>.Run,
        VectorFunction.Multiply => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Multiply>>.Run,
        VectorFunction.Divide => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Divide>>.Run,
        VectorFunction.Power => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Power>>.Run,
        VectorFunction.Maximum => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Maximum>>.Run,
        VectorFunction.Minimum => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Minimum>>.Run,
        VectorFunction.MaximumNumber => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.MaximumNumber>>.Run,
        VectorFunction.MinimumNumber => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.MinimumNumber>>.Run,
        VectorFunction.Equal => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Equal>>.Run,
        VectorFunction.NotEqual => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.NotEqual>>.Run,
        VectorFunction.Less => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Less>>.Run,
        VectorFunction.LessEqual => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.LessEqual>>.Run,
        VectorFunction.And => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.And>>.Run,
        VectorFunction.Or => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Or>>.Run,
        VectorFunction.Xor => &BlockLoop<V, FunctionShapes<V>.Two<BinaryFunctions<V, O>.Xor>>.Run,
        VectorFunction.Select => &BlockLoop<V, Choice>.Run,
        VectorFunction.OtherUnary => &OtherUnary,
        VectorFunction.OtherBinary => &OtherBinary,
        VectorFunction.LoadBool => &LoadBool,
        VectorFunction.LoadUInt8 => &LoadUInt8,
        VectorFunction.LoadInt8 => &LoadInt8,
        VectorFunction.LoadInt32 => &LoadInt32,
        VectorFunction.LoadBFloat16 => &LoadBFloat16,
        VectorFunction.LoadFloat16 => &LoadFloat16,
        VectorFunction.StoreBFloat16 => &StoreBFloat16,
        VectorFunction.StoreFloat16 => &StoreFloat16,
        VectorFunction.StoreBool => &StoreBool,
        VectorFunction.StoreInt8 => &StoreInt8,
        _ => throw new InvalidOperationException($"No loop for {function}."),
    };

    /// <summary>The loop of two functions of which one is an operand of the other, or null where there is none.</summary>
    /// <param name="outer">The function that takes the other's value.</param>
    /// <param name="operand">As which of its operands.</param>
    /// <param name="inner">The function whose value is taken: its operands stand in the place of that value.</param>
    public static delegate*<int*, byte**, nint*, nint, void> Pair(VectorFunction outer, int operand, VectorFunction inner) => inner switch
    {
        VectorFunction.Add => PairWith<BinaryFunctions<V, O>.Add>(outer, operand),
        VectorFunction.Subtract => PairWith<BinaryFunctions<V, O>.Subtract>(outer, operand),
        VectorFunction.Multiply => PairWith<BinaryFunctions<V, O>.Multiply>(outer, operand),
        VectorFunction.Divide => PairWith<BinaryFunctions<V, O>.Divide>(outer, operand),
        VectorFunction.Sqrt when outer == VectorFunction.Add && operand == 0 =>
            &BlockLoop<V, FunctionShapes<V>.FirstOfOne<BinaryFunctions<V, O>.Add, UnaryFunctions<V, O>.Sqrt>>.Run,
        VectorFunction.FromTruth when outer == VectorFunction.Multiply && operand == 0 =>
            &BlockLoop<V, FunctionShapes<V>.FirstOfOne<BinaryFunctions<V, O>.Multiply, UnaryFunctions<V, O>.FromTruth>>.Run,
        VectorFunction.FromTruth when outer == VectorFunction.Multiply =>
            &BlockLoop<V, FunctionShapes<V>.SecondOfOne<BinaryFunctions<V, O>.Multiply, UnaryFunctions<V, O>.FromTruth>>.Run,
        VectorFunction.Less when outer == VectorFunction.Select && operand == 0 =>
            &BlockLoop<V, ChoiceBy<BinaryFunctions<V, O>.Less>>.Run,
        VectorFunction.LessEqual when outer == VectorFunction.Select && operand == 0 =>
            &BlockLoop<V, ChoiceBy<BinaryFunctions<V, O>.LessEqual>>.Run,
        _ => null,
    };

    /// <summary>The loop of outer(a, middle(inner(b, c), d)), as in an optimizer's running means, or null where there is none.</summary>
    public static delegate*<int*, byte**, nint*, nint, void> Three(VectorFunction outer, VectorFunction middle, VectorFunction inner) =>
        (middle, inner) switch
        {
            (VectorFunction.Multiply, VectorFunction.Subtract) =>
                Three<FunctionShapes<V>.FirstOf<BinaryFunctions<V, O>.Multiply, BinaryFunctions<V, O>.Subtract>>(outer),
            (VectorFunction.Multiply, VectorFunction.Multiply) =>
                Three<FunctionShapes<V>.FirstOf<BinaryFunctions<V, O>.Multiply, BinaryFunctions<V, O>.Multiply>>(outer),
            (VectorFunction.Divide, VectorFunction.Multiply) =>
                Three<FunctionShapes<V>.FirstOf<BinaryFunctions<V, O>.Divide, BinaryFunctions<V, O>.Multiply>>(outer),
            _ => null,
        };

    /// <summary>The loop of outer(first(a, b), second(c, d)), or null where there is none.</summary>
    public static delegate*<int*, byte**, nint*, nint, void> Both(VectorFunction outer, VectorFunction first, VectorFunction second) =>
        (outer, first, second) switch
        {
            (VectorFunction.Add, VectorFunction.Multiply, VectorFunction.Multiply) => OfProducts<BinaryFunctions<V, O>.Add>(),
            (VectorFunction.Subtract, VectorFunction.Multiply, VectorFunction.Multiply) => OfProducts<BinaryFunctions<V, O>.Subtract>(),
            _ => null,
        };

    private static delegate*<int*, byte**, nint*, nint, void> OfProducts<G>()
        where G : struct, IBinaryFunction<V> =>
        &BlockLoop<V, FunctionShapes<V>.BothOf<G, BinaryFunctions<V, O>.Multiply, BinaryFunctions<V, O>.Multiply>>.Run;

    private static delegate*<int*, byte**, nint*, nint, void> Three<F>(VectorFunction outer)
        where F : struct, IVectorFunction<V> => outer switch
        {
            VectorFunction.Add => &BlockLoop<V, FunctionShapes<V>.SecondOfThree<BinaryFunctions<V, O>.Add, F>>.Run,
            VectorFunction.Subtract => &BlockLoop<V, FunctionShapes<V>.SecondOfThree<BinaryFunctions<V, O>.Subtract, F>>.Run,
            _ => null,
        };

    private static delegate*<int*, byte**, nint*, nint, void> PairWith<F>(VectorFunction outer, int operand)
        where F : struct, IBinaryFunction<V> => outer switch
        {
            VectorFunction.Add => Pair<BinaryFunctions<V, O>.Add, F>(operand),
            VectorFunction.Subtract => Pair<BinaryFunctions<V, O>.Subtract, F>(operand),
            VectorFunction.Multiply => Pair<BinaryFunctions<V, O>.Multiply, F>(operand),
            VectorFunction.Divide => Pair<BinaryFunctions<V, O>.Divide, F>(operand),
            VectorFunction.MaximumNumber => Pair<BinaryFunctions<V, O>.MaximumNumber, F>(operand),
            VectorFunction.Exp => &BlockLoop<V, FunctionShapes<V>.LongOf<UnaryFunctions<V, O>.Exp, F>>.Run,
            VectorFunction.Sqrt => &BlockLoop<V, FunctionShapes<V>.OneOf<UnaryFunctions<V, O>.Sqrt, F>>.Run,
            VectorFunction.Rsqrt => &BlockLoop<V, FunctionShapes<V>.OneOf<UnaryFunctions<V, O>.Rsqrt, F>>.Run,
            VectorFunction.Negate => &BlockLoop<V, FunctionShapes<V>.OneOf<UnaryFunctions<V, O>.Negate, F>>.Run,
            _ => null,
        };

    private static delegate*<int*, byte**, nint*, nint, void> Pair<G, F>(int operand)
        where G : struct, IBinaryFunction<V>
        where F : struct, IBinaryFunction<V> =>
        operand == 0 ? &BlockLoop<V, FunctionShapes<V>.FirstOf<G, F>>.Run : &BlockLoop<V, FunctionShapes<V>.SecondOf<G, F>>.Run;

    private static void OtherUnary(int* step, byte** slots, nint* strides, nint pairs)
    {
        var target = slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            BlockMath.Unary((UnaryKind)step[5], DType.Float32, slots[step[1]] + i * strides[step[1]], target + i * sizeof(V), O.Count);
    }

    private static void OtherBinary(int* step, byte** slots, nint* strides, nint pairs)
    {
        var target = slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
        {
            var a = slots[step[1]] + i * strides[step[1]];
            BlockMath.Binary((BinaryKind)step[5], DType.Float32, a, slots[step[2]] + i * strides[step[2]], target + i * sizeof(V), O.Count);
        }
    }

    private static void LoadBool(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = (V*)slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            target[i] = FloatLanes<V, O>.LoadBool(source + i * O.Count);
    }

    private static void LoadUInt8(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = (V*)slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            target[i] = FloatLanes<V, O>.LoadUInt8(source + i * O.Count);
    }

    private static void LoadInt8(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = (V*)slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            target[i] = FloatLanes<V, O>.LoadInt8(source + i * O.Count);
    }

    private static void LoadInt32(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = (V*)slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            target[i] = FloatLanes<V, O>.LoadInt32(source + i * sizeof(V));
    }

    private static void LoadBFloat16(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = (V*)slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            target[i] = FloatLanes<V, O>.LoadBFloat16(source + i * O.Count * sizeof(ushort));
    }

    private static void LoadFloat16(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = (V*)slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            target[i] = FloatLanes<V, O>.LoadFloat16(source + i * O.Count * sizeof(ushort));
    }

    private static void StoreBFloat16(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            FloatLanes<V, O>.StoreBFloat16(target + i * O.Count * sizeof(ushort), *(V*)(source + i * strides[step[1]]));
    }

    private static void StoreFloat16(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            FloatLanes<V, O>.StoreFloat16(target + i * O.Count * sizeof(ushort), *(V*)(source + i * strides[step[1]]));
    }

    private static void StoreBool(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            FloatLanes<V, O>.StoreBool(target + i * O.Count, *(V*)(source + i * strides[step[1]]));
    }

    private static void StoreInt8(int* step, byte** slots, nint* strides, nint pairs)
    {
        var source = slots[step[1]];
        var target = slots[step[0]];
        for (nint i = 0; i < 2 * pairs; i++)
            FloatLanes<V, O>.StoreInt8(target + i * O.Count, *(V*)(source + i * strides[step[1]]));
    }

    private readonly struct Choice : IVectorFunction<V>
    {
        public static int Operands => 3;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => O.Select(a, b, c);
    }

    private readonly struct ChoiceBy<F> : IVectorFunction<V>
        where F : struct, IBinaryFunction<V>
    {
        public static int Operands => 4;

        public static bool IsShort => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of(V a, V b, V c, V d) => O.Select(F.Of(a, b), c, d);
    }
}
