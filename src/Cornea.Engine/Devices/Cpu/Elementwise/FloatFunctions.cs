using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>The exponential family and the functions built on it; each polynomial is a minimax fit on the interval named beside
/// it.</summary>
/// <typeparam name="V">The vector.</typeparam>
/// <typeparam name="O">The operations on the vector.</typeparam>
internal static partial class FloatFunctions<V, O>
    where V : struct
    where O : struct, IFloatOperations<V>
{
    private const float Overflow = 88.72283f; // the largest x whose exponential is finite
    private const float Magic = 12582912f; // 1.5 * 2^23: adding it rounds to an integer, which stands in the low bits
    private const int MagicBits = 0x4B400000;

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        V e = ScaledExp(x);
        e = O.Select(O.Less(O.Create(Overflow), x), O.Create(float.PositiveInfinity), e);
        return O.Select(O.Less(x, O.Create(-104f)), O.Create(0f), e);
    }

    /// <summary>e^x - 1 = 2 (2^(n-1) p + (2^(n-1) - 1/2)) with p = e^r - 1, so that nothing cancels at n = 0 and nothing overflows
    /// early.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1(V x)
    {
        V low = O.Select(O.Less(x, O.Create(-20f)), O.Create(-20f), x);
        V p = ReducedExpm1(low, out V n);
        V half = O.ShiftLeft(O.AddBits(n, O.CreateBits(126)), 23);
        V y = O.MultiplyAdd(half, p, O.Subtract(half, O.Create(0.5f)));
        y = O.Add(y, y);
        y = O.Select(O.Less(O.Create(Overflow), x), O.Create(float.PositiveInfinity), y);
        return O.Select(O.Less(Abs(x), O.Create(1e-9f)), x, y);
    }

    /// <summary>1 / (1 + e^-x) for x of either sign from t = e^-|x|, which cannot overflow: 1 / (1 + t) or t / (1 + t).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        V negative = O.Or(x, O.Create(-0f));
        V t = O.Select(O.Less(negative, O.Create(-104f)), O.Create(0f), ScaledExp(negative));
        V numerator = O.Select(O.Less(x, O.Create(0f)), t, O.Create(1f));
        return O.Divide(numerator, O.Add(O.Create(1f), t));
    }

    /// <summary>An odd polynomial below 5/8, 1 - 2 / (e^2x + 1) above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        V a = Abs(x);
        V z = O.Multiply(a, a);
        V p = O.Create(-0.0057170368f); // (tanh(a) / a - 1) / z for a up to 0.625
        p = O.MultiplyAdd(p, z, O.Create(0.020650579f));
        p = O.MultiplyAdd(p, z, O.Create(-0.053743497f));
        p = O.MultiplyAdd(p, z, O.Create(0.1333149f));
        p = O.MultiplyAdd(p, z, O.Create(-0.33333284f));
        V small = O.MultiplyAdd(O.Multiply(p, z), a, a);
        V clamped = O.Select(O.Less(O.Create(10f), a), O.Create(10f), a);
        V e = PlainExp(O.Add(clamped, clamped));
        V large = O.Subtract(O.Create(1f), O.Divide(O.Create(2f), O.Add(e, O.Create(1f))));
        return O.Or(O.Select(O.Less(a, O.Create(0.625f)), small, large), O.And(x, O.Create(-0f)));
    }

    /// <summary>An odd polynomial below 0.92, 1 - exp(log(erfc x)) above with a polynomial for the logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        V a = Abs(x);
        V z = O.Multiply(a, a);
        V p = O.Create(8.409917e-05f); // erf(a) / a - 1 for a up to 0.92
        p = O.MultiplyAdd(p, z, O.Create(-0.0008152627f));
        p = O.MultiplyAdd(p, z, O.Create(0.00520196f));
        p = O.MultiplyAdd(p, z, O.Create(-0.0268598f));
        p = O.MultiplyAdd(p, z, O.Create(0.11283703f));
        p = O.MultiplyAdd(p, z, O.Create(-0.37612635f));
        p = O.MultiplyAdd(p, z, O.Create(0.12837917f));
        V small = O.MultiplyAdd(p, a, a);
        V t = O.Select(O.Less(O.Create(4f), a), O.Create(4f), a);
        V q = O.Create(-5.2969995e-06f); // log(erfc(t)) / t for t from 0.9 to 4
        q = O.MultiplyAdd(q, t, O.Create(4.9940445e-05f));
        q = O.MultiplyAdd(q, t, O.Create(2.7435348e-05f));
        q = O.MultiplyAdd(q, t, O.Create(-0.0028691215f));
        q = O.MultiplyAdd(q, t, O.Create(0.022575617f));
        q = O.MultiplyAdd(q, t, O.Create(-0.1051695f));
        q = O.MultiplyAdd(q, t, O.Create(-0.6356732f));
        q = O.MultiplyAdd(q, t, O.Create(-1.1285415f));
        V large = O.Subtract(O.Create(1f), PlainExp(O.Multiply(q, t)));
        return O.Or(O.Select(O.Less(a, O.Create(0.92f)), small, large), O.And(x, O.Create(-0f)));
    }

    /// <summary>x^y; see <see cref="PowerFunction{F, O, D, P}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow(V x, V y) =>
        typeof(V) == typeof(Vector512<float>) ? (V)(object)VectorMath.Pow((Vector512<float>)(object)x, (Vector512<float>)(object)y)
        : typeof(V) == typeof(Vector256<float>) ? (V)(object)VectorMath.Pow((Vector256<float>)(object)x, (Vector256<float>)(object)y)
        : (V)(object)VectorMath.Pow((Vector128<float>)(object)x, (Vector128<float>)(object)y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Abs(V x) => O.And(x, O.CreateBits(0x7FFFFFFF));

    /// <summary>e^r - 1 with x = n log 2 + r and |r| at most log(2) / 2; n is an integer in bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ReducedExpm1(V x, out V n)
    {
        V rounded = O.MultiplyAdd(x, O.Create(1.44269504f), O.Create(Magic));
        n = O.SubtractBits(rounded, O.CreateBits(MagicBits));
        V number = O.Subtract(rounded, O.Create(Magic));

        // 355 / 512 has so few bits that its product with n is exact even where the machine cannot fuse.
        V r = O.MultiplyAdd(number, O.Create(-0.693359375f), x);
        r = O.MultiplyAdd(number, O.Create(2.12194440e-4f), r);
        V p = O.Create(0.0013814538f); // (e^r - 1 - r) / r^2
        p = O.MultiplyAdd(p, r, O.Create(0.008368745f));
        p = O.MultiplyAdd(p, r, O.Create(0.04166839f));
        p = O.MultiplyAdd(p, r, O.Create(0.16666521f));
        p = O.MultiplyAdd(p, r, O.Create(0.49999994f));
        return O.MultiplyAdd(O.Multiply(r, r), p, r);
    }

    /// <summary>e^x for |x| at most 87.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PlainExp(V x)
    {
        V p = ReducedExpm1(x, out V n);
        return O.Multiply(O.Add(p, O.Create(1f)), O.ShiftLeft(O.AddBits(n, O.CreateBits(127)), 23));
    }

    /// <summary>e^x from -104 to 88.72, scaled in two steps so that denormal results are rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ScaledExp(V x)
    {
        V p = ReducedExpm1(x, out V n);
        V first = O.ShiftRight(n, 1);
        V second = O.SubtractBits(n, first);
        V e = O.Multiply(O.Add(p, O.Create(1f)), O.ShiftLeft(O.AddBits(first, O.CreateBits(127)), 23));
        return O.Multiply(e, O.ShiftLeft(O.AddBits(second, O.CreateBits(127)), 23));
    }
}
