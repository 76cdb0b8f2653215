using System.Numerics;
using System.Runtime.Intrinsics;
using Cornea.Devices.Reference;
using Cornea.Graph.Ops;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>Elementwise ops over short blocks, for every element type.</summary>
internal static unsafe class BlockMath
{
    public static void Copy(byte* source, nint sourceStride, byte* target, nint targetStride, int count, int size)
    {
        switch (size)
        {
            case 1: Copy<byte>(source, sourceStride, target, targetStride, count); break;
            case 4: Copy<int>(source, sourceStride, target, targetStride, count); break;
            default: Copy<long>(source, sourceStride, target, targetStride, count); break;
        }
    }

    public static void Fill(DType dtype, byte* target, double value, int count)
    {
        switch (dtype)
        {
            case DType.Bool: new Span<byte>(target, count).Fill(value != 0 ? (byte)1 : (byte)0); break;
            case DType.UInt8: new Span<byte>(target, count).Fill(unchecked((byte)(long)value)); break;
            case DType.Int32: new Span<int>(target, count).Fill(unchecked((int)(long)value)); break;
            case DType.Int64: new Span<long>(target, count).Fill((long)value); break;
            case DType.Float32: new Span<float>(target, count).Fill((float)value); break;
            default: new Span<double>(target, count).Fill(value); break;
        }
    }

    public static void Select(byte* condition, byte* a, byte* b, byte* target, int count, int size)
    {
        switch (size)
        {
            case 1: Select<byte>(condition, a, b, target, count); break;
            case 4: Select<int>(condition, a, b, target, count); break;
            default: Select<long>(condition, a, b, target, count); break;
        }
    }

    public static void Cast(DType from, DType to, byte* source, byte* target, int count)
    {
        switch (from)
        {
            case DType.Bool or DType.UInt8: Cast<byte>(to, (byte*)source, target, count); break;
            case DType.Int32: Cast<int>(to, (int*)source, target, count); break;
            case DType.Int64: Cast<long>(to, (long*)source, target, count); break;
            case DType.Float32: Cast<float>(to, (float*)source, target, count); break;
            default: Cast<double>(to, (double*)source, target, count); break;
        }
    }

    public static void Unary(UnaryKind kind, DType dtype, byte* source, byte* target, int count)
    {
        switch (dtype)
        {
            case DType.Bool:
                for (var i = 0; i < count; i++)
                    target[i] = kind == UnaryKind.Not ? (byte)(source[i] ^ 1) : source[i];
                break;
            case DType.UInt8: Integers<byte>(kind, (byte*)source, (byte*)target, count); break;
            case DType.Int32: Integers<int>(kind, (int*)source, (int*)target, count); break;
            case DType.Int64: Integers<long>(kind, (long*)source, (long*)target, count); break;
            case DType.Float32: Singles(kind, (float*)source, target, count); break;
            default:
                for (var i = 0; i < count; i++)
                {
                    var value = ReferenceMath.Apply(kind, ((double*)source)[i]);
                    if (kind is UnaryKind.IsNaN or UnaryKind.IsInfinite)
                        target[i] = (byte)value;
                    else
                        ((double*)target)[i] = value;
                }
                break;
        }
    }

    public static void Binary(BinaryKind kind, DType dtype, byte* a, byte* b, byte* target, int count)
    {
        switch (dtype)
        {
            case DType.Bool: Truths(kind, a, b, target, count); break;
            case DType.UInt8: Whole<byte>(kind, a, b, target, count); break;
            case DType.Int32: Whole<int>(kind, a, b, target, count); break;
            case DType.Int64: Whole<long>(kind, a, b, target, count); break;
            case DType.Float32: SinglePairs(kind, (float*)a, (float*)b, target, count); break;
            default:
                for (var i = 0; i < count; i++)
                {
                    var value = ReferenceMath.Apply(kind, ((double*)a)[i], ((double*)b)[i], DType.Float64);
                    if (kind is BinaryKind.Equal or BinaryKind.NotEqual or BinaryKind.Less or BinaryKind.LessEqual)
                        target[i] = (byte)value;
                    else
                        ((double*)target)[i] = value;
                }
                break;
        }
    }

