using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>Casts between all element types, and numbers repeated, over short blocks.</summary>
internal static unsafe class BlockCasts
{
    // The most elements of a block that are converted by way of another type.
    private const int Block = 256;

    /// <summary>Repeats a number, rounded or wrapped around to the type.</summary>
    public static void Fill(DType dtype, byte* target, double value, int count)
    {
        var whole = dtype.IsFloat() ? 0 : (long)value;
        _ = dtype switch
        {
            DType.Bool => Fill(target, value != 0 ? (byte)1 : (byte)0, count),
            DType.UInt8 => Fill(target, unchecked((byte)whole), count),
            DType.Int8 => Fill(target, unchecked((sbyte)whole), count),
            DType.UInt16 => Fill(target, unchecked((ushort)whole), count),
            DType.Int16 => Fill(target, unchecked((short)whole), count),
            DType.UInt32 => Fill(target, unchecked((uint)whole), count),
            DType.Int32 => Fill(target, unchecked((int)whole), count),
            DType.Int64 => Fill(target, whole, count),
            DType.BFloat16 => Fill(target, (BFloat16)value, count),
            DType.Float16 => Fill(target, (Half)value, count),
            DType.Float32 => Fill(target, (float)value, count),
            DType.Float64 => Fill(target, value, count),
        };
    }

    /// <summary>
    /// Casts a block. Floats round to nearest, ties to even; on the way to integers they lose their fraction, out of range they
    /// are saturated to int64 (NaN gives 0) and then wrap around, which is the same on every machine.
    /// </summary>
    public static void Cast(DType from, DType to, byte* source, byte* target, int count)
    {
        _ = from switch
        {
            DType.Bool or DType.UInt8 => From<byte>(to, (byte*)source, target, count),
            DType.Int8 => From<sbyte>(to, (sbyte*)source, target, count),
            DType.UInt16 => From<ushort>(to, (ushort*)source, target, count),
            DType.Int16 => From<short>(to, (short*)source, target, count),
            DType.UInt32 => From<uint>(to, (uint*)source, target, count),
            DType.Int32 => From<int>(to, (int*)source, target, count),
            DType.Int64 => From<long>(to, (long*)source, target, count),
            DType.BFloat16 => FromBFloat16(to, (ushort*)source, target, count),
            DType.Float16 => FromHalf(to, (Half*)source, target, count),
            DType.Float32 => FromSingle(to, (float*)source, target, count),
            DType.Float64 => From<double>(to, (double*)source, target, count),
        };
    }

    private static int Fill<T>(byte* target, T value, int count) where T : unmanaged
    {
        new Span<T>(target, count).Fill(value);
        return count;
    }

    private static int From<T>(DType to, T* source, byte* target, int count) where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < count; i++)
        {
            var x = source[i];
            _ = to switch
            {
                DType.Bool => target[i] = x != T.Zero ? (byte)1 : (byte)0,
                DType.UInt8 => target[i] = unchecked((byte)long.CreateSaturating(x)),
                DType.Int8 => ((sbyte*)target)[i] = unchecked((sbyte)long.CreateSaturating(x)),
                DType.UInt16 => ((ushort*)target)[i] = unchecked((ushort)long.CreateSaturating(x)),
                DType.Int16 => ((short*)target)[i] = unchecked((short)long.CreateSaturating(x)),
                DType.UInt32 => ((uint*)target)[i] = unchecked((uint)long.CreateSaturating(x)),
                DType.Int32 => ((int*)target)[i] = unchecked((int)long.CreateSaturating(x)),
                DType.Int64 => ((long*)target)[i] = long.CreateSaturating(x),
                DType.BFloat16 => ((BFloat16*)target)[i] = (BFloat16)double.CreateSaturating(x),
                DType.Float16 => (float)(((Half*)target)[i] = (Half)double.CreateSaturating(x)),
                DType.Float32 => ((float*)target)[i] = float.CreateSaturating(x),
                DType.Float64 => ((double*)target)[i] = double.CreateSaturating(x),
            };
        }
        return count;
    }

    private static int FromSingle(DType to, float* source, byte* target, int count)
    {
        if (to == DType.BFloat16)
            return Round(source, (ushort*)target, count);
        if (to != DType.Float16)
            return From(to, source, target, count);
        TensorPrimitives.ConvertToHalf(new ReadOnlySpan<float>(source, count), new Span<Half>(target, count));
        return count;
    }

    private static int FromHalf(DType to, Half* source, byte* target, int count)
    {
        if (to != DType.Float32)
            return From(to, source, target, count);
        TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(source, count), new Span<float>(target, count));
        return count;
    }

    private static int FromBFloat16(DType to, ushort* source, byte* target, int count)
    {
        if (to == DType.Float32)
            return Widen(source, (float*)target, count);
        var singles = stackalloc float[Block];
        for (var start = 0; start < count; start += Block)
        {
            var length = Math.Min(Block, count - start);
            Widen(source + start, singles, length);
            FromSingle(to, singles, target + start * to.Size(), length);
        }
        return count;
    }

    private static int Widen(ushort* source, float* target, int count)
    {
        var i = 0;
        for (; i <= count - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(source + i));
            Vector256.ShiftLeft(low, 16).AsSingle().Store(target + i);
            Vector256.ShiftLeft(high, 16).AsSingle().Store(target + i + Vector256<uint>.Count);
        }
        for (; i < count; i++)
            target[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
        return count;
    }

    // The same bits as BFloat16's own conversion.
    private static int Round(float* source, ushort* target, int count)
    {
        var i = 0;
        for (; i <= count - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            Vector256.Narrow(Upper(Vector256.Load(source + i)), Upper(Vector256.Load(source + i + Vector256<float>.Count)))
                .Store(target + i);
        }
        for (; i < count; i++)
            target[i] = BFloat16.ToBits((BFloat16)source[i]);
        return count;
    }

    private static Vector256<uint> Upper(Vector256<float> x)
    {
        var bits = x.AsUInt32();
        var upper = Vector256.ShiftRightLogical(bits, 16);
        var even = bits + Vector256.Create(0x7FFFu) + (upper & Vector256<uint>.One);
        var number = Vector256.Equals(x, x).AsUInt32();
        return Vector256.ConditionalSelect(number, Vector256.ShiftRightLogical(even, 16), upper | Vector256.Create(0x40u));
    }
}
