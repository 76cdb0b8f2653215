using System.Buffers.Binary;

namespace Cornea.Formats.Hdf5;

/// <summary>Reads one block of metadata from front to back; whatever is short of bytes becomes a fault with its address.</summary>
internal ref struct BlockReader(Hdf5Storage storage, ReadOnlySpan<byte> block, long address)
{
    private readonly ReadOnlySpan<byte> _block = block;
    private int _at;

    /// <summary>Address of the next byte.</summary>
    public readonly long Address => address + _at;

    /// <summary>Bytes from the start of the block to the next byte.</summary>
    public readonly int Position => _at;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _block.Length - _at;

    public ReadOnlySpan<byte> Take(long count, string field)
    {
        if (count < 0 || count > Left)
        {
            throw storage.Fault(Address, field, $"{count} bytes were expected here, but the block has {Left} left");
        }
        ReadOnlySpan<byte> part = _block.Slice(_at, (int)count);
        _at += (int)count;
        return part;
    }

    public void Skip(long count, string field) => Take(count, field);

    public byte Byte(string field) => Take(1, field)[0];

    public int UInt16(string field) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, field));

    public uint UInt32(string field) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, field));

    /// <summary>An unsigned number of 1 to 8 bytes.</summary>
    public ulong Unsigned(int size, string field)
    {
        ReadOnlySpan<byte> bytes = Take(size, field);
        ulong value = 0;
        for (int at = size - 1; at >= 0; at--)
        {
            value = (value << 8) | bytes[at];
        }
        return value;
    }

    /// <summary>An unsigned number of 1 to 8 bytes that must fit 63 bits.</summary>
    public long Number(int size, string field)
    {
        long start = Address;
        ulong value = Unsigned(size, field);
        return value <= long.MaxValue ? (long)value : throw storage.Fault(start, field, $"{value} is more than any file holds");
    }

    /// <summary>An address; <see cref="Hdf5Storage.Undefined"/> when it points nowhere.</summary>
    public long Offset(string field)
    {
        long start = Address;
        int size = storage.OffsetSize;
        ulong value = Unsigned(size, field);
        ulong undefined = size == 8 ? ulong.MaxValue : (1UL << (8 * size)) - 1;
        if (value == undefined)
        {
            return Hdf5Storage.Undefined;
        }
        return value <= long.MaxValue ? (long)value : throw storage.Fault(start, field, $"the address {value} is outside any file");
    }

    /// <summary>A length.</summary>
    public long Length(string field) => Number(storage.LengthSize, field);

    /// <summary>Throws unless the block has these four letters next.</summary>
    public void Signature(ReadOnlySpan<byte> expected, string field)
    {
        long start = Address;
        if (!Take(4, field).SequenceEqual(expected))
        {
            throw storage.Fault(start, field, $"the block should begin with {System.Text.Encoding.ASCII.GetString(expected)}");
        }
    }

    /// <summary>Throws unless the next byte is this version.</summary>
    public void Version(int expected, string field)
    {
        long start = Address;
        int version = Byte(field);
        if (version != expected)
        {
            throw storage.Fault(start, field, $"version {version} is not known; {expected} is");
        }
    }
}