    private static void Copy<T>(byte* source, nint sourceStride, byte* target, nint targetStride, int count) where T : unmanaged
    {
        var from = (T*)source;
        var to = (T*)target;
        if (sourceStride == 1 && targetStride == 1)
        {
            new ReadOnlySpan<T>(from, count).CopyTo(new Span<T>(to, count));
            return;
        }
        for (nint i = 0; i < count; i++)
            to[i * targetStride] = from[i * sourceStride];
    }

    private static void Select<T>(byte* condition, byte* a, byte* b, byte* target, int count) where T : unmanaged
    {
        for (var i = 0; i < count; i++)
            ((T*)target)[i] = condition[i] != 0 ? ((T*)a)[i] : ((T*)b)[i];
    }

    // Out of range, C# leaves a float's cast to the machine; saturation (and 0 for NaN) is the same everywhere.
    private static void Cast<T>(DType to, T* source, byte* target, int count) where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < count; i++)
        {
            switch (to)
            {
                case DType.Bool: target[i] = source[i] != T.Zero ? (byte)1 : (byte)0; break;
                case DType.UInt8: target[i] = unchecked((byte)long.CreateSaturating(source[i])); break;
                case DType.Int32: ((int*)target)[i] = unchecked((int)long.CreateSaturating(source[i])); break;
                case DType.Int64: ((long*)target)[i] = long.CreateSaturating(source[i]); break;
                case DType.Float32: ((float*)target)[i] = float.CreateSaturating(source[i]); break;
                default: ((double*)target)[i] = double.CreateSaturating(source[i]); break;
            }
        }
    }

    private static void Integers<T>(UnaryKind kind, T* source, T* target, int count) where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < count; i++)
        {
            target[i] = kind switch
            {
                UnaryKind.Negate => unchecked(T.Zero - source[i]),
                UnaryKind.Abs => T.IsNegative(source[i]) ? unchecked(T.Zero - source[i]) : source[i],
                UnaryKind.Sign => T.CreateTruncating(T.Sign(source[i])),
                _ => source[i],
            };
        }
        if (kind is UnaryKind.IsNaN or UnaryKind.IsInfinite)
            new Span<byte>(target, count).Clear();
    }

    private static void Truths(BinaryKind kind, byte* a, byte* b, byte* target, int count)
    {
        for (var i = 0; i < count; i++)
            target[i] = (byte)ReferenceMath.Apply(kind, a[i], b[i], DType.Bool);
    }

    private static void Whole<T>(BinaryKind kind, byte* left, byte* right, byte* target, int count) where T : unmanaged, IBinaryInteger<T>
    {
        var a = (T*)left;
        var b = (T*)right;
        var to = (T*)target;
        for (var i = 0; i < count; i++)
        {
            switch (kind)
            {
                case BinaryKind.Equal: target[i] = a[i] == b[i] ? (byte)1 : (byte)0; break;
                case BinaryKind.NotEqual: target[i] = a[i] != b[i] ? (byte)1 : (byte)0; break;
                case BinaryKind.Less: target[i] = a[i] < b[i] ? (byte)1 : (byte)0; break;
                case BinaryKind.LessEqual: target[i] = a[i] <= b[i] ? (byte)1 : (byte)0; break;
                case BinaryKind.Add: to[i] = unchecked(a[i] + b[i]); break;
                case BinaryKind.Subtract: to[i] = unchecked(a[i] - b[i]); break;
                case BinaryKind.Multiply: to[i] = unchecked(a[i] * b[i]); break;
                case BinaryKind.Maximum: to[i] = T.Max(a[i], b[i]); break;
                case BinaryKind.Minimum: to[i] = T.Min(a[i], b[i]); break;
                case BinaryKind.And: to[i] = a[i] & b[i]; break;
                case BinaryKind.Or: to[i] = a[i] | b[i]; break;
                case BinaryKind.Xor: to[i] = a[i] ^ b[i]; break;
                case BinaryKind.FloorDivide: to[i] = FloorDivide(a[i], b[i]); break;
                case BinaryKind.Remainder: to[i] = unchecked(b[i] == T.Zero ? T.Zero : a[i] - FloorDivide(a[i], b[i]) * b[i]); break;
                default: to[i] = T.CreateTruncating((long)Math.Pow(double.CreateSaturating(a[i]), double.CreateSaturating(b[i]))); break;
            }
        }
    }

    // Division by zero gives 0, as NumPy's does; the smallest number over -1 wraps around.
    private static T FloorDivide<T>(T a, T b) where T : unmanaged, IBinaryInteger<T>
    {
        if (b == T.Zero)
            return T.Zero;
        if (T.IsNegative(b) && b == unchecked(T.Zero - T.One))
            return unchecked(T.Zero - a);
        var quotient = a / b;
        return a - quotient * b != T.Zero && T.IsNegative(a) != T.IsNegative(b) ? quotient - T.One : quotient;
    }

    private static void Singles(UnaryKind kind, float* source, byte* target, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var x = Vector128.CreateScalar(source[i]);
            if (kind is UnaryKind.IsNaN or UnaryKind.IsInfinite)
                target[i] = (kind == UnaryKind.IsNaN ? float.IsNaN(source[i]) : float.IsInfinity(source[i])) ? (byte)1 : (byte)0;
            else
                ((float*)target)[i] = Single(kind, x).ToScalar();
        }
    }

    private static Vector128<float> Single(UnaryKind kind, Vector128<float> x) => kind switch
    {
        UnaryKind.Negate => FloatLanes<Vector128<float>, Float128Operations>.Negate(x),
        UnaryKind.Abs => FloatLanes<Vector128<float>, Float128Operations>.Abs(x),
        UnaryKind.Sign => FloatLanes<Vector128<float>, Float128Operations>.Sign(x),
        UnaryKind.Exp => FloatLanes<Vector128<float>, Float128Operations>.Exp(x),
        UnaryKind.Expm1 => FloatLanes<Vector128<float>, Float128Operations>.Expm1(x),
        UnaryKind.Log => FloatLanes<Vector128<float>, Float128Operations>.Log(x),
        UnaryKind.Log1p => FloatLanes<Vector128<float>, Float128Operations>.Log1p(x),
        UnaryKind.Sqrt => FloatLanes<Vector128<float>, Float128Operations>.Sqrt(x),
        UnaryKind.Rsqrt => FloatLanes<Vector128<float>, Float128Operations>.Rsqrt(x),
        UnaryKind.Sin => FloatLanes<Vector128<float>, Float128Operations>.Sin(x),
        UnaryKind.Cos => FloatLanes<Vector128<float>, Float128Operations>.Cos(x),
        UnaryKind.Tanh => FloatLanes<Vector128<float>, Float128Operations>.Tanh(x),
        UnaryKind.Sigmoid => FloatLanes<Vector128<float>, Float128Operations>.Sigmoid(x),
        UnaryKind.Erf => FloatLanes<Vector128<float>, Float128Operations>.Erf(x),
        _ => Vector128.CreateScalar((float)ReferenceMath.Apply(kind, x.ToScalar())),
    };

    private static void SinglePairs(BinaryKind kind, float* a, float* b, byte* target, int count)
    {
        var to = (float*)target;
        for (var i = 0; i < count; i++)
        {
            switch (kind)
            {
                case BinaryKind.Add: to[i] = a[i] + b[i]; break;
                case BinaryKind.Subtract: to[i] = a[i] - b[i]; break;
                case BinaryKind.Multiply: to[i] = a[i] * b[i]; break;
                case BinaryKind.Divide: to[i] = a[i] / b[i]; break;
                case BinaryKind.Power: to[i] = VectorMath.Pow(a[i], b[i]); break;
                case BinaryKind.Maximum: to[i] = float.IsNaN(b[i]) ? b[i] : a[i] < b[i] ? b[i] : a[i]; break;
                case BinaryKind.Minimum: to[i] = float.IsNaN(b[i]) ? b[i] : b[i] < a[i] ? b[i] : a[i]; break;
                case BinaryKind.Equal: target[i] = a[i] == b[i] ? (byte)1 : (byte)0; break;
                case BinaryKind.NotEqual: target[i] = a[i] != b[i] ? (byte)1 : (byte)0; break;
                case BinaryKind.Less: target[i] = a[i] < b[i] ? (byte)1 : (byte)0; break;
                case BinaryKind.LessEqual: target[i] = a[i] <= b[i] ? (byte)1 : (byte)0; break;
                default: to[i] = (float)ReferenceMath.Apply(kind, a[i], b[i], DType.Float32); break;
            }
        }
    }
}
