using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cornea.Formats.Hdf5;

/// <summary>An element type to be written, with its datatype message.</summary>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Message">The datatype message (version 1).</param>
internal sealed record StoredType(int Size, byte[] Message)
{
    private const int Integer = 0, Float = 1, Text = 3, OpaqueClass = 5, Enumeration = 8, VariableLength = 9;

    /// <summary>Size of a reference to text of variable length: its length, and collection and number in the global heap.</summary>
    private const int ReferenceSize = 16;

    public static StoredType Of<T>() where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        if (typeof(T) == typeof(bool))
        {
            return Boolean();
        }
        if (typeof(T) == typeof(sbyte) || typeof(T) == typeof(short) || typeof(T) == typeof(int) || typeof(T) == typeof(long))
        {
            return new StoredType(size, IntegerMessage(size, isSigned: true));
        }
        if (typeof(T) == typeof(byte) || typeof(T) == typeof(ushort) || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong))
        {
            return new StoredType(size, IntegerMessage(size, isSigned: false));
        }
        if (typeof(T) == typeof(Half))
        {
            return FloatType(size, exponentBits: 5, mantissaBits: 10);
        }
        if (typeof(T) == typeof(float))
        {
            return FloatType(size, exponentBits: 8, mantissaBits: 23);
        }
        return typeof(T) == typeof(double)
            ? FloatType(size, exponentBits: 11, mantissaBits: 52)
            : throw new NotSupportedException(
                $"Values of type {typeof(T).Name} cannot be written to HDF5; bool, integers of 1 to 8 bytes, Half, float and double can.");
    }

    public static StoredType Opaque(int size) => new(size, Head(OpaqueClass, 0, size));

    public static StoredType FixedText(int size) => new(size, Head(Text, (byte)Hdf5StringPadding.NullPadded, size));

    public static StoredType VariableText(bool isUtf8)
    {
        const byte text = 1;
        return new StoredType(ReferenceSize,
            [.. Head(VariableLength, text, ReferenceSize, isUtf8 ? (byte)1 : (byte)0), .. IntegerMessage(1, isSigned: false)]);
    }

    // h5py's boolean: an enumeration of int8 whose names are filled up to a multiple of 8 bytes.
    private static StoredType Boolean() => new(1,
    [
        .. Head(Enumeration, 2, 1), .. IntegerMessage(1, isSigned: true),
        .. Encoding.ASCII.GetBytes("FALSE\0\0\0TRUE\0\0\0\0"), 0, 1,
    ]);

    private static byte[] IntegerMessage(int size, bool isSigned)
    {
        const byte signed = 8;
        return [.. Head(Integer, isSigned ? signed : (byte)0, size), 0, 0, (byte)(8 * size), 0];
    }

    private static StoredType FloatType(int size, int exponentBits, int mantissaBits)
    {
        const byte impliedBit = 0x20;
        var message = new byte[20];
        Head(Float, impliedBit, size, (byte)(8 * size - 1)).CopyTo(message, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(10), (ushort)(8 * size));
        message[12] = (byte)mantissaBits;
        message[13] = (byte)exponentBits;
        message[15] = (byte)mantissaBits;
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(16), (1u << (exponentBits - 1)) - 1);
        return new StoredType(size, message);
    }

    private static byte[] Head(int kind, byte firstBits, int size, byte secondBits = 0)
    {
        const int version = 1;
        byte[] head = [(byte)((version << 4) | kind), firstBits, secondBits, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), size);
        return head;
    }
}
