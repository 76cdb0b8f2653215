namespace Cornea.Imaging;

/// <summary>The codes of a GIF picture: each stands for a row of colours that came before, and one more.</summary>
/// <param name="bytes">The file, at the first part of the codes.</param>
/// <param name="size">Bits of a colour.</param>
internal sealed class GifCodes(PictureBytes bytes, int size)
{
    private const int MostBits = 12, Most = 1 << MostBits;

    private readonly short[] _before = new short[Most];
    private readonly byte[] _last = new byte[Most];
    private readonly byte[] _first = new byte[Most];
    private readonly byte[] _stack = new byte[Most + 1];

    /// <summary>Reads so many colours.</summary>
    public void Read(Span<byte> target)
    {
        if (size is < 1 or > 8)
        {
            throw bytes.Fault("code size", $"colours have {size} bits, and 1 to 8 are right", FormatReader.Unreadable);
        }
        int clear = 1 << size, end = clear + 1, next = end + 1, width = size + 1, previous = -1, at = 0, bits = 0, count = 0;
        for (int code = 0; code < clear; code++)
        {
            _last[code] = _first[code] = (byte)code;
        }
        ReadOnlySpan<byte> part = GifReader.SubBlock(bytes);
        while (at < target.Length)
        {
            while (count < width)
            {
                if (part.IsEmpty && (part = GifReader.SubBlock(bytes)).IsEmpty)
                {
                    throw bytes.Fault("pixels", $"the codes end after {at} of {target.Length} pixels", FormatReader.Truncated);
                }
                bits |= part[0] << count;
                count += 8;
                part = part[1..];
            }
            int found = bits & (1 << width) - 1;
            bits >>= width;
            count -= width;
            if (found == clear)
            {
                (next, width, previous) = (end + 1, size + 1, -1);
                continue;
            }
            if (found == end)
            {
                throw bytes.Fault("pixels", $"the codes end after {at} of {target.Length} pixels", FormatReader.Truncated);
            }
            if (found > next || (found == next && previous < 0))
            {
                throw bytes.Fault("pixels", $"code {found} comes before it has a meaning", FormatReader.Unreadable);
            }
            // The code that is being made now stands for the one before and its own first colour.
            byte first = _first[found == next ? previous : found];
            if (previous >= 0 && next < Most)
            {
                (_before[next], _last[next], _first[next]) = ((short)previous, first, _first[previous]);
                next++;
                if (next == 1 << width && width < MostBits)
                {
                    width++;
                }
            }
            int depth = 0, link = found;
            while (link >= clear)
            {
                _stack[depth++] = _last[link];
                link = _before[link];
            }
            _stack[depth++] = (byte)link;
            while (depth > 0 && at < target.Length)
            {
                target[at++] = _stack[--depth];
            }
            previous = found;
        }
    }
}
