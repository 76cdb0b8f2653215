namespace Cornea.Onnx;

/// <summary>
/// MT19937 (Matsumoto and Nishimura, "Mersenne Twister", 1998) as NumPy's <c>RandomState(seed)</c> starts and reads it: ONNX's reference
/// draws the masks of seeded nodes with it, so a seed in a file means these numbers.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624, Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    /// <summary>Initializes the generator.</summary>
    /// <param name="seed">The seed.</param>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Size; i++)
            _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
    }

    /// <summary>The next number, from 0 to below 1 in steps of 2^-53.</summary>
    public double NextDouble()
    {
        var (high, low) = (NextBits() >> 5, NextBits() >> 6);
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    private uint NextBits()
    {
        if (_next == Size)
            Twist();
        var bits = _state[_next++];
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9D2C5680;
        bits ^= (bits << 15) & 0xEFC60000;
        return bits ^ (bits >> 18);
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var joined = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7FFFFFFF);
            _state[i] = _state[(i + Middle) % Size] ^ (joined >> 1) ^ ((joined & 1) == 0 ? 0 : 0x9908B0DF);
        }
        _next = 0;
    }
}
