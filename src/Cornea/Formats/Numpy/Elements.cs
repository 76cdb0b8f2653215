using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Cornea.Formats;

/// <summary>Reads and writes runs of numbers in either byte order.</summary>
internal static class Elements
{
    private static readonly FrozenDictionary<Type, ElementType> Types = new Dictionary<Type, ElementType>
    {
        [typeof(bool[])] = ElementType.Bool,
        [typeof(byte[])] = ElementType.UInt8,
        [typeof(sbyte[])] = ElementType.Int8,
        [typeof(ushort[])] = ElementType.UInt16,
        [typeof(short[])] = ElementType.Int16,
        [typeof(Half[])] = ElementType.Float16,
        [typeof(BFloat16[])] = ElementType.BFloat16,
        [typeof(uint[])] = ElementType.UInt32,
        [typeof(int[])] = ElementType.Int32,
        [typeof(float[])] = ElementType.Float32,
        [typeof(long[])] = ElementType.Int64,
        [typeof(double[])] = ElementType.Float64,
    }.ToFrozenDictionary();

    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Bool or ElementType.UInt8 or ElementType.Int8 => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.UInt32 or ElementType.Int32 or ElementType.Float32 => 4,
        ElementType.UInt64 or ElementType.Int64 or ElementType.Float64 => 8,
    };

    /// <summary>Values of a file, read straight into a tensor where they lie in the file as they lie in memory.</summary>
    public static NumericArray ReadArray(FormatReader reader, ElementType type, long[] shape, bool bigEndian, string field)
    {
        DType? stored = type switch
        {
            ElementType.UInt8 => DType.UInt8,
            ElementType.Int8 => DType.Int8,
            _ when bigEndian == BitConverter.IsLittleEndian => null,
            ElementType.UInt16 => DType.UInt16,
            ElementType.Int16 => DType.Int16,
            ElementType.Float16 => DType.Float16,
            ElementType.BFloat16 => DType.BFloat16,
            ElementType.UInt32 => DType.UInt32,
            ElementType.Int32 => DType.Int32,
            ElementType.Int64 => DType.Int64,
            ElementType.Float32 => DType.Float32,
            ElementType.Float64 => DType.Float64,
            _ => null,
        };
        return stored is { } known && reader.TryReadTensor(known, shape, field) is { } tensor ? new NumericArray(tensor)
            : new NumericArray(Read(reader, type, reader.ElementCount(shape, field), bigEndian, field), shape);
    }

    /// <summary>Reads values as an array of the C# type of their elements; the engine lacks uint64 alone, which becomes long[].</summary>
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
                return reader.ReadArray<sbyte>(count, field);
            case ElementType.UInt16:
                return Swap16(reader.ReadArray<ushort>(count, field), swap);
            case ElementType.Int16:
                return Swap16(reader.ReadArray<short>(count, field), swap);
            case ElementType.Float16:
                return Swap16(reader.ReadArray<Half>(count, field), swap);
            case ElementType.BFloat16:
                return Swap16(reader.ReadArray<BFloat16>(count, field), swap);
            case ElementType.UInt32:
                return Swap32(reader.ReadArray<uint>(count, field), swap);
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
        // TypeOf, since to a type pattern an int[] is a uint[] too: the runtime takes arrays of equally wide integers for each other.
        ElementType type = TypeOf(values);
        ReadOnlySpan<byte> bytes = type switch
        {
            ElementType.Bool => MemoryMarshal.AsBytes<bool>((bool[])values),
            ElementType.UInt8 => (byte[])values,
            ElementType.Int8 => MemoryMarshal.AsBytes<sbyte>((sbyte[])values),
            ElementType.UInt16 => MemoryMarshal.AsBytes<ushort>((ushort[])values),
            ElementType.Int16 => MemoryMarshal.AsBytes<short>((short[])values),
            ElementType.Float16 => MemoryMarshal.AsBytes<Half>((Half[])values),
            ElementType.BFloat16 => MemoryMarshal.AsBytes<BFloat16>((BFloat16[])values),
            ElementType.UInt32 => MemoryMarshal.AsBytes<uint>((uint[])values),
            ElementType.Int32 => MemoryMarshal.AsBytes<int>((int[])values),
            ElementType.Float32 => MemoryMarshal.AsBytes<float>((float[])values),
            ElementType.UInt64 or ElementType.Int64 => MemoryMarshal.AsBytes<long>((long[])values),
            ElementType.Float64 => MemoryMarshal.AsBytes<double>((double[])values),
        };
        int size = SizeOf(type);
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

    public static ElementType TypeOf(Array values) => Types.TryGetValue(values.GetType(), out ElementType type)
        ? type
        : throw new ArgumentException($"Cannot write an array of {values.GetType().Name}.", nameof(values));

    /// <summary>Puts values of a column-major array (first axis fastest) in row-major order.</summary>
    public static Array FromColumnMajor(Array values, ReadOnlySpan<long> shape) => TypeOf(values) switch
    {
        ElementType.Bool => Reorder((bool[])values, shape),
        ElementType.UInt8 => Reorder((byte[])values, shape),
        ElementType.Int8 => Reorder((sbyte[])values, shape),
        ElementType.UInt16 => Reorder((ushort[])values, shape),
        ElementType.Int16 => Reorder((short[])values, shape),
        ElementType.Float16 => Reorder((Half[])values, shape),
        ElementType.BFloat16 => Reorder((BFloat16[])values, shape),
        ElementType.UInt32 => Reorder((uint[])values, shape),
        ElementType.Int32 => Reorder((int[])values, shape),
        ElementType.Float32 => Reorder((float[])values, shape),
        ElementType.UInt64 or ElementType.Int64 => Reorder((long[])values, shape),
        ElementType.Float64 => Reorder((double[])values, shape),
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
