namespace Cornea;

/// <summary>
/// The order that <c>numpy.random.RandomState(seed).shuffle</c> gives, by which Keras divides folders of pictures: the Mersenne twister
/// MT19937 (Matsumoto, Nishimura, 1998) and numbers below a limit by masking and trying again.
/// </summary>
internal sealed class NumpyShuffle
{
    private const int Length = 624, Shift = 397;
    private readonly uint[] _state = new uint[Length];
    private int _next = Length;

    /// <summary>The generator at its beginning.</summary>
    public NumpyShuffle(uint seed)
    {
        for (uint i = 0; i < Length; i++)
        {
            _state[i] = seed;
            seed = unchecked(1812433253U * (seed ^ (seed >> 30)) + i + 1);
        }
    }

    /// <summary>The positions 0 to count - 1 as they stand after the shuffle.</summary>
    public static int[] Order(int count, uint seed) => new NumpyShuffle(seed).Next(count);

    /// <summary>The positions 0 to count - 1 after one more shuffle by the same generator.</summary>
    public int[] Next(int count)
    {
        int[] order = SeededShuffle.Numbers(0, count);
        for (int last = count - 1; last > 0; last--)
        {
            int drawn = (int)UpTo((uint)last);
            (order[last], order[drawn]) = (order[drawn], order[last]);
        }
        return order;
    }

    private uint UpTo(uint largest)
    {
        uint mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest), value;
        do
        {
            value = Bits() & mask;
        }
        while (value > largest);
        return value;
    }

    private uint Bits()
    {
        if (_next == Length)
        {
            for (int i = 0; i < Length; i++)
            {
                uint joined = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7FFFFFFF);
                _state[i] = _state[(i + Shift) % Length] ^ (joined >> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908B0DF);
            }
            _next = 0;
        }
        uint value = _state[_next++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9D2C5680;
        value ^= (value << 15) & 0xEFC60000;
        return value ^ (value >> 18);
    }
}
