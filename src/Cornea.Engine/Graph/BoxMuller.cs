using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Graph;

/// <summary>
/// Normal numbers from pairs of fractions of 24 bits (Box, Muller, "A note on the generation of random normal deviates", 1958), four at
/// once in double. Logarithm and cosine are sums of their own series, and no multiplication is joined with an addition: so the bits are
/// the same on every machine, alone or among others.
/// </summary>
internal static class BoxMuller
{
    /// <summary>2 to the power of -24.</summary>
    public const double Step = 1.0 / (1 << 24);

    private const long RootOfHalf = 0x3FE6A09E667F3BCD; // the bits of the square root of 1/2
    private const long One = 0x3FF0000000000000;
    private const int MantissaBits = 52;
    private const int Bias = 1023;

    /// <summary>Whole numbers below 2^52 as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Whole(Vector256<ulong> numbers)
    {
        const double Shift = 1L << MantissaBits; // its last bit is 1: a number is put behind it and it is taken away
        return (numbers | Vector256.Create(Shift).AsUInt64()).AsDouble() - Vector256.Create(Shift);
    }

    /// <summary>Normal numbers.</summary>
    /// <param name="radius">Multiples of 2^-24 in [0, 1).</param>
    /// <param name="angle">The same: fractions of a turn.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Of(Vector256<double> radius, Vector256<double> angle) =>
        Vector256.Sqrt(Logarithm(Vector256<double>.One - radius) * -2) * Cosine(angle);

    // x is m 2^e with m from the root of 1/2 to that of 2; log m = 2 artanh s with s = (m - 1) / (m + 1), at most 0.172: the first term
    // left out is s^23 / 23, below 1e-17 of the sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Logarithm(Vector256<double> x)
    {
        var bits = x.AsInt64();
        var exponent = (bits + Vector256.Create(One - RootOfHalf)) >>> MantissaBits; // and the bias
        var m = (bits - (exponent << MantissaBits) + Vector256.Create(One)).AsDouble();
        var s = (m - Vector256<double>.One) / (m + Vector256<double>.One);
        var z = s * s;
        var sum = Vector256.Create(1.0 / 21);
        sum = sum * z + Vector256.Create(1.0 / 19);
        sum = sum * z + Vector256.Create(1.0 / 17);
        sum = sum * z + Vector256.Create(1.0 / 15);
        sum = sum * z + Vector256.Create(1.0 / 13);
        sum = sum * z + Vector256.Create(1.0 / 11);
        sum = sum * z + Vector256.Create(1.0 / 9);
        sum = sum * z + Vector256.Create(1.0 / 7);
        sum = sum * z + Vector256.Create(1.0 / 5);
        sum = sum * z + Vector256.Create(1.0 / 3);
        s += s;
        return (Whole(exponent.AsUInt64()) - Vector256.Create((double)Bias)) * Math.Log(2) + (s * z * sum + s);
    }

    // The nearest quarter turn is taken away, which is exact; what is left is at most an eighth of a turn, of which the first terms left
    // out are below 1e-16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Cosine(Vector256<double> turns)
    {
        var quarter = Vector256.Floor(turns * 4 + Vector256.Create(0.5)); // 0 to 4
        var x = (turns - quarter * 0.25) * (2 * Math.PI);
        var z = x * x;
        var sine = Vector256.Create(1 / 355687428096000.0); // 17!
        sine = sine * z - Vector256.Create(1 / 1307674368000.0);
        sine = sine * z + Vector256.Create(1 / 6227020800.0);
        sine = sine * z - Vector256.Create(1 / 39916800.0);
        sine = sine * z + Vector256.Create(1 / 362880.0);
        sine = sine * z - Vector256.Create(1 / 5040.0);
        sine = sine * z + Vector256.Create(1 / 120.0);
        sine = sine * z - Vector256.Create(1 / 6.0);
        sine = sine * z * x + x;
        var cosine = Vector256.Create(1 / 20922789888000.0); // 16!
        cosine = cosine * z - Vector256.Create(1 / 87178291200.0);
        cosine = cosine * z + Vector256.Create(1 / 479001600.0);
        cosine = cosine * z - Vector256.Create(1 / 3628800.0);
        cosine = cosine * z + Vector256.Create(1 / 40320.0);
        cosine = cosine * z - Vector256.Create(1 / 720.0);
        cosine = cosine * z + Vector256.Create(1 / 24.0);
        cosine = cosine * z - Vector256.Create(0.5);
        cosine = cosine * z + Vector256<double>.One;
        var first = Vector256.Equals(quarter, Vector256<double>.One);
        var isSine = first | Vector256.Equals(quarter, Vector256.Create(3.0));
        var isNegative = first | Vector256.Equals(quarter, Vector256.Create(2.0));
        return Vector256.ConditionalSelect(isSine, sine, cosine) ^ (isNegative & Vector256.Create(-0.0));
    }
}
