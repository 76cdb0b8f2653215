namespace Cornea.Imaging;

/// <summary>The pixels of a lossless WebP picture. Source: "WebP Lossless Bitstream Specification", Google.</summary>
internal ref struct WebPDecoder(ReadOnlySpan<byte> data)
{
    private const int Literals = 256, Lengths = 24, Distances = 40;

    // In which order the lengths of the codes of code lengths come.
    private static ReadOnlySpan<byte> LengthOrder => [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    // The nearest 120 pixels above and to the left: rows up, then columns to the left plus 8, in one byte.
    private static ReadOnlySpan<byte> Nearest =>
    [
        0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1A, 0x26, 0x2A, 0x38, 0x05, 0x37, 0x39, 0x15, 0x1B, 0x36, 0x3A,
        0x25, 0x2B, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1C, 0x35, 0x3B, 0x46, 0x4A, 0x24, 0x2C, 0x58, 0x45, 0x4B, 0x34, 0x3C, 0x03,
        0x57, 0x59, 0x13, 0x1D, 0x56, 0x5A, 0x23, 0x2D, 0x44, 0x4C, 0x55, 0x5B, 0x33, 0x3D, 0x68, 0x02, 0x67, 0x69, 0x12, 0x1E,
        0x66, 0x6A, 0x22, 0x2E, 0x54, 0x5C, 0x43, 0x4D, 0x65, 0x6B, 0x32, 0x3E, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5D, 0x11, 0x1F,
        0x64, 0x6C, 0x42, 0x4E, 0x76, 0x7A, 0x21, 0x2F, 0x75, 0x7B, 0x31, 0x3F, 0x63, 0x6D, 0x52, 0x5E, 0x00, 0x74, 0x7C, 0x41,
        0x4F, 0x10, 0x20, 0x62, 0x6E, 0x30, 0x73, 0x7D, 0x51, 0x5F, 0x40, 0x72, 0x7E, 0x61, 0x6F, 0x50, 0x71, 0x7F, 0x60, 0x70,
    ];

    private WebPBits _bits = new(data);

    /// <summary>Reads the picture.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <returns>Opacity, red, green and blue from the highest byte on.</returns>
    /// <exception cref="InvalidDataException">The data are damaged.</exception>
    public uint[] Read(int width, int height)
    {
        var transforms = new Stack<WebPTransform>();
        int coded = width, seen = 0;
        while (_bits.Read(1) == 1)
        {
            int kind = (int)_bits.Read(2);
            if ((seen & 1 << kind) != 0)
            {
                throw new InvalidDataException("a transform comes twice");
            }
            seen |= 1 << kind;
            int bits = 0;
            uint[] values = [];
            switch ((WebPTransformKind)kind)
            {
                case WebPTransformKind.Predictor or WebPTransformKind.CrossColor:
                    bits = (int)_bits.Read(3) + 2;
                    values = ReadPixels(Parts(coded, bits), Parts(height, bits), isWhole: false);
                    break;
                case WebPTransformKind.ColorTable:
                    int colors = (int)_bits.Read(8) + 1;
                    bits = colors > 16 ? 0 : colors > 4 ? 1 : colors > 2 ? 2 : 3;
                    values = ReadPixels(colors, 1, isWhole: false);
                    for (int i = 1; i < values.Length; i++)
                    {
                        values[i] = WebPTransform.Sum(values[i], values[i - 1]);
                    }
                    break;
                default:
                    break;
            }
            transforms.Push(new WebPTransform((WebPTransformKind)kind, coded, height, bits, values));
            coded = kind == (int)WebPTransformKind.ColorTable ? Parts(coded, bits) : coded;
        }
        uint[] pixels = ReadPixels(coded, height, isWhole: true);
        foreach (WebPTransform transform in transforms)
        {
            pixels = transform.Undo(pixels);
        }
        return pixels;
    }

    private static int Parts(int length, int bits) => length + (1 << bits) - 1 >> bits;

    private uint[] ReadPixels(int width, int height, bool isWhole)
    {
        int cacheBits = 0;
        if (_bits.Read(1) == 1)
        {
            cacheBits = (int)_bits.Read(4);
            if (cacheBits is < 1 or > 11)
            {
                throw new InvalidDataException($"a cache of 2^{cacheBits} colours was expected to be of 2^1 to 2^11");
            }
        }
        (int tileBits, uint[] tiles, int groups) = (0, (uint[])[], 1);
        if (isWhole && _bits.Read(1) == 1)
        {
            tileBits = (int)_bits.Read(3) + 2;
            tiles = ReadPixels(Parts(width, tileBits), Parts(height, tileBits), isWhole: false);
            foreach (ref uint tile in tiles.AsSpan())
            {
                tile = tile >> 8 & 0xFFFF;
                groups = Math.Max(groups, (int)tile + 1);
            }
        }
        // Each is read from bits of its own, so that there are no more than the file has room for.
        var codes = new List<WebPCode[]>();
        int cache = cacheBits == 0 ? 0 : 1 << cacheBits;
        for (int group = 0; group < groups; group++)
        {
            codes.Add([ReadCode(Literals + Lengths + cache), ReadCode(Literals), ReadCode(Literals), ReadCode(Literals),
                ReadCode(Distances)]);
        }
        uint[] pixels = GC.AllocateUninitializedArray<uint>(width * height);
        Fill(pixels, width, tileBits, tiles, codes, cacheBits);
        return pixels;
    }

    private void Fill(uint[] pixels, int width, int tileBits, uint[] tiles, List<WebPCode[]> codes, int cacheBits)
    {
        var cached = new uint[cacheBits == 0 ? 0 : 1 << cacheBits];
        int tilesWide = Parts(width, tileBits), x = 0, y = 0, inTile = tiles.Length > 0 ? (1 << tileBits) - 1 : -1;
        WebPCode[] own = codes[0];
        // A local variable, which stays in registers.
        WebPBits bits = _bits;
        for (int at = 0, remembered = 0; at < pixels.Length;)
        {
            if ((x & inTile) == 0 && tiles.Length > 0)
            {
                own = codes[(int)tiles[(y >> tileBits) * tilesWide + (x >> tileBits)]];
            }
            int symbol = own[0].Read(ref bits);
            if (symbol < Literals)
            {
                uint red = (uint)own[1].Read(ref bits), blue = (uint)own[2].Read(ref bits), opacity = (uint)own[3].Read(ref bits);
                pixels[at++] = opacity << 24 | red << 16 | (uint)symbol << 8 | blue;
                if (++x == width)
                {
                    (x, y) = (0, y + 1);
                }
                continue;
            }
            int count = 1;
            if (symbol < Literals + Lengths)
            {
                count = Number(ref bits, symbol - Literals);
                int distance = Distance(Number(ref bits, own[4].Read(ref bits)), width);
                if (distance > at || count > pixels.Length - at)
                {
                    throw new InvalidDataException("pixels are repeated that do not exist");
                }
                for (int i = at; i < at + count; i++)
                {
                    pixels[i] = pixels[i - distance];
                }
            }
            else
            {
                // The cache has every pixel up to here.
                for (; remembered < at; remembered++)
                {
                    cached[Place(pixels[remembered], cacheBits)] = pixels[remembered];
                }
                pixels[at] = cached[symbol - Literals - Lengths];
            }
            at += count;
            x += count;
            if (x >= width)
            {
                (y, x) = (y + x / width, x % width);
            }
            // The tile may be another one now, also where it does not begin.
            if (tiles.Length > 0 && at < pixels.Length)
            {
                own = codes[(int)tiles[(y >> tileBits) * tilesWide + (x >> tileBits)]];
            }
        }
        _bits = bits;
    }

    private static uint Place(uint pixel, int cacheBits) => unchecked(0x1E35A7BD * pixel) >> (32 - cacheBits);

    // A length or distance from its prefix.
    private static int Number(ref WebPBits bits, int prefix)
    {
        if (prefix < 4)
        {
            return prefix + 1;
        }
        int extra = prefix - 2 >> 1;
        return (2 + (prefix & 1) << extra) + (int)bits.Read(extra) + 1;
    }

    private static int Distance(int code, int width)
    {
        if (code > Nearest.Length)
        {
            return code - Nearest.Length;
        }
        int near = Nearest[code - 1];
        return Math.Max(1, (near >> 4) * width + 8 - (near & 15));
    }

    private WebPCode ReadCode(int symbols)
    {
        var lengths = new byte[Math.Max(symbols, Literals)];
        if (_bits.Read(1) == 1)
        {
            // One symbol or two.
            bool two = _bits.Read(1) == 1;
            lengths[_bits.Read(_bits.Read(1) == 1 ? 8 : 1)] = 1;
            if (two)
            {
                lengths[_bits.Read(8)] = 1;
            }
            return lengths.AsSpan(symbols).ContainsAnyExcept((byte)0)
                ? throw new InvalidDataException("a code has a symbol that does not exist") : new WebPCode(lengths.AsSpan(0, symbols));
        }
        Span<byte> ofLengths = stackalloc byte[LengthOrder.Length];
        ofLengths.Clear();
        int count = (int)_bits.Read(4) + 4;
        for (int i = 0; i < count; i++)
        {
            ofLengths[LengthOrder[i]] = (byte)_bits.Read(3);
        }
        var code = new WebPCode(ofLengths);
        int left = _bits.Read(1) == 1 ? 2 + (int)_bits.Read(2 + 2 * (int)_bits.Read(3)) : symbols;
        byte last = 8;
        for (int symbol = 0; symbol < symbols && left > 0; left--)
        {
            int length = code.Read(ref _bits);
            if (length < 16)
            {
                lengths[symbol++] = (byte)length;
                last = length == 0 ? last : (byte)length;
                continue;
            }
            int run = length switch { 16 => 3 + (int)_bits.Read(2), 17 => 3 + (int)_bits.Read(3), _ => 11 + (int)_bits.Read(7) };
            if (symbol + run > symbols)
            {
                throw new InvalidDataException("a code has more symbols than there are");
            }
            lengths.AsSpan(symbol, run).Fill(length == 16 ? last : (byte)0);
            symbol += run;
        }
        return new WebPCode(lengths.AsSpan(0, symbols));
    }
}
