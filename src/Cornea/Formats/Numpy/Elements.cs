using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Cornea.Formats;

/// <summary>Reads and writes runs of numbers in either byte order.</summary>
internal static class Elements
{
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
        ElementType.UInt64 or ElementType.Int64 or ElementType.Float64 => 8,
    };

    /// <summary>
    /// Reads values and widens what the engine lacks: int8, int16 and uint16 to int32; uint32 and uint64 to int64; float16 and
    /// bfloat16 to float32. The result is bool[], byte[], int[], long[], float[] or double[].
    /// </summary>
    public static Array Read(FormatReader reader, ElementType type, long count, bool bigEndian, string field)
    {
        bool swap = bigEndian == BitConverter.IsLittleEndian;
        switch (type)
        {
            case ElementType.Bool:
                return Array.ConvertAll(reader.ReadArray<byte>(count, field), static value => value != 0);
            case ElementType.UInt8:
                return reader.ReadArray<byte>(count, field);
            case ElementType.Int8:
                return Array.ConvertAll(reader.ReadArray<sbyte>(count, field), static value => (int)value);
            case ElementType.UInt16:
                return Array.ConvertAll(Swap16(reader.ReadArray<ushort>(count, field), swap), static value => (int)value);
            case ElementType.Int16:
                return Array.ConvertAll(Swap16(reader.ReadArray<short>(count, field), swap), static value => (int)value);
            case ElementType.Float16:
                return Array.ConvertAll(Swap16(reader.ReadArray<Half>(count, field), swap), static value => (float)value);
            case ElementType.BFloat16:
                return Array.ConvertAll(Swap16(reader.ReadArray<ushort>(count, field), swap),
                    static value => BitConverter.UInt32BitsToSingle((uint)value << 16));
            case ElementType.UInt32:
                return Array.ConvertAll(Swap32(reader.ReadArray<uint>(count, field), swap), static value => (long)value);
            case ElementType.Int32:
                return Swap32(reader.ReadArray<int>(count, field), swap);
            case ElementType.Float32:
                return Swap32(reader.ReadArray<float>(count, field), swap);
            case ElementType.Float64:
                return Swap64(reader.ReadArray<double>(count, field), swap);
            case ElementType.UInt64:
                long[] values = Swap64(reader.ReadArray<long>(count, field), swap);
                return values.AsSpan().ContainsAnyInRange(long.MinValue, -1)
                    ? throw reader.Fault(field, "an unsigned 64-bit value is above 9223372036854775807",
                        "Cornea keeps it as Int64: convert the array first.")
                    : values;
            default:
                return Swap64(reader.ReadArray<long>(count, field), swap);
        }
    }

    /// <summary>Writes an array of the C# type of an element type.</summary>
    public static void Write(Stream stream, Array values, bool bigEndian)
    {
        ReadOnlySpan<byte> bytes = values switch
        {
            bool[] v => MemoryMarshal.AsBytes<bool>(v),
            byte[] v => v,
            sbyte[] v => MemoryMarshal.AsBytes<sbyte>(v),
            ushort[] v => MemoryMarshal.AsBytes<ushort>(v),
            short[] v => MemoryMarshal.AsBytes<short>(v),
            uint[] v => MemoryMarshal.AsBytes<uint>(v),
            BFloat16[] v => MemoryMarshal.AsBytes<BFloat16>(v),
            Half[] v => MemoryMarshal.AsBytes<Half>(v),
            int[] v => MemoryMarshal.AsBytes<int>(v),
            long[] v => MemoryMarshal.AsBytes<long>(v),
            float[] v => MemoryMarshal.AsBytes<float>(v),
            double[] v => MemoryMarshal.AsBytes<double>(v),
            _ => throw new ArgumentException($"Cannot write an array of {values.GetType().Name}.", nameof(values)),
        };
        int size = SizeOf(TypeOf(values));
        if (size == 1 || bigEndian != BitConverter.IsLittleEndian)
        {
            stream.Write(bytes);
            return;
        }
        var chunk = new byte[Math.Min(bytes.Length, 1 << 16)];
        for (int start = 0; start < bytes.Length; start += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, Math.Min(chunk.Length, bytes.Length - start));
            bytes.Slice(start, part.Length).CopyTo(part);
            for (int at = 0; at < part.Length; at += size)
            {
                part.Slice(at, size).Reverse();
            }
            stream.Write(part);
        }
    }

    public static ElementType TypeOf(Array values) => values switch
    {
        bool[] => ElementType.Bool,
        byte[] => ElementType.UInt8,
        sbyte[] => ElementType.Int8,
        ushort[] => ElementType.UInt16,
        short[] => ElementType.Int16,
        uint[] => ElementType.UInt32,
        BFloat16[] => ElementType.BFloat16,
        Half[] => ElementType.Float16,
        int[] => ElementType.Int32,
        long[] => ElementType.Int64,
        float[] => ElementType.Float32,
        double[] => ElementType.Float64,
        _ => throw new ArgumentException($"Cannot write an array of {values.GetType().Name}.", nameof(values)),
    };

    /// <summary>Puts values of a column-major array (first axis fastest) in row-major order.</summary>
    public static Array FromColumnMajor(Array values, ReadOnlySpan<long> shape) => values switch
    {
        bool[] v => Reorder(v, shape),
        byte[] v => Reorder(v, shape),
        int[] v => Reorder(v, shape),
        long[] v => Reorder(v, shape),
        float[] v => Reorder(v, shape),
        _ => Reorder((double[])values, shape),
    };

    private static T[] Reorder<T>(T[] source, ReadOnlySpan<long> shape)
    {
        if (shape.Length < 2 || source.Length == 0)
        {
            return source;
        }
        var strides = new int[shape.Length];
        for (int axis = 0, stride = 1; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= (int)shape[axis];
        }
        var index = new long[shape.Length];
        var target = new T[source.Length];
        int from = 0;
        for (int to = 0; to < target.Length; to++)
        {
            target[to] = source[from];
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }
                from -= strides[axis] * (int)shape[axis];
                index[axis] = 0;
            }
        }
        return target;
    }

    private static T[] Swap16<T>(T[] values, bool swap) where T : unmanaged
    {
        if (swap)
        {
            Span<ushort> words = MemoryMarshal.Cast<T, ushort>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        return values;
    }

    private static T[] Swap32<T>(T[] values, bool swap) where T : unmanaged
    {
        if (swap)
        {
            Span<uint> words = MemoryMarshal.Cast<T, uint>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        return values;
    }

    private static T[] Swap64<T>(T[] values, bool swap) where T : unmanaged
    {
        if (swap)
        {
            Span<ulong> words = MemoryMarshal.Cast<T, ulong>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        return values;
    }
}
