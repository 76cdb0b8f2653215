namespace Cornea.Formats.Hdf5;

/// <summary>Fletcher's checksum as HDF5 computes it: over 16-bit words, the first byte the upper half; the sums are kept modulo
/// 65535.</summary>
internal static class Fletcher32
{
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        // So many words leave both sums below 2^32.
        const int block = 360;
        uint first = 0, second = 0;
        int words = bytes.Length / 2, at = 0;
        while (words > 0)
        {
            for (int left = Math.Min(words, block); left > 0; left--, words--, at += 2)
            {
                first += (uint)((bytes[at] << 8) | bytes[at + 1]);
                second += first;
            }
            first = Fold(first);
            second = Fold(second);
        }
        if (bytes.Length % 2 == 1)
        {
            first += (uint)bytes[^1] << 8;
            second += first;
            first = Fold(first);
            second = Fold(second);
        }
        return (Fold(second) << 16) | Fold(first);
    }

    private static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);
}
