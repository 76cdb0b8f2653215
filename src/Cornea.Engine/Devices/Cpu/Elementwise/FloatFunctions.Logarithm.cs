using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Elementwise;

internal static partial class FloatFunctions<V, O>
{
    /// <summary>log x = e log 2 + log(1 + f) with 1 + f between sqrt(1/2) and sqrt(2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        V denormal = O.Less(x, O.Create(1.17549435e-38f));
        V scaled = O.Select(denormal, O.Multiply(x, O.Create(8388608f)), x);
        V f = Split(scaled, out V exponent);
        exponent = O.Subtract(exponent, O.And(denormal, O.Create(23f)));
        V y = LogOfSum(f, exponent, O.Create(0f));
        return Guard(x, x, y);
    }

    /// <summary>log(1 + x) = log u + c / u with u = 1 + x rounded and c what the rounding lost; near 0, f is x itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p(V x)
    {
        V one = O.Create(1f);
        V u = O.Add(one, x);
        V lost = O.Select(O.Less(one, x), O.Subtract(one, O.Subtract(u, x)), O.Subtract(x, O.Subtract(u, one)));
        V f = Split(u, out V exponent);
        V near = O.And(O.Less(O.Create(-0.29f), x), O.Less(x, O.Create(0.41f)));
        f = O.Select(near, x, f);
        exponent = O.Select(near, O.Create(0f), exponent);
        V correction = O.Select(near, O.Create(0f), O.Divide(lost, u));
        V y = LogOfSum(f, exponent, correction);
        y = Guard(u, x, y);
        return O.Select(O.Less(Abs(x), O.Create(1e-9f)), x, y);
    }

    /// <summary>Splits u = 2^e (1 + f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Split(V u, out V exponent)
    {
        V offset = O.SubtractBits(u, O.CreateBits(0x3F3504F3)); // the bits of sqrt(1/2)
        exponent = O.ToSingle(O.ShiftRight(offset, 23));
        V mantissa = O.SubtractBits(u, O.And(offset, O.CreateBits(unchecked((int)0xFF800000))));
        return O.Subtract(mantissa, O.Create(1f));
    }

    /// <summary>e log 2 + log(1 + f) + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOfSum(V f, V exponent, V correction)
    {
        V z = O.Multiply(f, f);
        V p = O.Create(0.067466013f); // (log(1 + f) - f + f^2 / 2) / f^3
        p = O.MultiplyAdd(p, f, O.Create(-0.11675641f));
        p = O.MultiplyAdd(p, f, O.Create(0.11888175f));
        p = O.MultiplyAdd(p, f, O.Create(-0.124055915f));
        p = O.MultiplyAdd(p, f, O.Create(0.14219551f));
        p = O.MultiplyAdd(p, f, O.Create(-0.16667996f));
        p = O.MultiplyAdd(p, f, O.Create(0.20002119f));
        p = O.MultiplyAdd(p, f, O.Create(-0.25000009f));
        p = O.MultiplyAdd(p, f, O.Create(0.33333313f));
        V y = O.MultiplyAdd(exponent, O.Create(-2.12194440e-4f), correction);
        y = O.MultiplyAdd(O.Multiply(p, f), z, y);
        y = O.MultiplyAdd(O.Create(-0.5f), z, y);
        return O.MultiplyAdd(exponent, O.Create(0.693359375f), O.Add(f, y));
    }

    /// <summary>The logarithm of u where u is positive and finite; -infinity at 0, NaN below, and x itself if it is infinity or
    /// NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Guard(V u, V x, V logarithm)
    {
        V special = O.Select(O.Less(u, O.Create(0f)), O.Create(float.NaN), x);
        special = O.Select(O.Equal(u, O.Create(0f)), O.Create(float.NegativeInfinity), special);
        V plain = O.And(O.Less(O.Create(0f), u), O.Less(u, O.Create(float.PositiveInfinity)));
        return O.Select(plain, logarithm, special);
    }
}
