using Cornea.Graph.Ops;

namespace Cornea.Graph.Evaluation;

/// <summary>The elementwise functions in double.</summary>
internal static class ReferenceMath
{
    public static double Apply(UnaryKind kind, double x) => kind switch
    {
        UnaryKind.Negate => -x,
        UnaryKind.Abs => Math.Abs(x),
        UnaryKind.Sign => double.IsNaN(x) ? x : Math.Sign(x),
        UnaryKind.Not => x == 0 ? 1 : 0,
        UnaryKind.Exp => Math.Exp(x),
        UnaryKind.Expm1 => Expm1(x),
        UnaryKind.Log => Math.Log(x),
        UnaryKind.Log1p => Log1p(x),
        UnaryKind.Sqrt => Math.Sqrt(x),
        UnaryKind.Rsqrt => 1 / Math.Sqrt(x),
        UnaryKind.Sin => Math.Sin(x),
        UnaryKind.Cos => Math.Cos(x),
        UnaryKind.Tan => Math.Tan(x),
        UnaryKind.Asin => Math.Asin(x),
        UnaryKind.Acos => Math.Acos(x),
        UnaryKind.Atan => Math.Atan(x),
        UnaryKind.Sinh => Math.Sinh(x),
        UnaryKind.Cosh => Math.Cosh(x),
        UnaryKind.Asinh => Math.Asinh(x),
        UnaryKind.Acosh => Math.Acosh(x),
        UnaryKind.Atanh => Math.Atanh(x),
        UnaryKind.Tanh => Math.Tanh(x),
        UnaryKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        UnaryKind.Erf => Erf(x),
        UnaryKind.ErfInv => ErfInv(x),
        UnaryKind.Floor => Math.Floor(x),
        UnaryKind.Ceiling => Math.Ceiling(x),
        UnaryKind.Round => Math.Round(x, MidpointRounding.ToEven),
        UnaryKind.IsNaN => double.IsNaN(x) ? 1 : 0,
        UnaryKind.IsInfinite => double.IsInfinity(x) ? 1 : 0,
        UnaryKind.StopGradient => x,
        _ => throw new NotSupportedException($"The reference backend has no arm for {kind}."),
    };

    public static double Apply(BinaryKind kind, double a, double b, DType dtype) => kind switch
    {
        BinaryKind.Add => dtype == DType.Bool ? (a + b != 0 ? 1 : 0) : a + b,
        BinaryKind.Subtract => a - b,
        BinaryKind.Multiply => a * b,
        BinaryKind.Divide => a / b,
        BinaryKind.Power => Math.Pow(a, b),
        BinaryKind.Maximum => Math.Max(a, b),
        BinaryKind.Minimum => Math.Min(a, b),
        BinaryKind.Remainder => b == 0 && !dtype.IsFloat() ? 0 : Remainder(a, b),
        BinaryKind.FloorDivide => b == 0 ? (dtype.IsFloat() ? a / b : 0) : FloorDivide(a, b),
        BinaryKind.Atan2 => Math.Atan2(a, b),
        BinaryKind.Equal => a == b ? 1 : 0,
        BinaryKind.NotEqual => a != b ? 1 : 0,
        BinaryKind.Less => a < b ? 1 : 0,
        BinaryKind.LessEqual => a <= b ? 1 : 0,
        BinaryKind.And => (long)a & (long)b,
        BinaryKind.Or => (long)a | (long)b,
        BinaryKind.Xor => (long)a ^ (long)b,
        _ => throw new NotSupportedException($"The reference backend has no arm for {kind}."),
    };

    // Kahan's forms: exact near zero without a series.
    public static double Expm1(double x)
    {
        var u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 ? -1 : double.IsInfinity(u) ? u : (u - 1) * x / Math.Log(u);
    }

    public static double Log1p(double x)
    {
        var u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(x) ? x : Math.Log(u) * x / (u - 1);
    }

    /// <summary>The error function: its series for small arguments, a continued fraction of erfc for large ones.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x))
            return x;
        var z = Math.Abs(x);
        if (z > 6)
            return Math.Sign(x);
        if (z < 2.5)
        {
            var (term, sum) = (x, x);
            for (var n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17 && n < 200; n++)
            {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return sum * 2 / Math.Sqrt(Math.PI);
        }
        var fraction = 0.0;
        for (var n = 60; n >= 1; n--)
            fraction = n / 2.0 / (z + fraction);
        return Math.Sign(x) * (1 - Math.Exp(-z * z) / Math.Sqrt(Math.PI) / (z + fraction));
    }

    /// <summary>The inverse error function: Giles's polynomial start (2010), then two steps of Newton's method on
    /// <see cref="Erf"/>.</summary>
    public static double ErfInv(double x)
    {
        if (x is <= -1 or >= 1 || double.IsNaN(x))
            return x == 1 ? double.PositiveInfinity : x == -1 ? double.NegativeInfinity : double.NaN;
        var w = -Math.Log((1 - x) * (1 + x));
        double p;
        if (w < 5)
        {
            w -= 2.5;
            p = 2.81022636e-08;
            foreach (var c in (ReadOnlySpan<double>)[3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503,
                -0.00417768164, 0.246640727, 1.50140941])
            {
                p = c + p * w;
            }
        }
        else
        {
            w = Math.Sqrt(w) - 3;
            p = -0.000200214257;
            foreach (var c in (ReadOnlySpan<double>)[0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
                0.00943887047, 1.00167406, 2.83297682])
            {
                p = c + p * w;
            }
        }
        var y = p * x;
        for (var i = 0; i < 2; i++)
            y -= (Erf(y) - x) / (2 / Math.Sqrt(Math.PI) * Math.Exp(-y * y));
        return y;
    }

    // With the sign of the divisor; exact, and the dividend itself where the divisor is infinite.
    private static double Remainder(double a, double b)
    {
        var rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }

    // Of what the remainder leaves, so that both agree however large the quotient; NaN of an infinite dividend, which leaves none.
    private static double FloorDivide(double a, double b)
    {
        var rest = a % b;
        var quotient = (a - rest) / b - (rest != 0 && (rest < 0) != (b < 0) ? 1 : 0);
        return Math.Floor(quotient + 0.5);
    }
}
