using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cornea.Formats;

/// <summary>Reads numbers of a table.</summary>
internal static class CsvNumber
{
    // So many digits always fit 64 bits; a fraction of no more digits than this is a whole number over an exact power of ten.
    private const int MostDigits = 18, MostDecimals = 22;

    // Sixteen bytes behind a sign, and the one behind them.
    private const int Read16 = 18;

    private static readonly double[] Powers = [.. Enumerable.Range(0, MostDecimals + 1).Select(static power =>
        double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <summary>Reads digits with at most a sign and a point, up to the end of the field.</summary>
    /// <param name="bytes">The table.</param>
    /// <param name="at">Where the field begins; its end where it was read, and else unchanged.</param>
    /// <param name="separator">What stands behind a field.</param>
    /// <param name="whole">The number, where it has no point.</param>
    /// <param name="number">The number, where it has one.</param>
    /// <returns>0 where something else stands there, 1 for a whole number, 2 for one with a point.</returns>
    public static int Read(byte[] bytes, ref int at, byte separator, out long whole, out double number)
    {
        if (Sse41.IsSupported && at + Read16 <= bytes.Length && TryRead(ref bytes[at], separator, out int length, out whole, out number))
        {
            at += Math.Abs(length);
            return length > 0 ? 1 : 2;
        }
        (whole, number) = (0, 0);
        int i = at, point = -1;
        bool negative = i < bytes.Length && bytes[i] == '-';
        i += negative ? 1 : 0;
        int first = i;
        long mantissa = 0;
        for (; (uint)i < (uint)bytes.Length; i++)
        {
            int digit = bytes[i] - '0';
            if ((uint)digit <= 9)
            {
                mantissa = unchecked(mantissa * 10 + digit);
            }
            else if (bytes[i] == '.' && point < 0 && separator != '.')
            {
                point = i;
            }
            else
            {
                break;
            }
        }
        int digits = i - first - (point >= 0 ? 1 : 0);
        if (digits is < 1 or > MostDigits || (i < bytes.Length && bytes[i] != separator && bytes[i] is not ((byte)'\n' or (byte)'\r')))
        {
            return 0;
        }
        if (point < 0)
        {
            at = i;
            whole = negative ? -mantissa : mantissa;
            return 1;
        }
        if (mantissa > 1L << 53)
        {
            return 0;
        }
        at = i;
        // Both are exact, so the quotient is rounded once. Source: Clinger, "How to read floating point numbers accurately", 1990.
        number = mantissa / Powers[i - point - 1];
        number = negative ? -number : number;
        return 2;
    }

    // All digits at once: those of a field of at most 15 bytes are moved together over the point, to the right end of 16 bytes, and
    // added up in pairs, fours and eights. The length is below 0 for a number with a point.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(ref byte start, byte separator, out int length, out long whole, out double number)
    {
        (length, whole, number) = (0, 0, 0);
        int negative = start == '-' ? 1 : 0;
        ref byte first = ref Unsafe.Add(ref start, negative);
        Vector128<byte> digits = Vector128.LoadUnsafe(ref first) - Vector128.Create((byte)'0');
        uint others = ~Vector128.Equals(Vector128.Min(digits, Vector128.Create((byte)9)), digits).ExtractMostSignificantBits() | 0x10000;
        int point = BitOperations.TrailingZeroCount(others), end = point, count = point;
        if (Unsafe.Add(ref first, point) == '.' && separator != '.')
        {
            end = BitOperations.TrailingZeroCount(others & (others - 1) | 0x10000);
            count = end - 1;
        }
        byte behind = Unsafe.Add(ref first, end);
        if (count is < 1 or > 15 || end > 15 || (behind != separator && behind is not ((byte)'\n' or (byte)'\r')))
        {
            return false;
        }
        Vector128<sbyte> places = Vector128.Create((sbyte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
            + Vector128.Create((sbyte)(count - 16));
        // Places before the first digit are below 0 and give zeros.
        places -= Vector128.GreaterThan(places, Vector128.Create((sbyte)(point - 1)));
        Vector128<byte> together = Ssse3.Shuffle(digits, places.AsByte());
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(together, Vector128.Create((ushort)0x010A).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x00010064).AsInt16());
        Vector128<int> eights = Sse2.MultiplyAddAdjacent(
            Sse41.PackUnsignedSaturate(fours, fours).AsInt16(), Vector128.Create(0x00012710).AsInt16());
        long mantissa = eights[0] * 100_000_000L + eights[1];
        length = negative + end;
        if (end == count)
        {
            whole = (mantissa ^ -negative) + negative;
            return true;
        }
        length = -length;
        // Both are exact, so the quotient is rounded once.
        number = mantissa / Powers[end - point - 1] * (1 - 2 * negative);
        return true;
    }

    /// <summary>Whether a field is a whole number of 64 bits.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> field, out long value)
    {
        field = field.Trim((byte)' ');
        return Utf8Parser.TryParse(field, out value, out int used) && used == field.Length;
    }

    /// <summary>Whether a field is a number, infinite or missing, which is NaN.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> field, IReadOnlyList<byte[]> missing, out double value)
    {
        field = field.Trim((byte)' ');
        foreach (byte[] word in missing)
        {
            if (field.SequenceEqual(word))
            {
                value = double.NaN;
                return true;
            }
        }
        // .NET's parser passes over zero bytes behind a number; in a table they are damage, not digits.
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && field[^1] != 0)
        {
            return true;
        }
        ReadOnlySpan<byte> digits = field.Length > 0 && field[0] is (byte)'-' or (byte)'+' ? field[1..] : field;
        if (digits.Length != 3 || (digits[0] | 32) != 'i' || (digits[1] | 32) != 'n' || (digits[2] | 32) != 'f')
        {
            return false;
        }
        value = field[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return true;
    }

    /// <summary>Whether a field is a whole number that no double holds exactly.</summary>
    public static bool IsTooLong(ReadOnlySpan<byte> field, double value) => Math.Abs(value) >= 1L << 53
        && field.Trim((byte)' ').TrimStart("+-"u8).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
        && !(Int128.TryParse(field, NumberStyles.Integer, CultureInfo.InvariantCulture, out Int128 exact) && Math.Abs(value) < 1e38
            && (Int128)value == exact);

    /// <summary>Whether a whole number is one as a double.</summary>
    /// <param name="value">The number.</param>
    public static bool IsExact(long value) => Math.Abs((double)value) < 1L << 53 || (Int128)(double)value == value;
}
