using System.Numerics;
using System.Runtime.Intrinsics;
using Cornea.Graph.Evaluation;
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
            case 2: Copy<short>(source, sourceStride, target, targetStride, count); break;
            case 4: Copy<int>(source, sourceStride, target, targetStride, count); break;
            case 8: Copy<long>(source, sourceStride, target, targetStride, count); break;
            default: throw Unsized(size);
        }
    }

    public static void Select(byte* condition, byte* a, byte* b, byte* target, int count, int size)
    {
        switch (size)
        {
            case 1: Select<byte>(condition, a, b, target, count); break;
            case 2: Select<short>(condition, a, b, target, count); break;
            case 4: Select<int>(condition, a, b, target, count); break;
            case 8: Select<long>(condition, a, b, target, count); break;
            default: throw Unsized(size);
        }
    }

    public static void Unary(UnaryKind kind, DType dtype, byte* source, byte* target, int count)
    {
        // Every type returns, so that the compiler asks for the arm of a new one.
        _ = dtype.ForKernels() switch
        {
            KernelType.Bool => Truths(kind, source, target, count),
            KernelType.Int32 => Integers(kind, (int*)source, (int*)target, count),
            KernelType.Int64 => Integers(kind, (long*)source, (long*)target, count),
            KernelType.Float32 => Singles(kind, (float*)source, target, count),
            KernelType.Float64 => Doubles(kind, (double*)source, target, count),
        };
    }

    public static void Binary(BinaryKind kind, DType dtype, byte* a, byte* b, byte* target, int count)
    {
        _ = dtype.ForKernels() switch
        {
            KernelType.Bool => Truths(kind, a, b, target, count),
            KernelType.Int32 => Whole<int>(kind, a, b, target, count),
            KernelType.Int64 => Whole<long>(kind, a, b, target, count),
            KernelType.Float32 => SinglePairs(kind, (float*)a, (float*)b, target, count),
            KernelType.Float64 => DoublePairs(kind, (double*)a, (double*)b, target, count),
        };
    }

    private static InvalidOperationException Unsized(int size) => new($"No element type has {size} bytes.");

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

    private static int Truths(UnaryKind kind, byte* source, byte* target, int count)
    {
        for (var i = 0; i < count; i++)
            target[i] = kind == UnaryKind.Not ? (byte)(source[i] ^ 1) : source[i];
        return count;
    }

    private static int Doubles(UnaryKind kind, double* source, byte* target, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var value = ReferenceMath.Apply(kind, source[i]);
            if (kind is UnaryKind.IsNaN or UnaryKind.IsInfinite)
                target[i] = (byte)value;
            else
                ((double*)target)[i] = value;
        }
        return count;
    }

    private static int DoublePairs(BinaryKind kind, double* a, double* b, byte* target, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var value = ReferenceMath.Apply(kind, a[i], b[i], DType.Float64);
            if (kind is BinaryKind.Equal or BinaryKind.NotEqual or BinaryKind.Less or BinaryKind.LessEqual)
                target[i] = (byte)value;
            else
                ((double*)target)[i] = value;
        }
        return count;
    }

    private static int Integers<T>(UnaryKind kind, T* source, T* target, int count) where T : unmanaged, IBinaryInteger<T>
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
        return count;
    }

    private static int Truths(BinaryKind kind, byte* a, byte* b, byte* target, int count)
    {
        for (var i = 0; i < count; i++)
            target[i] = (byte)ReferenceMath.Apply(kind, a[i], b[i], DType.Bool);
        return count;
    }

    private static int Whole<T>(BinaryKind kind, byte* left, byte* right, byte* target, int count) where T : unmanaged, IBinaryInteger<T>
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
        return count;
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

    private static int Singles(UnaryKind kind, float* source, byte* target, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var x = Vector128.CreateScalar(source[i]);
            if (kind is UnaryKind.IsNaN or UnaryKind.IsInfinite)
                target[i] = (kind == UnaryKind.IsNaN ? float.IsNaN(source[i]) : float.IsInfinity(source[i])) ? (byte)1 : (byte)0;
            else
                ((float*)target)[i] = Single(kind, x).ToScalar();
        }
        return count;
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

    private static int SinglePairs(BinaryKind kind, float* a, float* b, byte* target, int count)
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
        return count;
    }
}
