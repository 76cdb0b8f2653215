using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea.Imaging;

/// <summary>Reads the coded data of a JPEG scan bit by bit. At a marker it goes on with zeros, which <see cref="IsShort"/> tells.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int position)
{
    /// <summary>Where coefficients stand that come in zigzag order; runs beyond the last one lead to the last.</summary>
    public static readonly byte[] Order = Zigzag(JpegComponent.Side);

    /// <summary>The same in a group of blocks.</summary>
    public static readonly byte[] GroupOrder = Zigzag(JpegComponent.GroupRow);

    private readonly ReadOnlySpan<byte> _data = data;
    private int _position = position;

    // The next bits from the highest on; those beyond the count are of bytes that are read again.
    private ulong _bits;
    private int _count;
    private int _missing;

    /// <summary>Where the next unread byte stands.</summary>
    public readonly int Position => _position;

    /// <summary>Whether more bits were read than there are.</summary>
    public readonly bool IsShort => _count < _missing;

    /// <summary>Drops the bits that are left of a byte, as before a marker.</summary>
    public void Restart(int position)
    {
        (_position, _bits, _count, _missing) = (position, 0, 0, 0);
    }

    /// <summary>A whole block of a sequential scan.</summary>
    /// <param name="target">Its first coefficient in a group of zeros.</param>
    /// <param name="dc">The codes of the first coefficient.</param>
    /// <param name="ac">The codes of the others.</param>
    /// <param name="predictor">The first coefficient of the block before.</param>
    /// <returns>The position of the last coefficient in zigzag order; -1 where bits are no code.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int ReadBlock(ref short target, JpegHuffmanTable dc, JpegHuffmanTable ac, ref int predictor)
    {
        if (_count < 32)
        {
            Refill();
        }
        // In locals, since each coefficient waits for the bits of the one before it.
        ulong bits = _bits;
        int count = _count, last = 0, k = 1;
        int found = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(dc.Coefficients), (nint)(bits >> (64 - JpegHuffmanTable.LookedUp)));
        if (found != 0)
        {
            if ((found & 0x0F00) != 0)
            {
                return -1;
            }
            // The code that ends a block stands for a difference of 0 here. Of the number of bits the lower six count in a shift.
            predictor += found >> 16;
            bits <<= found;
            count -= found & 0xFF;
        }
        else
        {
            int size = ReadSymbol(dc);
            if (size is < 0 or > 15)
            {
                return -1;
            }
            predictor += ReadSigned(size);
            (bits, count) = (_bits, _count);
        }
        target = (short)predictor;

        // The tables have an entry for any ten bits and any place up to 79, and the block has 64.
        ref int coefficients = ref MemoryMarshal.GetArrayDataReference(ac.Coefficients);
        ref byte order = ref MemoryMarshal.GetArrayDataReference(GroupOrder);
        while (k < 64)
        {
            if (count < 32)
            {
                (_bits, _count) = (bits, count);
                Refill();
                (bits, count) = (_bits, _count);
            }
            found = Unsafe.Add(ref coefficients, (nint)(bits >> (64 - JpegHuffmanTable.LookedUp)));
            if (found != 0)
            {
                bits <<= found;
                count -= found & 0xFF;
                k += found >> 8 & 0xFF;
                if (k > 63)
                {
                    break;
                }
                last = k;
                Unsafe.Add(ref target, (nint)Unsafe.Add(ref order, k++)) = (short)(found >> 16);
                continue;
            }
            (_bits, _count) = (bits, count);
            int symbol = ReadSymbol(ac);
            if (symbol <= 0)
            {
                return symbol < 0 ? -1 : last;
            }
            int value = ReadSigned(symbol & 15);
            (bits, count) = (_bits, _count);
            if ((symbol & 15) == 0)
            {
                if (symbol != 0xF0)
                {
                    break;
                }
                k += 16;
                continue;
            }
            k += symbol >> 4;
            Unsafe.Add(ref target, (nint)Unsafe.Add(ref order, k)) = (short)value;
            last = Math.Min(k++, 63);
        }
        (_bits, _count) = (bits, count);
        return last;
    }

    /// <summary>The next code with the bits of its coefficient, as <see cref="JpegHuffmanTable.Coefficients"/> has it; 0, and nothing is
    /// read, where both are too long for that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadCoefficient(JpegHuffmanTable table)
    {
        if (_count < 32)
        {
            Refill();
        }
        int found = table.Coefficients[(int)(_bits >> (64 - JpegHuffmanTable.LookedUp))];
        _bits <<= found & 0xFF;
        _count -= found & 0xFF;
        return found;
    }

    /// <summary>The symbol of the next code; -1 where the bits are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSymbol(JpegHuffmanTable table)
    {
        if (_count < 32)
        {
            Refill();
        }
        int found = table.Symbols[(int)(_bits >> (64 - JpegHuffmanTable.LookedUp))];
        if (found == 0)
        {
            found = table.Long((int)(_bits >> 48));
            if (found == 0)
            {
                return -1;
            }
        }
        _bits <<= found >> 8;
        _count -= found >> 8;
        return found & 0xFF;
    }

    /// <summary>A number of some bits, the upper half of which are positive: T.81, F.2.2.1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadSigned(int size)
    {
        if (size == 0)
        {
            return 0;
        }
        int value = ReadBits(size);
        return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /// <summary>A number of up to 16 bits, 1 at least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadBits(int size)
    {
        if (_count < 32)
        {
            Refill();
        }
        int value = (int)(_bits >> (64 - size));
        _bits <<= size;
        _count -= size;
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Refill()
    {
        if (_position + 8 <= _data.Length)
        {
            ulong word = BinaryPrimitives.ReadUInt64BigEndian(_data[_position..]);
            // No byte of the eight is 0xFF.
            if (((~word - 0x0101010101010101) & word & 0x8080808080808080) == 0)
            {
                _bits |= word >> _count;
                int bytes = (63 - _count) >> 3;
                _position += bytes;
                _count += bytes << 3;
                return;
            }
        }
        while (_count <= 56)
        {
            if (_position >= _data.Length || (_data[_position] == 0xFF && (_position + 1 >= _data.Length || _data[_position + 1] != 0)))
            {
                _missing += 64 - _count;
                _count = 64;
                return;
            }
            byte next = _data[_position];
            _position += next == 0xFF ? 2 : 1;
            _bits |= (ulong)next << (56 - _count);
            _count += 8;
        }
    }

    private static byte[] Zigzag(int rowLength)
    {
        var order = new byte[64 + 16];
        for (int k = 0, row = 0, column = 0; k < order.Length; k++)
        {
            order[k] = (byte)(k < 64 ? row * rowLength + column : 7 * rowLength + 7);
            bool up = (row + column) % 2 == 0;
            if (up)
            {
                (row, column) = column == 7 ? (row + 1, column) : (Math.Max(0, row - 1), column + 1);
            }
            else
            {
                (row, column) = row == 7 ? (row, column + 1) : (row + 1, Math.Max(0, column - 1));
            }
        }
        return order;
    }
}
