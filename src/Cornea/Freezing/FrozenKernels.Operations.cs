namespace Cornea.Freezing;

/// <summary>The operations of the engine, for layers that have no method of their own: element by element.</summary>
internal static partial class FrozenKernels
{
    private static FrozenKernel[] Operations =>
    [
        Function("Negate", "-x"),
        Function("Abs", "MathF.Abs(x)"),
        Function("Sign", "x > 0 ? 1 : x < 0 ? -1 : x"),
        Function("Not", "x == 0 ? 1 : 0"),
        Function("Truth", "x != 0 ? 1 : 0"),
        Function("Truncate", "MathF.Truncate(x)"),
        Function("Expm1", "(float)(Math.Exp(x) - 1)"),
        Function("Log", "MathF.Log(x)"),
        Function("Log1p", "(float)Math.Log(1.0 + x)"),
        Function("Sqrt", "MathF.Sqrt(x)"),
        Function("Rsqrt", "1 / MathF.Sqrt(x)"),
        Function("Sin", "MathF.Sin(x)"),
        Function("Cos", "MathF.Cos(x)"),
        Function("Tan", "MathF.Tan(x)"),
        Function("Asin", "MathF.Asin(x)"),
        Function("Acos", "MathF.Acos(x)"),
        Function("Atan", "MathF.Atan(x)"),
        Function("Sinh", "MathF.Sinh(x)"),
        Function("Cosh", "MathF.Cosh(x)"),
        Function("Asinh", "MathF.Asinh(x)"),
        Function("Acosh", "MathF.Acosh(x)"),
        Function("Atanh", "MathF.Atanh(x)"),
        Function("ErrorFunction", "(float)Erf(x)", "Erf"),
        Function("Floor", "MathF.Floor(x)"),
        Function("Ceiling", "MathF.Ceiling(x)"),
        Function("Round", "MathF.Round(x)"),
        Function("IsNaN", "float.IsNaN(x) ? 1 : 0"),
        Function("IsInfinite", "float.IsInfinity(x) ? 1 : 0"),
        Pair("Divide", "a / b"),
        Pair("Power", "MathF.Pow(a, b)"),
        Pair("Atan2", "MathF.Atan2(a, b)"),
        Pair("FloorDivide", "(float)Math.Floor((double)a / b)"),
        Pair("Remainder", "a % b is var rest && rest != 0 && rest < 0 != b < 0 ? rest + b : rest"),
        Pair("Equal", "a == b ? 1 : 0"),
        Pair("NotEqual", "a != b ? 1 : 0"),
        Pair("Less", "a < b ? 1 : 0"),
        Pair("LessEqual", "a <= b ? 1 : 0"),
        Pair("And", "a != 0 && b != 0 ? 1 : 0"),
        Pair("Or", "a != 0 || b != 0 ? 1 : 0"),
        Pair("Xor", "a != 0 != (b != 0) ? 1 : 0"),
        Reduce("ReduceSum", "0", "total + value"),
        Reduce("ReduceProduct", "1", "total * value"),
        Reduce("ReduceMaximum", "double.NegativeInfinity", "Math.Max(total, value)"),
        Reduce("ReduceMinimum", "double.PositiveInfinity", "Math.Min(total, value)"),
        Choose("ArgMax", ">"),
        Choose("ArgMin", "<"),
        Cumulative("CumulativeSum", "0", "+"),
        Cumulative("CumulativeProduct", "1", "*"),
        new("LogSoftmax", """
            private static void LogSoftmax(Span<float> y, int n, float scale = 1)
            {
                for (int start = 0; start < y.Length; start += n)
                {
                    Span<float> row = y.Slice(start, n);
                    float most = float.NegativeInfinity;
                    foreach (float value in row)
                        most = Math.Max(most, value);
                    double sum = 0;
                    foreach (float value in row)
                        sum += Math.Exp((value - most) * scale);
                    float logarithm = (float)Math.Log(sum);
                    for (int i = 0; i < n; i++)
                        row[i] = (row[i] - most) * scale - logarithm;
                }
            }
            """),
        new("Select", """
            // a where the condition holds, else b; what is shorter is repeated.
            private static void Select(ReadOnlySpan<float> condition, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
            {
                for (int i = 0; i < y.Length; i++)
                    y[i] = condition[i % condition.Length] != 0 ? a[i % a.Length] : b[i % b.Length];
            }
            """),
    ];

    private static FrozenKernel Pair(string name, string formula) => new(name, $$"""
        // y with x, which is repeated along it.
        private static void {{name}}(Span<float> y, ReadOnlySpan<float> x)
        {
            for (int i = 0; i < y.Length; i++)
            {
                float a = y[i], b = x[i % x.Length];
                y[i] = {{formula}};
            }
        }
        """);

    private static FrozenKernel Reduce(string name, string start, string formula) => new(name, $$"""
        // Each of n numbers that stand as far apart as inner axes say.
        private static void {{name}}(ReadOnlySpan<float> x, Span<float> y, int n, int inner)
        {
            for (int i = 0; i < y.Length; i++)
            {
                int first = i / inner * n * inner + i % inner;
                double total = {{start}};
                for (int k = 0; k < n; k++)
                {
                    float value = x[first + k * inner];
                    total = {{formula}};
                }
                y[i] = (float)total;
            }
        }
        """);

    private static FrozenKernel Choose(string name, string comparison) => new(name, $$"""
        private static void {{name}}(ReadOnlySpan<float> x, Span<float> y, int n, int inner)
        {
            for (int i = 0; i < y.Length; i++)
            {
                int first = i / inner * n * inner + i % inner, best = 0;
                for (int k = 1; k < n; k++)
                {
                    if (x[first + k * inner] {{comparison}} x[first + best * inner])
                        best = k;
                }
                y[i] = best;
            }
        }
        """);

    private static FrozenKernel Cumulative(string name, string start, string sign) => new(name, $$"""
        private static void {{name}}(Span<float> y, int n, int inner, bool exclusive, bool reverse)
        {
            for (int i = 0; i < y.Length / n; i++)
            {
                int first = i / inner * n * inner + i % inner;
                double total = {{start}};
                for (int k = 0; k < n; k++)
                {
                    int at = first + (reverse ? n - 1 - k : k) * inner;
                    double next = total {{sign}} y[at];
                    y[at] = (float)(exclusive ? total : next);
                    total = next;
                }
            }
        }
        """);
}
