namespace Cornea.Freezing;

/// <summary>Element by element, and normalizations.</summary>
internal static partial class FrozenKernels
{
    private static FrozenKernel[] Elements =>
    [
        new("ScaleShift", """
            // The factors and offsets are repeated along y.
            private static void ScaleShift(Span<float> y, float[] factors, float[] offsets)
            {
                int n = factors.Length, lanes = Vector<float>.Count;
                for (int start = 0; start < y.Length; start += n)
                {
                    Span<float> part = y.Slice(start, n);
                    int i = 0;
                    for (; i + lanes <= n; i += lanes)
                        (new Vector<float>(part.Slice(i)) * new Vector<float>(factors, i) + new Vector<float>(offsets, i))
                            .CopyTo(part.Slice(i));
                    for (; i < n; i++)
                        part[i] = part[i] * factors[i] + offsets[i];
                }
            }
            """),
        new("NormalizeRows", """
            private static void NormalizeRows(Span<float> y, float[] gamma, float[] beta, float epsilon, bool center)
            {
                int n = gamma.Length;
                for (int start = 0; start < y.Length; start += n)
                {
                    Span<float> row = y.Slice(start, n);
                    float mean = 0, square = 0;
                    for (int i = 0; center && i < n; i++)
                        mean += row[i] / n;
                    for (int i = 0; i < n; i++)
                        square += (row[i] - mean) * (row[i] - mean);
                    float factor = 1 / MathF.Sqrt(square / n + epsilon);
                    for (int i = 0; i < n; i++)
                        row[i] = (row[i] - mean) * factor * gamma[i] + beta[i];
                }
            }
            """),
        Combine("Add", "a + b"), Combine("Subtract", "a - b"), Combine("Multiply", "a * b"),
        Combine("Maximum", "Math.Max(a, b)", "Vector.Max(a, b)"), Combine("Minimum", "Math.Min(a, b)", "Vector.Min(a, b)"),
        new("ReLU", """
            private static void ReLU(Span<float> y, float slope, float most, float threshold)
            {
                for (int i = 0; i < y.Length; i++)
                    y[i] = y[i] >= most ? most : y[i] >= threshold ? y[i] : slope * (y[i] - threshold);
            }
            """),
        new("Relu", """
            private static void Relu(Span<float> y)
            {
                int i = 0;
                for (; i + Vector<float>.Count <= y.Length; i += Vector<float>.Count)
                    Vector.Max(new Vector<float>(y.Slice(i)), Vector<float>.Zero).CopyTo(y.Slice(i));
                for (; i < y.Length; i++)
                    y[i] = Math.Max(y[i], 0);
            }
            """),
        new("Softmax", """
            private static void Softmax(Span<float> y, int n, float scale = 1)
            {
                for (int start = 0; start < y.Length; start += n)
                {
                    Span<float> row = y.Slice(start, n);
                    float most = float.NegativeInfinity, sum = 0;
                    foreach (float value in row)
                        most = Math.Max(most, value);
                    for (int i = 0; i < n; i++)
                        sum += row[i] = MathF.Exp((row[i] - most) * scale);
                    for (int i = 0; i < n; i++)
                        row[i] /= sum;
                }
            }
            """),
        new("PReLU", """
            private static void PReLU(Span<float> y, float[] slopes)
            {
                for (int i = 0; i < y.Length; i++)
                    y[i] = y[i] >= 0 ? y[i] : slopes[i % slopes.Length] * y[i];
            }
            """),
        Function("Sigmoid", "1 / (1 + MathF.Exp(-x))"),
        Function("Tanh", "MathF.Tanh(x)"),
        Function("HardSigmoid", "Math.Clamp(x / 6 + 0.5f, 0, 1)"),
        Function("HardSigmoidKeras2", "Math.Clamp(0.2f * x + 0.5f, 0, 1)"),
        Function("HardSilu", "x * Math.Clamp(x / 6 + 0.5f, 0, 1)"),
        Function("Silu", "x / (1 + MathF.Exp(-x))"),
        Function("Softplus", "Math.Max(x, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(x)))"),
        Function("Softsign", "x / (1 + MathF.Abs(x))"),
        Function("Exponential", "MathF.Exp(x)"),
        Function("Selu", "1.05070098f * (x > 0 ? x : 1.67326324f * (MathF.Exp(x) - 1))"),
        Function("GeluTanh", "0.5f * x * (1 + MathF.Tanh(0.797884561f * (x + 0.044715f * x * x * x)))"),
        Function("Gelu", "(float)(0.5 * x * (1 + Erf(x * 0.70710678118654752)))", "Erf"),
        Function("Mish", "x * MathF.Tanh(Math.Max(x, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(x))))"),
        new("Elu", """
            private static void Elu(Span<float> y, float alpha)
            {
                for (int i = 0; i < y.Length; i++)
                    y[i] = y[i] > 0 ? y[i] : alpha * (MathF.Exp(y[i]) - 1);
            }
            """),
        new("Erf", """
            // By its series near zero and the continued fraction of the complement beyond.
            private static double Erf(double x)
            {
                double a = Math.Abs(x);
                if (a > 6)
                    return Math.Sign(x);
                if (a < 2.5)
                {
                    double term = x, sum = x;
                    for (int n = 1; n < 60; n++)
                    {
                        term *= -x * x / n;
                        sum += term / (2 * n + 1);
                    }
                    return sum * 1.1283791670955126;
                }
                double fraction = 0;
                for (int n = 60; n > 0; n--)
                    fraction = n / 2.0 / (a + fraction);
                return Math.Sign(x) * (1 - Math.Exp(-a * a) / (a + fraction) * 0.56418958354775629);
            }
            """),
    ];

    private static FrozenKernel Combine(string name, string formula, string? vectors = null) => new(name, $$"""
        // y with x, which is repeated along it.
        private static void {{name}}(Span<float> y, ReadOnlySpan<float> x)
        {
            for (int start = 0; start < y.Length; start += x.Length)
            {
                Span<float> part = y.Slice(start, x.Length);
                int i = 0;
                for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
                {
                    Vector<float> a = new(part.Slice(i)), b = new(x.Slice(i));
                    ({{vectors ?? formula}}).CopyTo(part.Slice(i));
                }
                for (; i < x.Length; i++)
                {
                    float a = part[i], b = x[i];
                    part[i] = {{formula}};
                }
            }
        }
        """);

    private static FrozenKernel Function(string name, string formula, params string[] needs) => new(name, $$"""
        private static void {{name}}(Span<float> y)
        {
            for (int i = 0; i < y.Length; i++)
            {
                float x = y[i];
                y[i] = {{formula}};
            }
        }
        """, needs);
}
