using System.Runtime.Intrinsics;
using Cornea.Devices.Cpu.Elementwise;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Elementwise;

public sealed class VectorMathTests
{
    private static readonly float[] Special =
    [
        0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, 1e-39f, -1e-39f, 1.17549435e-38f, 1e-20f, -1e-20f, 1e-9f, 0.41f, -0.29f, 0.625f,
        0.92f,
        -0.99999994f, 4f, 9f, 17f, -17f, 87f, -87.4f, 88.72283f, 88.72284f, 89f, -100f, -103.9f, -104f, -105f, 1000f, -1000f, 99999f,
        100001f,
        -1e6f, 8191f, 8193f, 1e30f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
    ];

    private sealed record Function(
        string Name, double Bound, Func<float, float> Scalar, Func<Vector128<float>, Vector128<float>> Wide128,
        Func<Vector256<float>, Vector256<float>> Wide256, Func<Vector512<float>, Vector512<float>> Wide512, Func<double, double> Exact);

    private static readonly Dictionary<string, Function> Functions = new Function[]
    {
        new("Exp", 1.01, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, Math.Exp),
        new("Expm1", 1.5, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1, Expm1),
        new("Log", 0.8, VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log, Math.Log),
        new("Log1p", 0.81, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p, Log1p),
        new("Tanh", 1.3, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, Math.Tanh),
        new("Sigmoid", 2.3, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x))),
        new("Erf", 1.3, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, Erf),
        new("Sin", 1.5, VectorMath.Sin, VectorMath.Sin, VectorMath.Sin, VectorMath.Sin, Math.Sin),
        new("Cos", 1.5, VectorMath.Cos, VectorMath.Cos, VectorMath.Cos, VectorMath.Cos, Math.Cos),
    }.ToDictionary(function => function.Name);

    public static TheoryData<string> Names => [.. Functions.Keys];

    private static bool Fuses => System.Runtime.Intrinsics.X86.Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported;

    private static double Log1p(double x)
    {
        if (Math.Abs(x) < 1e-4) return x - (x * x / 2) + (x * x * x / 3) - (x * x * x * x / 4);
        double u = 1 + x;
        return u == 0 || double.IsInfinity(u) ? Math.Log(u) : Math.Log(u) + ((x - (u - 1)) / u);
    }

    private static double Expm1(double x) => Math.Abs(x) < 1e-3
        ? x + (x * x / 2) + (x * x * x / 6) + (x * x * x * x / 24)
        : Math.Abs(x) < 1 ? 2 * Math.Exp(x / 2) * Math.Sinh(x / 2) : Math.Exp(x) - 1;

    /// <summary>The Maclaurin series below 2.5, the continued fraction of erfc above.</summary>
    private static double Erf(double x)
    {
        double a = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (a > 6) return Math.Sign(x);
        if (a < 2.5)
        {
            double sum = x, term = x;
            for (int n = 1; n < 100 && Math.Abs(term) > 1e-18 * a; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }
            return sum * 2 / Math.Sqrt(Math.PI);
        }
        double fraction = 0;
        for (int n = 100; n >= 1; n--) fraction = n / 2.0 / (a + fraction);
        return Math.CopySign(1 - (Math.Exp(-a * a) / Math.Sqrt(Math.PI) / (a + fraction)), x);
    }

    private static double Ulps(float got, double exact)
    {
        if (double.IsNaN(exact)) return float.IsNaN(got) ? 0 : double.PositiveInfinity;
        if (float.IsInfinity((float)exact) || !float.IsFinite(got)) return (float)exact == got ? 0 : double.PositiveInfinity;
        int exponent = exact == 0 ? -149 : Math.Max(-149, Math.ILogB(exact) - 23);
        return Math.Abs(got - exact) / Math.ScaleB(1, exponent);
    }

    private static IEnumerable<float> Samples()
    {
        foreach (float x in Special) yield return x;
        for (uint bits = 0; bits < 0x7F800000u; bits += 40_009)
        {
            yield return BitConverter.UInt32BitsToSingle(bits);
            yield return BitConverter.UInt32BitsToSingle(bits | 0x80000000u);
        }
        for (int i = -60_000; i <= 60_000; i++) yield return i / 600f;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Results_are_within_the_stated_error(string name)
    {
        var function = Functions[name];

        // Where the machine cannot fuse, every multiply-add rounds twice, and the reduction of large angles loses more.
        double bound = Fuses ? function.Bound : name is "Sin" or "Cos" ? 3000 : 3.5;
        double worst = 0;
        float at = 0;
        foreach (float x in Samples())
        {
            double ulps = Ulps(function.Scalar(x), function.Exact(x));
            if (ulps <= worst) continue;
            (worst, at) = (ulps, x);
        }
        worst.ShouldBeLessThanOrEqualTo(bound, $"{name}({at:R}) = {function.Scalar(at):R}, exactly {function.Exact(at):R}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_width_gives_the_same_bits(string name)
    {
        var function = Functions[name];
        float[] x = [.. Samples().Where((_, i) => i < Special.Length || i % 7 == 0)];
        Array.Resize(ref x, x.Length / 16 * 16);
        for (int start = 0; start < x.Length; start += 16)
        {
            var wide = function.Wide512(Vector512.Create(x, start));
            for (int i = 0; i < 16; i++)
            {
                int expected = BitConverter.SingleToInt32Bits(function.Scalar(x[start + i]));
                BitConverter.SingleToInt32Bits(wide[i]).ShouldBe(expected, $"512 bits: {name}({x[start + i]:R})");
                int half = i / 8 * 8, quarter = i / 4 * 4;
                if (i % 8 == 0)
                {
                    function.Wide256(Vector256.Create(x, start + half)).AsInt32()
                        .ShouldBe(i == 0 ? wide.GetLower().AsInt32() : wide.GetUpper().AsInt32());
                }
                if (i % 4 == 0)
                {
                    var narrow = function.Wide128(Vector128.Create(x, start + quarter));
                    for (int j = 0; j < 4; j++)
                    {
                        BitConverter.SingleToInt32Bits(narrow[j])
                        .ShouldBe(BitConverter.SingleToInt32Bits(wide[quarter + j]));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("Expm1")]
    [InlineData("Log1p")]
    [InlineData("Tanh")]
    [InlineData("Erf")]
    [InlineData("Sin")]
    public void Odd_functions_keep_the_sign_of_zero(string name)
    {
        BitConverter.SingleToInt32Bits(Functions[name].Scalar(-0f)).ShouldBe(BitConverter.SingleToInt32Bits(-0f));
        BitConverter.SingleToInt32Bits(Functions[name].Scalar(0f)).ShouldBe(0);
    }

    [Fact]
    public void Powers_equal_float64_rounded_at_every_width()
    {
        var random = new Random(5);
        float[] bases = [.. Special, .. Enumerable.Range(0, 2000).Select(_ => (float)Math.Exp((random.NextDouble() - 0.5) * 20))];
        float[] exponents = [0f, -0f, 1f, 2f, 3f, -1f, -2f, 0.5f, -0.5f, 1.7f, 30f, -33f, 1e10f, 16777217f, float.PositiveInfinity,
            float.NegativeInfinity, float.NaN];
        foreach (float exponent in exponents)
        {
            for (int start = 0; start + 16 <= bases.Length; start += 16)
            {
                var wide = VectorMath.Pow(Vector512.Create(bases, start), Vector512.Create(exponent));
                var half = VectorMath.Pow(Vector256.Create(bases, start), Vector256.Create(exponent));
                for (int i = 0; i < 16; i++)
                {
                    float x = bases[start + i], scalar = VectorMath.Pow(x, exponent);
                    Ulps(scalar, Math.Pow(x, exponent)).ShouldBeLessThanOrEqualTo(0.51, $"{x:R}^{exponent:R} = {scalar:R}");
                    BitConverter.SingleToInt32Bits(wide[i]).ShouldBe(BitConverter.SingleToInt32Bits(scalar));
                    if (i < 8) BitConverter.SingleToInt32Bits(half[i]).ShouldBe(BitConverter.SingleToInt32Bits(scalar));
                }
            }
        }
    }
}
