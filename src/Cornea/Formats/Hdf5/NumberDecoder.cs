using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea.Formats.Hdf5;

/// <summary>Converts stored numbers of any width and byte order to numbers of .NET.</summary>
internal static class NumberDecoder
{
    private const int BlockBytes = 2048;

    /// <summary>True when the stored bytes are already what <typeparamref name="T"/> looks like in memory.</summary>
    public static bool IsSame<T>(Hdf5Type type) where T : unmanaged
    {
        bool ordered = type.Size == 1 || type.IsBigEndian != BitConverter.IsLittleEndian;
        return ordered && type.Size == Unsafe.SizeOf<T>() && type.Class switch
        {
            Hdf5TypeClass.Float => typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half),
            Hdf5TypeClass.Integer => typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(int)
                || typeof(T) == typeof(long),
            Hdf5TypeClass.UnsignedInteger => typeof(T) == typeof(byte) || typeof(T) == typeof(ushort) || typeof(T) == typeof(uint)
                || typeof(T) == typeof(ulong),
            _ => false,
        };
    }

    /// <summary>True when <typeparamref name="T"/> has no fractions.</summary>
    public static bool IsInteger<T>() where T : INumberBase<T> => T.IsZero(T.CreateTruncating(0.5));

    /// <summary>Converts; integers out of range throw <see cref="OverflowException"/>, floats are rounded to the nearest.</summary>
    public static void Decode<T>(Hdf5Type type, ReadOnlySpan<byte> raw, Span<T> target) where T : unmanaged, INumberBase<T>
    {
        if (IsSame<T>(type))
        {
            raw.CopyTo(MemoryMarshal.AsBytes(target));
            return;
        }
        bool swap = type.Size > 1 && type.IsBigEndian == BitConverter.IsLittleEndian;
        switch (type.Class, type.Size)
        {
            case (Hdf5TypeClass.Float, 2):
                DecodeHalf(raw, target, swap);
                break;
            case (Hdf5TypeClass.Float, 4):
                Convert<float, T>(raw, target, swap);
                break;
            case (Hdf5TypeClass.Float, _):
                Convert<double, T>(raw, target, swap);
                break;
            case (Hdf5TypeClass.BFloat16, _):
                DecodeBFloat16(raw, target, swap);
                break;
            case (Hdf5TypeClass.Boolean, _):
                for (int at = 0; at < target.Length; at++)
                {
                    target[at] = raw[at] == 0 ? T.Zero : T.One;
                }
                break;
            case (Hdf5TypeClass.Integer, 1):
                Convert<sbyte, T>(raw, target, swap);
                break;
            case (Hdf5TypeClass.Integer, 2):
                Convert<short, T>(raw, target, swap);
                break;
            case (Hdf5TypeClass.Integer, 4):
                Convert<int, T>(raw, target, swap);
                break;
            case (Hdf5TypeClass.Integer, _):
                Convert<long, T>(raw, target, swap);
                break;
            case (_, 1):
                Convert<byte, T>(raw, target, swap);
                break;
            case (_, 2):
                Convert<ushort, T>(raw, target, swap);
                break;
            case (_, 4):
                Convert<uint, T>(raw, target, swap);
                break;
            default:
                Convert<ulong, T>(raw, target, swap);
                break;
        }
    }

    private static void Convert<TStored, T>(ReadOnlySpan<byte> raw, Span<T> target, bool swap)
        where TStored : unmanaged, INumberBase<TStored>
        where T : unmanaged, INumberBase<T>
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        int size = Unsafe.SizeOf<TStored>();
        while (!raw.IsEmpty)
        {
            Span<byte> part = block[..Math.Min(BlockBytes, raw.Length)];
            raw[..part.Length].CopyTo(part);
            Order(part, size, swap);
            ReadOnlySpan<TStored> values = MemoryMarshal.Cast<byte, TStored>(part);
            if (typeof(TStored) == typeof(T))
            {
                MemoryMarshal.Cast<TStored, T>(values).CopyTo(target);
            }
            else
            {
                for (int at = 0; at < values.Length; at++)
                {
                    target[at] = T.CreateChecked(values[at]);
                }
            }
            target = target[values.Length..];
            raw = raw[part.Length..];
        }
    }

    private static void DecodeHalf<T>(ReadOnlySpan<byte> raw, Span<T> target, bool swap) where T : unmanaged, INumberBase<T>
    {
        if (typeof(T) != typeof(float))
        {
            Convert<Half, T>(raw, target, swap);
            return;
        }
        Span<byte> block = stackalloc byte[BlockBytes];
        Span<float> floats = MemoryMarshal.Cast<T, float>(target);
        while (!raw.IsEmpty)
        {
            Span<byte> part = block[..Math.Min(BlockBytes, raw.Length)];
            raw[..part.Length].CopyTo(part);
            Order(part, sizeof(ushort), swap);
            ReadOnlySpan<Half> values = MemoryMarshal.Cast<byte, Half>(part);
            TensorPrimitives.ConvertToSingle(values, floats[..values.Length]);
            floats = floats[values.Length..];
            raw = raw[part.Length..];
        }
    }

    private static void DecodeBFloat16<T>(ReadOnlySpan<byte> raw, Span<T> target, bool swap) where T : unmanaged, INumberBase<T>
    {
        for (int at = 0; at < target.Length; at++)
        {
            ReadOnlySpan<byte> element = raw.Slice(2 * at, 2);
            uint bits = swap == BitConverter.IsLittleEndian
                ? BinaryPrimitives.ReadUInt16BigEndian(element)
                : BinaryPrimitives.ReadUInt16LittleEndian(element);
            target[at] = T.CreateChecked(BitConverter.UInt32BitsToSingle(bits << 16));
        }
    }

    private static void Order(Span<byte> bytes, int size, bool swap)
    {
        if (!swap)
        {
            return;
        }
        switch (size)
        {
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                Span<uint> doubleWords = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                break;
            default:
                Span<ulong> quadWords = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                break;
        }
    }
}
