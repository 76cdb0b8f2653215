using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Cornea.Imaging;

/// <summary>Reads bits from the lowest of each byte on.</summary>
internal ref struct WebPBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private ulong _bits;
    private int _count;

    /// <summary>A number of up to 24 bits.</summary>
    /// <exception cref="InvalidDataException">There are no more.</exception>
    public uint Read(int count)
    {
        Need(count);
        uint value = (uint)(_bits & ((1UL << count) - 1));
        Drop(count);
        return value;
    }

    /// <summary>The next 15 bits, zeros behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Peek()
    {
        if (_count < 15)
        {
            Fill();
        }
        return (uint)(_bits & 0x7FFF);
    }

    /// <summary>Passes over bits that were looked at.</summary>
    /// <exception cref="InvalidDataException">There are no more.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop(int count)
    {
        Need(count);
        _bits >>= count;
        _count -= count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Need(int count)
    {
        if (_count < count)
        {
            Refill(count);
        }
    }

    private void Refill(int count)
    {
        Fill();
        if (_count < count)
        {
            throw new InvalidDataException("the picture ends before its last pixel: Premature end of the data");
        }
    }

    private void Fill()
    {
        if (_position <= _data.Length - sizeof(ulong))
        {
            // Bits above those that are counted are those that come next: they are put there once more, and stay the same.
            _bits |= BinaryPrimitives.ReadUInt64LittleEndian(_data[_position..]) << _count;
            int bytes = 63 - _count >> 3;
            _position += bytes;
            _count += bytes * 8;
            return;
        }
        while (_count < 56 && _position < _data.Length)
        {
            _bits |= (ulong)_data[_position++] << _count;
            _count += 8;
        }
    }
}
