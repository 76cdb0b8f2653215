using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Elementwise;

internal static unsafe partial class FloatFunctions<V, O>
{
    // Where the machine fuses, three parts of pi / 2 with 24 bits each reduce exactly up to the first limit; where it does not,
    // parts with trailing zeros do up to the second. Beyond it an element is computed in float64.
    private const float FusedLimit = 100_000f;
    private const float PlainLimit = 8_192f;

    /// <summary>The sine of x in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin(V x)
    {
        V y = O.Select(O.Equal(x, O.Create(0f)), x, Wave(x, 0));
        V far = O.Less(O.Create(O.Fuses ? FusedLimit : PlainLimit), Abs(x));
        return O.Any(far) ? FarSin(x, y) : y;
    }

    /// <summary>The cosine of x in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos(V x)
    {
        V y = Wave(x, 1);
        V far = O.Less(O.Create(O.Fuses ? FusedLimit : PlainLimit), Abs(x));
        return O.Any(far) ? FarCos(x, y) : y;
    }

    /// <summary>sin(x + quarters pi / 2) with x = n pi / 2 + r and |r| at most pi / 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Wave(V x, int quarters)
    {
        V rounded = O.MultiplyAdd(x, O.Create(0.636619772f), O.Create(Magic));
        V quadrant = O.AddBits(O.SubtractBits(rounded, O.CreateBits(MagicBits)), O.CreateBits(quarters));
        V number = O.Subtract(rounded, O.Create(Magic));
        V r = O.MultiplyAdd(number, O.Create(O.Fuses ? -1.570796251296997f : -1.5703125f), x);
        r = O.MultiplyAdd(number, O.Create(O.Fuses ? -7.549789415861596e-08f : -4.8375129699707031e-4f), r);
        r = O.MultiplyAdd(number, O.Create(O.Fuses ? -5.390302953474238e-15f : -7.549790126404332e-8f), r);
        V z = O.Multiply(r, r);
        V s = O.Create(-0.00019516655f); // (sin(r) / r - 1) / z
        s = O.MultiplyAdd(s, z, O.Create(0.008332173f));
        s = O.MultiplyAdd(s, z, O.Create(-0.16666655f));
        V sine = O.MultiplyAdd(O.Multiply(s, z), r, r);
        V c = O.Create(2.4437728e-05f); // (cos(r) - 1 + z / 2) / z^2
        c = O.MultiplyAdd(c, z, O.Create(-0.0013887362f));
        c = O.MultiplyAdd(c, z, O.Create(0.041666646f));
        V cosine = O.Add(O.MultiplyAdd(O.Multiply(c, z), z, O.Multiply(z, O.Create(-0.5f))), O.Create(1f));
        V even = O.IsZero(O.And(quadrant, O.CreateBits(1)));
        V sign = O.ShiftLeft(O.And(quadrant, O.CreateBits(2)), 30);
        return O.Xor(O.Select(even, sine, cosine), sign);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V FarSin(V x, V near)
    {
        float* elements = stackalloc float[O.Count], results = stackalloc float[O.Count];
        O.Store(x, elements);
        O.Store(near, results);
        for (int i = 0; i < O.Count; i++)
        {
            if (MathF.Abs(elements[i]) > (O.Fuses ? FusedLimit : PlainLimit)) results[i] = (float)Math.Sin(elements[i]);
        }
        return O.Load(results);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V FarCos(V x, V near)
    {
        float* elements = stackalloc float[O.Count], results = stackalloc float[O.Count];
        O.Store(x, elements);
        O.Store(near, results);
        for (int i = 0; i < O.Count; i++)
        {
            if (MathF.Abs(elements[i]) > (O.Fuses ? FusedLimit : PlainLimit)) results[i] = (float)Math.Cos(elements[i]);
        }
        return O.Load(results);
    }
}
