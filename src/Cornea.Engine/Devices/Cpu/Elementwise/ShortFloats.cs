using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>Numbers of 16 bits made float32, exactly.</summary>
internal static unsafe class ShortFloats
{
    /// <summary>Widens adjacent numbers.</summary>
    /// <param name="dtype">bfloat16 or float16.</param>
    /// <param name="source">The numbers.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="count">How many.</param>
    public static void Widen(DType dtype, ushort* source, float* target, nint count) => Widen(dtype, source, 0, target, 0, count, 1);

    /// <summary>Widens lines of adjacent numbers.</summary>
    /// <param name="dtype">bfloat16 or float16.</param>
    /// <param name="source">The first line.</param>
    /// <param name="sourceStep">Elements from one line to the next.</param>
    /// <param name="target">Where the first line goes.</param>
    /// <param name="targetStep">Elements from one line to the next there.</param>
    /// <param name="count">Numbers of a line.</param>
    /// <param name="lines">How many lines.</param>
    public static void Widen(DType dtype, ushort* source, nint sourceStep, float* target, nint targetStep, nint count, int lines)
    {
        if (Vector512.IsHardwareAccelerated)
            Widen<Vector512<float>, Float512Operations>(dtype, source, sourceStep, target, targetStep, count, lines);
        else if (Vector256.IsHardwareAccelerated)
            Widen<Vector256<float>, Float256Operations>(dtype, source, sourceStep, target, targetStep, count, lines);
        else
            Widen<Vector128<float>, Float128Operations>(dtype, source, sourceStep, target, targetStep, count, lines);
    }

    /// <summary>One number.</summary>
    public static float One(DType dtype, ushort bits) =>
        dtype == DType.BFloat16 ? BFloat16.FromBits(bits) : (float)BitConverter.UInt16BitsToHalf(bits);

    /// <summary>Copies adjacent elements; those of 16 bits are widened.</summary>
    /// <typeparam name="T">The type to copy to; float where the elements have 16 bits.</typeparam>
    /// <param name="dtype">The elements' type.</param>
    /// <param name="source">The elements.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="count">How many.</param>
    public static void Copy<T>(DType dtype, byte* source, T* target, int count)
        where T : unmanaged
    {
        if (dtype.IsShortFloat())
            Widen(dtype, (ushort*)source, (float*)target, count);
        else
            new Span<T>(source, count).CopyTo(new Span<T>(target, count));
    }

    private static void Widen<V, O>(
        DType dtype, ushort* source, nint sourceStep, float* target, nint targetStep, nint count, int lines)
        where V : unmanaged
        where O : struct, IFloatOperations<V>
    {
        if (dtype == DType.BFloat16)
            FromBFloat16<V, O>(source, sourceStep, target, targetStep, count, lines);
        else
            FromFloat16<V, O>(source, sourceStep, target, targetStep, count, lines);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromBFloat16<V, O>(ushort* source, nint sourceStep, float* target, nint targetStep, nint count, int lines)
        where V : unmanaged
        where O : struct, IFloatOperations<V>
    {
        for (; lines > 0; lines--, source += sourceStep, target += targetStep)
        {
            nint i = 0;
            for (; i + O.Count <= count; i += O.Count)
                O.Store(FloatLanes<V, O>.LoadBFloat16((byte*)(source + i)), target + i);
            for (; i + 4 <= count; i += 4)
                FloatLanes<Vector128<float>, Float128Operations>.LoadBFloat16((byte*)(source + i)).Store(target + i);
            for (; i < count; i++)
                target[i] = One(DType.BFloat16, source[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromFloat16<V, O>(ushort* source, nint sourceStep, float* target, nint targetStep, nint count, int lines)
        where V : unmanaged
        where O : struct, IFloatOperations<V>
    {
        for (; lines > 0; lines--, source += sourceStep, target += targetStep)
        {
            nint i = 0;
            for (; i + O.Count <= count; i += O.Count)
                O.Store(FloatLanes<V, O>.LoadFloat16((byte*)(source + i)), target + i);
            for (; i + 4 <= count; i += 4)
                FloatLanes<Vector128<float>, Float128Operations>.LoadFloat16((byte*)(source + i)).Store(target + i);
            for (; i < count; i++)
                target[i] = One(DType.Float16, source[i]);
        }
    }
}
