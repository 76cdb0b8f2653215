using System.Runtime.CompilerServices;

namespace Cornea.Imaging;

/// <summary>A prefix code of up to 15 bits.</summary>
internal sealed class WebPCode
{
    private const int LongestCode = 15, LookedUp = 9;

    // By the next nine bits: symbol times 16 plus length; 0 for longer codes.
    private readonly int[] _short;

    // The symbols in the order of their codes, and by length the first code and where its symbol stands.
    private readonly int[] _symbols;
    private readonly int[] _counts = new int[LongestCode + 1];
    private readonly int _only = -1;

    // Where the symbols of longer codes begin: their place, and the first code of that length.
    private readonly int _longIndex, _longFirst;

    /// <summary>Builds the code.</summary>
    /// <param name="lengths">Bits of each symbol's code; 0 for symbols that do not occur.</param>
    /// <exception cref="InvalidDataException">The lengths are those of no code.</exception>
    public WebPCode(ReadOnlySpan<byte> lengths)
    {
        foreach (byte length in lengths)
        {
            _counts[length]++;
        }
        int used = lengths.Length - _counts[0];
        _counts[0] = 0;
        (_short, _symbols) = ([], new int[used]);
        if (used == 1)
        {
            // A single symbol takes no bits.
            _only = lengths.IndexOfAnyExcept((byte)0);
            return;
        }
        var next = new int[LongestCode + 2];
        var codes = new int[LongestCode + 2];
        for (int length = 1, code = 0, index = 0; length <= LongestCode; length++)
        {
            (next[length], codes[length]) = (index, code);
            if (length == LookedUp + 1)
            {
                (_longIndex, _longFirst) = (index, code);
            }
            code += _counts[length];
            index += _counts[length];
            if (code > 1 << length || (length == LongestCode && code != 1 << length))
            {
                throw new InvalidDataException("a table of codes has too many or too few of them");
            }
            code <<= 1;
        }
        _short = new int[1 << LookedUp];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
            {
                continue;
            }
            _symbols[next[length]++] = symbol;
            int code = codes[length]++;
            for (int at = Reversed(code, length); length <= LookedUp && at < _short.Length; at += 1 << length)
            {
                _short[at] = symbol << 4 | length;
            }
        }
    }

    /// <summary>The next symbol.</summary>
    /// <exception cref="InvalidDataException">There are no more bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref WebPBits bits)
    {
        if (_only >= 0)
        {
            return _only;
        }
        uint next = bits.Peek();
        int found = _short[next & ((1 << LookedUp) - 1)];
        if (found == 0)
        {
            return ReadLong(ref bits, next);
        }
        bits.Drop(found & 15);
        return found >> 4;
    }

    private int ReadLong(ref WebPBits bits, uint next)
    {
        int code = Reversed((int)next & ((1 << LookedUp) - 1), LookedUp), first = _longFirst, index = _longIndex;
        for (int length = LookedUp + 1; length <= LongestCode; length++)
        {
            code = code << 1 | (int)(next >> length - 1 & 1);
            if (code - first < _counts[length])
            {
                bits.Drop(length);
                return _symbols[index + code - first];
            }
            index += _counts[length];
            first = first + _counts[length] << 1;
        }
        throw new InvalidDataException("the coded data have a code that no table has");
    }

    // The highest bit of a code comes first.
    private static int Reversed(int code, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++)
        {
            reversed |= (code >> i & 1) << (length - 1 - i);
        }
        return reversed;
    }
}
