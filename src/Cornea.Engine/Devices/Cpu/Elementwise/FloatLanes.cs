using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Cornea.Graph.Evaluation;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// The elementwise ops on a vector of float32, named as their kinds are: emitted kernels call them by name and the JIT inlines
/// them. True is all bits set. Every width gives the same bits for an element.
/// </summary>
/// <typeparam name="V">The vector.</typeparam>
/// <typeparam name="O">Its operations.</typeparam>
internal static unsafe partial class FloatLanes<V, O>
    where V : unmanaged
    where O : struct, IFloatOperations<V>
{
    public static V Number(float value) => O.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Truth(bool value) => O.CreateBits(value ? -1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Negate(V x) => O.Xor(x, O.CreateBits(int.MinValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Abs(V x) => O.And(x, O.CreateBits(int.MaxValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sign(V x)
    {
        var zero = O.Create(0);
        var sign = O.Select(O.Less(zero, x), O.Create(1), O.Select(O.Less(x, zero), O.Create(-1), zero));
        return O.Select(O.Equal(x, x), sign, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Not(V x) => O.Xor(x, O.CreateBits(-1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x) => FloatFunctions<V, O>.Exp(x);

    public static V Expm1(V x) => FloatFunctions<V, O>.Expm1(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x) => FloatFunctions<V, O>.Log(x);

    public static V Log1p(V x) => FloatFunctions<V, O>.Log1p(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sqrt(V x) =>
        typeof(V) == typeof(Vector512<float>) ? (V)(object)Vector512.Sqrt((Vector512<float>)(object)x)
        : typeof(V) == typeof(Vector256<float>) ? (V)(object)Vector256.Sqrt((Vector256<float>)(object)x)
        : (V)(object)Vector128.Sqrt((Vector128<float>)(object)x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Rsqrt(V x) => O.Divide(O.Create(1), Sqrt(x));

    public static V Sin(V x) => FloatFunctions<V, O>.Sin(x);

    public static V Cos(V x) => FloatFunctions<V, O>.Cos(x);

    public static V Tan(V x) => Each(UnaryKind.Tan, x);

    public static V Asin(V x) => Each(UnaryKind.Asin, x);

    public static V Acos(V x) => Each(UnaryKind.Acos, x);

    public static V Atan(V x) => Each(UnaryKind.Atan, x);

    public static V Sinh(V x) => Each(UnaryKind.Sinh, x);

    public static V Cosh(V x) => Each(UnaryKind.Cosh, x);

    public static V Asinh(V x) => Each(UnaryKind.Asinh, x);

    public static V Acosh(V x) => Each(UnaryKind.Acosh, x);

    public static V Atanh(V x) => Each(UnaryKind.Atanh, x);

    public static V ErfInv(V x) => Each(UnaryKind.ErfInv, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x) => FloatFunctions<V, O>.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x) => FloatFunctions<V, O>.Sigmoid(x);

    public static V Erf(V x) => FloatFunctions<V, O>.Erf(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Floor(V x) =>
        typeof(V) == typeof(Vector512<float>) ? (V)(object)Vector512.Floor((Vector512<float>)(object)x)
        : typeof(V) == typeof(Vector256<float>) ? (V)(object)Vector256.Floor((Vector256<float>)(object)x)
        : (V)(object)Vector128.Floor((Vector128<float>)(object)x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Ceiling(V x) =>
        typeof(V) == typeof(Vector512<float>) ? (V)(object)Vector512.Ceiling((Vector512<float>)(object)x)
        : typeof(V) == typeof(Vector256<float>) ? (V)(object)Vector256.Ceiling((Vector256<float>)(object)x)
        : (V)(object)Vector128.Ceiling((Vector128<float>)(object)x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Round(V x) =>
        typeof(V) == typeof(Vector512<float>) ? (V)(object)Vector512.Round((Vector512<float>)(object)x)
        : typeof(V) == typeof(Vector256<float>) ? (V)(object)Vector256.Round((Vector256<float>)(object)x)
        : (V)(object)Vector128.Round((Vector128<float>)(object)x);

    /// <summary>A number in int8's range as if it had been an int8: without its fraction, 0 for NaN, and no -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V AsInt8(V x)
    {
        var whole = typeof(V) == typeof(Vector512<float>) ? (V)(object)Vector512.Truncate((Vector512<float>)(object)x)
            : typeof(V) == typeof(Vector256<float>) ? (V)(object)Vector256.Truncate((Vector256<float>)(object)x)
            : (V)(object)Vector128.Truncate((Vector128<float>)(object)x);
        // -0 and 0 are 0.
        return O.Add(O.Select(O.Equal(x, x), whole, O.Create(0)), O.Create(0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsNaN(V x) => Not(O.Equal(x, x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsInfinite(V x) => O.Equal(Abs(x), O.Create(float.PositiveInfinity));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Add(V a, V b) => O.Add(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Subtract(V a, V b) => O.Subtract(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Multiply(V a, V b) => O.Multiply(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Divide(V a, V b) => O.Divide(a, b);

    public static V Power(V a, V b) => FloatFunctions<V, O>.Pow(a, b);

    // The larger; a NaN on either side wins: a comparison with it is false, which keeps a, and b is kept where it differs from itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Maximum(V a, V b) => O.Select(O.Equal(b, b), O.Select(O.Less(a, b), b, a), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Minimum(V a, V b) => O.Select(O.Equal(b, b), O.Select(O.Less(b, a), b, a), b);

    /// <summary>The larger, where b is known not to be NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MaximumNumber(V a, V b) => O.Select(O.Less(a, b), b, a);

    /// <summary>The smaller, where b is known not to be NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V MinimumNumber(V a, V b) => O.Select(O.Less(b, a), b, a);

    public static V Remainder(V a, V b) => Each(BinaryKind.Remainder, a, b);

    public static V FloorDivide(V a, V b) => Each(BinaryKind.FloorDivide, a, b);

    public static V Atan2(V a, V b) => Each(BinaryKind.Atan2, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Equal(V a, V b) => O.Equal(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NotEqual(V a, V b) => Not(O.Equal(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Less(V a, V b) => O.Less(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LessEqual(V a, V b) => O.Or(O.Less(a, b), O.Equal(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V And(V a, V b) => O.And(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Or(V a, V b) => O.Or(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Xor(V a, V b) => O.Xor(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Select(V mask, V a, V b) => O.Select(mask, a, b);

    /// <summary>1 where true, 0 where false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V FromTruth(V mask) => O.And(mask, O.Create(1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadFloat32(byte* source) => O.Load((float*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadInt32(byte* source) => O.ToSingle(O.Load((float*)source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadUInt8(byte* source) => O.ToSingle(Widen(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadInt8(byte* source)
    {
        if (typeof(V) == typeof(Vector512<float>) && Avx512F.IsSupported)
            return O.ToSingle((V)(object)Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)source)).AsSingle());
        if (typeof(V) == typeof(Vector256<float>) && Avx2.IsSupported)
            return O.ToSingle((V)(object)Avx2.ConvertToVector256Int32((sbyte*)source).AsSingle());
        return StridedInt8(source, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadBool(byte* source) => Not(O.IsZero(Widen(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFloat32(byte* target, V value) => O.Store(value, (float*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBool(byte* target, V mask)
    {
        var bits = O.And(mask, O.CreateBits(1));
        if (typeof(V) == typeof(Vector512<float>) && Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128Byte(((Vector512<float>)(object)bits).AsInt32()).Store(target);
            return;
        }
        var lanes = (int*)&bits;
        for (var i = 0; i < O.Count; i++)
            target[i] = (byte)lanes[i];
    }

    // The values lie in int8's range, or are NaN, which becomes 0; a fraction is cut off.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInt8(byte* target, V value)
    {
        if (typeof(V) == typeof(Vector512<float>) && Avx512F.IsSupported)
        {
            Avx512F.ConvertToVector128SByte(Avx512F.ConvertToVector512Int32WithTruncation((Vector512<float>)(object)value))
                .Store((sbyte*)target);
            return;
        }
        if (typeof(V) == typeof(Vector256<float>) && Avx2.IsSupported)
        {
            var whole = Avx.ConvertToVector256Int32WithTruncation((Vector256<float>)(object)value);
            var low = Avx2.Shuffle(whole.AsByte(), Vector256.Create(0x0C080400).AsByte()).AsInt32();
            *(int*)target = low.ToScalar();
            *(int*)(target + sizeof(int)) = low.GetUpper().ToScalar();
            return;
        }
        SpreadInt8(target, 1, value);
    }

    // One element at a time, for the end of a row and for operands whose elements are not contiguous.
    public static V OneFloat32(byte* source) => O.Create(*(float*)source);

    public static V OneInt32(byte* source) => O.Create(*(int*)source);

    public static V OneUInt8(byte* source) => O.Create(*source);

    public static V OneInt8(byte* source) => O.Create(*(sbyte*)source);

    public static V OneBool(byte* source) => O.CreateBits(*source != 0 ? -1 : 0);

    public static void PutFloat32(byte* target, V value) => *(float*)target = *(float*)&value;

    public static void PutInt8(byte* target, V value) => *(sbyte*)target = (sbyte)*(float*)&value;

    public static void PutBool(byte* target, V mask) => *target = (byte)(*(int*)&mask & 1);

    public static V StridedFloat32(byte* source, nint stride)
    {
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((float*)&result)[i] = *(float*)(source + i * stride);
        return result;
    }

    public static V StridedInt32(byte* source, nint stride)
    {
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((float*)&result)[i] = *(int*)(source + i * stride);
        return result;
    }

    public static V StridedUInt8(byte* source, nint stride)
    {
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((float*)&result)[i] = source[i * stride];
        return result;
    }

    public static V StridedInt8(byte* source, nint stride)
    {
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((float*)&result)[i] = *(sbyte*)(source + i * stride);
        return result;
    }

    public static V StridedBool(byte* source, nint stride)
    {
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((int*)&result)[i] = source[i * stride] != 0 ? -1 : 0;
        return result;
    }

    public static void SpreadFloat32(byte* target, nint stride, V value)
    {
        for (var i = 0; i < O.Count; i++)
            *(float*)(target + i * stride) = ((float*)&value)[i];
    }

    public static void SpreadInt8(byte* target, nint stride, V value)
    {
        for (var i = 0; i < O.Count; i++)
            *(sbyte*)(target + i * stride) = (sbyte)((float*)&value)[i];
    }

    public static void SpreadBool(byte* target, nint stride, V mask)
    {
        for (var i = 0; i < O.Count; i++)
            target[i * stride] = (byte)(((int*)&mask)[i] & 1);
    }

    // Bytes as the bits of 32-bit integers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Widen(byte* source)
    {
        if (typeof(V) == typeof(Vector512<float>) && Avx512F.IsSupported)
            return (V)(object)Avx512F.ConvertToVector512Int32(Vector128.Load(source)).AsSingle();
        if (typeof(V) == typeof(Vector256<float>) && Avx2.IsSupported)
            return (V)(object)Avx2.ConvertToVector256Int32(source).AsSingle();
        V result = default;
        for (var i = 0; i < O.Count; i++)
            ((int*)&result)[i] = source[i];
        return result;
    }

    // Functions that no network's inner loop needs go through double, element by element.
    private static V Each(UnaryKind kind, V x)
    {
        for (var i = 0; i < O.Count; i++)
            ((float*)&x)[i] = (float)ReferenceMath.Apply(kind, ((float*)&x)[i]);
        return x;
    }

    private static V Each(BinaryKind kind, V a, V b)
    {
        for (var i = 0; i < O.Count; i++)
            ((float*)&a)[i] = (float)ReferenceMath.Apply(kind, ((float*)&a)[i], ((float*)&b)[i], DType.Float32);
        return a;
    }
}
