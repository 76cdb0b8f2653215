using System.Runtime.CompilerServices;

namespace Cornea.Imaging;

/// <summary>The codes of one table of a JPEG file, ready to be looked up. Source: ITU-T T.81, annex C and F.2.2.3.</summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>So many bits are looked up at once.</summary>
    public const int LookedUp = 10;

    /// <summary>The run of a code that ends a block: behind every coefficient.</summary>
    public const int EndOfBlock = 64;

    private const int LongestCode = 16;

    // By length: codes of 16 bits, filled up with zeros, that are less than this have at most that length.
    private readonly int[] _limits = new int[LongestCode + 2];
    private readonly int[] _offsets = new int[LongestCode + 1];
    private readonly byte[] _symbols;

    private JpegHuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>By the next 10 bits: length of the code times 256 plus its symbol; 0 for longer codes.</summary>
    public ushort[] Symbols { get; } = new ushort[1 << LookedUp];

    /// <summary>
    /// By the next 10 bits, where a code and the bits of its coefficient are among them: coefficient times 65536, plus the run of zeros
    /// before it times 256, plus how many bits both take; else 0. Of a table of first coefficients the difference stands for the
    /// coefficient.
    /// </summary>
    public int[] Coefficients { get; } = new int[1 << LookedUp];

    // Most files bring the tables of the standard: those of the last files are kept.
    private static readonly JpegHuffmanTable?[] Known = new JpegHuffmanTable[64];

    private byte[] _counts = [];

    /// <summary>The table of some codes, which may be one that was built before.</summary>
    /// <param name="counts">How many codes have 1 to 16 bits.</param>
    /// <param name="symbols">The symbols in the order of their codes.</param>
    /// <returns>The table, or null where there are more codes than bits for them.</returns>
    public static JpegHuffmanTable? Of(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var hash = new HashCode();
        hash.AddBytes(counts);
        hash.AddBytes(symbols);
        ref JpegHuffmanTable? place = ref Known[hash.ToHashCode() & (Known.Length - 1)];
        JpegHuffmanTable? known = Volatile.Read(ref place);
        if (known is not null && counts.SequenceEqual(known._counts) && symbols.SequenceEqual(known._symbols))
        {
            return known;
        }
        JpegHuffmanTable? built = Build(counts, symbols.ToArray());
        if (built is not null)
        {
            built._counts = counts.ToArray();
            Volatile.Write(ref place, built);
        }
        return built;
    }

    private static JpegHuffmanTable? Build(ReadOnlySpan<byte> counts, byte[] symbols)
    {
        var table = new JpegHuffmanTable(symbols);
        int code = 0, index = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            table._offsets[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++)
            {
                if (code >= 1 << length)
                {
                    return null;
                }
                table.Add(code, length, symbols[index]);
                code++;
                index++;
            }
            if (code > 1 << length)
            {
                return null;
            }
            table._limits[length] = code << (LongestCode - length);
            code <<= 1;
        }
        table._limits[LongestCode + 1] = int.MaxValue;
        return table;
    }

    /// <summary>Looks up a code of more than 10 bits.</summary>
    /// <param name="next">The next 16 bits.</param>
    /// <returns>Length times 256 plus symbol; 0 where the bits are no code.</returns>
    public int Long(int next)
    {
        int length = LookedUp + 1;
        while (next >= _limits[length])
        {
            length++;
        }
        return length > LongestCode ? 0 : length << 8 | _symbols[(next >> (LongestCode - length)) + _offsets[length]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(int code, int length, byte symbol)
    {
        if (length > LookedUp)
        {
            return;
        }
        int run = symbol >> 4, size = symbol & 15, rest = LookedUp - length;
        for (int tail = 0; tail < 1 << rest; tail++)
        {
            int at = code << rest | tail;
            Symbols[at] = (ushort)(length << 8 | symbol);
            if (symbol == 0)
            {
                Coefficients[at] = EndOfBlock << 8 | length;
            }
            else if (size > 0 && size <= rest)
            {
                int value = tail >> (rest - size);
                value -= value < 1 << (size - 1) ? (1 << size) - 1 : 0;
                Coefficients[at] = value << 16 | run << 8 | length + size;
            }
        }
    }
}
