using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>Numbers of 16 bits: in a register they are the float32 of the same value. They are rounded when they are made, to nearest,
/// ties to even, and stored as they are.</summary>
internal static unsafe partial class FloatLanes<V, O>
{
    private const int SignBit = int.MinValue;
    private const int QuietBit = 0x40_0000;
    private const int Infinity = 0x7F80_0000;

    // Float16 has 13 bits of the fraction fewer and an exponent that is smaller by 112.
    private const int HalfShift = 13;
    private const int Up = (127 + 112) << 23; // 2^112
    private const int Down = (127 - 112) << 23; // 2^-112
    private const float BeyondHalf = 65536;

    /// <summary>The nearest bfloat16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V RoundBFloat16(V x)
    {
        var upper = O.CreateBits(unchecked((int)0xFFFF_0000));
        var odd = O.And(O.ShiftRight(x, 16), O.CreateBits(1));
        var rounded = O.AddBits(O.AddBits(x, O.CreateBits(0x7FFF)), odd);
        // Rounding could carry the fraction of a NaN into an infinity.
        return O.And(O.Select(O.Equal(x, x), rounded, O.Or(x, O.CreateBits(QuietBit))), upper);
    }

    /// <summary>The nearest float16.</summary>
    /// <remarks>
    /// A number 3 * 2^12 times the power of two below x has so many bits that x added to it is rounded as float16 is; it is at least 3/4,
    /// as the spacing of the smallest does not fall any more, and not so large that an infinity less it would be no number. Times 2^112,
    /// what is beyond float16 is beyond float32.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V RoundFloat16(V x)
    {
        var power = O.And(x, O.CreateBits(Infinity));
        var large = MinimumNumber(MaximumNumber(O.Multiply(power, O.Create(12288)), O.Create(0.75f)), O.Create(1 << 30));
        var rounded = O.Subtract(O.Add(x, large), large);
        rounded = O.Multiply(O.Multiply(rounded, O.CreateBits(Up)), O.CreateBits(Down));
        return O.Or(rounded, O.And(x, O.CreateBits(SignBit)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadBFloat16(byte* source) => O.ShiftLeft(WidenShort(source), 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadFloat16(byte* source)
    {
        var bits = WidenShort(source);
        var size = O.ShiftLeft(O.And(bits, O.CreateBits(0x7FFF)), HalfShift);
        size = O.Multiply(size, O.CreateBits(Up));
        size = O.Select(O.Less(size, O.Create(BeyondHalf)), size, O.Or(size, O.CreateBits(Infinity)));
        return O.Or(size, O.And(O.ShiftLeft(bits, 16), O.CreateBits(SignBit)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBFloat16(byte* target, V value) => NarrowShort(target, O.ShiftRight(value, 16));

    // Times 2^-112 the exponents of both types are the same, and what is below the normal numbers of one is so in the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFloat16(byte* target, V value)
    {
        var size = O.And(O.ShiftRight(O.Multiply(value, O.CreateBits(Down)), HalfShift), O.CreateBits(0x7FFF));
        NarrowShort(target, O.Or(size, O.And(O.ShiftRight(value, 16), O.CreateBits(0x8000))));
    }

    public static V OneBFloat16(byte* source) => O.Create(*(BFloat16*)source);

    public static V OneFloat16(byte* source) => O.Create((float)*(Half*)source);

    public static void PutBFloat16(byte* target, V value) => *(BFloat16*)target = (BFloat16)(*(float*)&value);

    public static void PutFloat16(byte* target, V value) => *(Half*)target = (Half)(*(float*)&value);

    public static V StridedBFloat16(byte* source, nint stride)
    {
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((float*)&result)[i] = *(BFloat16*)(source + i * stride);
        return result;
    }

    public static V StridedFloat16(byte* source, nint stride)
    {
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((float*)&result)[i] = (float)*(Half*)(source + i * stride);
        return result;
    }

    public static void SpreadBFloat16(byte* target, nint stride, V value)
    {
        for (var i = 0; i < O.Count; i++)
            *(BFloat16*)(target + i * stride) = (BFloat16)((float*)&value)[i];
    }

    public static void SpreadFloat16(byte* target, nint stride, V value)
    {
        for (var i = 0; i < O.Count; i++)
            *(Half*)(target + i * stride) = (Half)((float*)&value)[i];
    }

    // 16 bits each as the lower ones of 32-bit integers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V WidenShort(byte* source)
    {
        if (typeof(V) == typeof(Vector512<float>) && Avx512F.IsSupported)
            return (V)(object)Avx512F.ConvertToVector512Int32(Vector256.Load((ushort*)source)).AsSingle();
        if (typeof(V) == typeof(Vector256<float>) && Avx2.IsSupported)
            return (V)(object)Avx2.ConvertToVector256Int32((ushort*)source).AsSingle();
        if (typeof(V) == typeof(Vector128<float>))
            return (V)(object)Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)source).AsUInt16()).AsSingle();
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((int*)&result)[i] = ((ushort*)source)[i];
        return result;
    }

    // The lower 16 bits of 32-bit integers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NarrowShort(byte* target, V bits)
    {
        if (typeof(V) == typeof(Vector512<float>) && Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector256UInt16(((Vector512<float>)(object)bits).AsUInt32()).Store((ushort*)target);
            return;
        }
        if (typeof(V) == typeof(Vector256<float>) && Sse41.IsSupported)
        {
            var lower = ((Vector256<float>)(object)bits).AsInt32() & Vector256.Create(0xFFFF);
            Sse41.PackUnsignedSaturate(lower.GetLower(), lower.GetUpper()).Store((ushort*)target);
            return;
        }
        if (typeof(V) == typeof(Vector128<float>))
        {
            var narrow = Vector128.Narrow(((Vector128<float>)(object)bits).AsUInt32(), default);
            *(ulong*)target = narrow.AsUInt64().ToScalar();
            return;
        }
        for (var i = 0; i < O.Count; i++)
            ((ushort*)target)[i] = (ushort)((int*)&bits)[i];
    }
}
