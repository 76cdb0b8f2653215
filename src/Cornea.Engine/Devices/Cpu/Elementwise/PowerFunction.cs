using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>x^y = 2^(y log2 x) in float64, so that the rounding to float32 is the only error that counts.</summary>
/// <typeparam name="F">The vector of float32.</typeparam>
/// <typeparam name="O">The operations on it.</typeparam>
/// <typeparam name="D">The vector of float64 with the same width.</typeparam>
/// <typeparam name="P">The operations on it.</typeparam>
internal static unsafe class PowerFunction<F, O, D, P>
    where F : struct
    where O : struct, IFloatOperations<F>
    where D : struct
    where P : struct, IDoubleOperations<D, F>
{
    private const long SqrtHalfBits = 0x3FE6A09E667F3BCD;
    private const long OneBits = 0x3FF0000000000000;
    private const long ExponentMask = 0x7FF0000000000000;

    /// <summary>x^y; an element whose base is not positive and finite, or whose exponent is not finite, takes a slower path.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F Pow(F x, F y)
    {
        F power = P.Narrow(Plain(P.WidenLower(x), P.WidenLower(y)), Plain(P.WidenUpper(x), P.WidenUpper(y)));
        F infinity = O.Create(float.PositiveInfinity), magnitude = O.And(y, O.CreateBits(0x7FFFFFFF));
        F plain = O.And(O.And(O.Less(O.Create(0f), x), O.Less(x, infinity)), O.Less(magnitude, infinity));
        F special = O.Xor(plain, O.CreateBits(-1));
        return O.Any(special) ? Special(x, y, power) : power;
    }

    /// <summary>x^y for positive finite x and finite y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Plain(D x, D y)
    {
        // x = 2^e m with m from sqrt(1/2) to sqrt(2); the biased e moves into the mantissa of 2^52 to become a number.
        D offset = P.AddBits(P.SubtractBits(x, P.CreateBits(SqrtHalfBits)), P.CreateBits(OneBits));
        D e = P.Subtract(P.Or(P.ShiftRight(offset, 52), P.Create(4503599627370496.0)), P.Create(4503599627370496.0 + 1023));
        D m = P.SubtractBits(x, P.SubtractBits(P.And(offset, P.CreateBits(ExponentMask)), P.CreateBits(OneBits)));

        // log m = 2 atanh f with f = (m - 1) / (m + 1), |f| below 0.172.
        D f = P.Divide(P.Subtract(m, P.Create(1)), P.Add(m, P.Create(1)));
        D z = P.Multiply(f, f);
        D a = P.Create(1 / 13.0);
        a = P.MultiplyAdd(a, z, P.Create(1 / 11.0));
        a = P.MultiplyAdd(a, z, P.Create(1 / 9.0));
        a = P.MultiplyAdd(a, z, P.Create(1 / 7.0));
        a = P.MultiplyAdd(a, z, P.Create(1 / 5.0));
        a = P.MultiplyAdd(a, z, P.Create(1 / 3.0));
        a = P.MultiplyAdd(a, z, P.Create(1));
        D logarithm = P.MultiplyAdd(P.Multiply(a, f), P.Create(2.8853900817779268), e); // 2 / log 2

        // 2^t = 2^n e^g; beyond 2^200 either way float32 holds infinity or zero.
        D t = P.Clamp(P.Multiply(y, logarithm), -200, 200);
        D rounded = P.Add(t, P.Create(6755399441055744.0)); // 1.5 * 2^52 leaves the integer in the low bits
        D g = P.Multiply(P.Subtract(t, P.Subtract(rounded, P.Create(6755399441055744.0))), P.Create(0.69314718055994531));
        D b = P.Create(1 / 362880.0);
        b = P.MultiplyAdd(b, g, P.Create(1 / 40320.0));
        b = P.MultiplyAdd(b, g, P.Create(1 / 5040.0));
        b = P.MultiplyAdd(b, g, P.Create(1 / 720.0));
        b = P.MultiplyAdd(b, g, P.Create(1 / 120.0));
        b = P.MultiplyAdd(b, g, P.Create(1 / 24.0));
        b = P.MultiplyAdd(b, g, P.Create(1 / 6.0));
        b = P.MultiplyAdd(b, g, P.Create(0.5));
        b = P.MultiplyAdd(b, g, P.Create(1));
        b = P.MultiplyAdd(b, g, P.Create(1));
        return P.Multiply(b, P.ShiftLeft(P.AddBits(rounded, P.CreateBits(1023)), 52));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static F Special(F x, F y, F power)
    {
        float* bases = stackalloc float[O.Count], exponents = stackalloc float[O.Count], powers = stackalloc float[O.Count];
        O.Store(x, bases);
        O.Store(y, exponents);
        O.Store(power, powers);
        for (int i = 0; i < O.Count; i++)
        {
            bool plain = bases[i] > 0 && float.IsFinite(bases[i]) && float.IsFinite(exponents[i]);
            if (!plain) powers[i] = (float)Math.Pow(bases[i], exponents[i]);
        }
        return O.Load(powers);
    }
}
