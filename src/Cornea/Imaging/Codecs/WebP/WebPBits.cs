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
    public uint Peek()
    {
        Fill();
        return (uint)(_bits & 0x7FFF);
    }

    /// <summary>Passes over bits that were looked at.</summary>
    /// <exception cref="InvalidDataException">There are no more.</exception>
    public void Drop(int count)
    {
        Need(count);
        _bits >>= count;
        _count -= count;
    }

    private void Need(int count)
    {
        if (_count < count)
        {
            Fill();
            if (_count < count)
            {
                throw new InvalidDataException("the picture ends before its last pixel: Premature end of the data");
            }
        }
    }

    private void Fill()
    {
        while (_count <= 56 && _position < _data.Length)
        {
            _bits |= (ulong)_data[_position++] << _count;
            _count += 8;
        }
    }
}
