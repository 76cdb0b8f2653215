using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>
/// Elementary functions of float32 for one number and for vectors of every width. On one machine all of them give the same bits for
/// the same element: one source, the same polynomials and the same fused multiply-adds. Signed zeros, infinities, NaN, overflow and
/// denormal results follow IEEE 754 and <see cref="Math"/>. An ulp is a unit in the last place of the float32 result; the bounds named
/// below were measured against float64 over every 331st float32 and three million numbers between -100 and 100.
/// </summary>
/// <remarks>
/// The functions are calls on purpose: one costs about a nanosecond a vector, while a kernel that inlines two or three of them holds
/// more temporaries than the compiler tracks and becomes several times slower.
/// </remarks>
internal static class VectorMath
{
    /// <summary>e^x. At most 1.0 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Exp(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Exp(x);

    /// <summary>e^x. At most 1.0 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Exp(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Exp(x);

    /// <summary>e^x. At most 1.0 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Exp(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Exp(x);

    /// <summary>e^x. At most 1.0 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Exp(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Exp(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>e^x - 1, exact near 0. At most 1.5 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Expm1(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Expm1(x);

    /// <summary>e^x - 1, exact near 0. At most 1.5 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Expm1(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Expm1(x);

    /// <summary>e^x - 1, exact near 0. At most 1.5 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Expm1(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Expm1(x);

    /// <summary>e^x - 1, exact near 0. At most 1.5 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Expm1(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Expm1(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The natural logarithm; -infinity at 0 and NaN below. At most 0.8 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Log(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Log(x);

    /// <summary>The natural logarithm; -infinity at 0 and NaN below. At most 0.8 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Log(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Log(x);

    /// <summary>The natural logarithm; -infinity at 0 and NaN below. At most 0.8 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Log(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Log(x);

    /// <summary>The natural logarithm; -infinity at 0 and NaN below. At most 0.8 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Log(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Log(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>log(1 + x), exact near 0; -infinity at -1 and NaN below. At most 0.8 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Log1p(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Log1p(x);

    /// <summary>log(1 + x), exact near 0; -infinity at -1 and NaN below. At most 0.8 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Log1p(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Log1p(x);

    /// <summary>log(1 + x), exact near 0; -infinity at -1 and NaN below. At most 0.8 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Log1p(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Log1p(x);

    /// <summary>log(1 + x), exact near 0; -infinity at -1 and NaN below. At most 0.8 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Log1p(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Log1p(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The hyperbolic tangent. At most 1.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Tanh(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Tanh(x);

    /// <summary>The hyperbolic tangent. At most 1.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Tanh(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Tanh(x);

    /// <summary>The hyperbolic tangent. At most 1.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Tanh(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Tanh(x);

    /// <summary>The hyperbolic tangent. At most 1.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Tanh(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Tanh(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>1 / (1 + e^-x). At most 2.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Sigmoid(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Sigmoid(x);

    /// <summary>1 / (1 + e^-x). At most 2.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Sigmoid(x);

    /// <summary>1 / (1 + e^-x). At most 2.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Sigmoid(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Sigmoid(x);

    /// <summary>1 / (1 + e^-x). At most 2.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Sigmoid(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Sigmoid(Vector128.CreateScalar(x))
        .ToScalar();

    /// <summary>The error function. At most 1.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Erf(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Erf(x);

    /// <summary>The error function. At most 1.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Erf(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Erf(x);

    /// <summary>The error function. At most 1.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Erf(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Erf(x);

    /// <summary>The error function. At most 1.3 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Erf(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Erf(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The sine of x in radians. At most 1.5 ulp from the true value for |x| up to 100,000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Sin(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Sin(x);

    /// <summary>The sine of x in radians. At most 1.5 ulp from the true value for |x| up to 100,000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Sin(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Sin(x);

    /// <summary>The sine of x in radians. At most 1.5 ulp from the true value for |x| up to 100,000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Sin(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Sin(x);

    /// <summary>The sine of x in radians. At most 1.5 ulp from the true value for |x| up to 100,000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Sin(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Sin(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The cosine of x in radians. At most 1.5 ulp from the true value for |x| up to 100,000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Cos(Vector512<float> x) => FloatFunctions<Vector512<float>, Float512Operations>.Cos(x);

    /// <summary>The cosine of x in radians. At most 1.5 ulp from the true value for |x| up to 100,000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Cos(Vector256<float> x) => FloatFunctions<Vector256<float>, Float256Operations>.Cos(x);

    /// <summary>The cosine of x in radians. At most 1.5 ulp from the true value for |x| up to 100,000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Cos(Vector128<float> x) => FloatFunctions<Vector128<float>, Float128Operations>.Cos(x);

    /// <summary>The cosine of x in radians. At most 1.5 ulp from the true value for |x| up to 100,000.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Cos(float x) => FloatFunctions<Vector128<float>, Float128Operations>.Cos(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>x^y. At most 0.51 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Pow(Vector512<float> x, Vector512<float> y) =>
        PowerFunction<Vector512<float>, Float512Operations, Vector512<double>, Double512Operations>.Pow(x, y);

    /// <summary>x^y. At most 0.51 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector256<float> Pow(Vector256<float> x, Vector256<float> y) =>
        PowerFunction<Vector256<float>, Float256Operations, Vector256<double>, Double256Operations>.Pow(x, y);

    /// <summary>x^y. At most 0.51 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector128<float> Pow(Vector128<float> x, Vector128<float> y) =>
        PowerFunction<Vector128<float>, Float128Operations, Vector128<double>, Double128Operations>.Pow(x, y);

    /// <summary>x^y. At most 0.51 ulp from the true value.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static float Pow(float x, float y) =>
        PowerFunction<Vector128<float>, Float128Operations, Vector128<double>, Double128Operations>.Pow(Vector128.CreateScalar(x),
        Vector128.CreateScalar(y)).ToScalar();
}
