using System.Globalization;
using Cornea.Tests.OpCases;
using Shouldly;

namespace Cornea.Tests.Compilation.Fusion;

/// <summary>How often large values pass from and to memory, and that sharing a pass changes no value.</summary>
public sealed class HorizontalFusionTests
{
    private static readonly Tensor X = Tensor.Input([64, 48], name: "x");
    private static readonly Tensor G = Tensor.Input([64, 48], name: "g");

    [Fact]
    public void Sums_of_the_same_values_share_a_kernel() => Kernels([X, G], [X.Sum(0), (X * G).Sum(0), (X * X).Max(0)])
        .ShouldBe(["ReduceSumMaximum"]);

    [Fact]
    public void Sums_along_different_axes_do_not() => Kernels([X], [X.Sum(0), (X * X).Sum(1)]).Length.ShouldBe(2);

    [Fact]
    public void A_sum_that_needs_another_waits_for_it()
    {
        var mean = X.Mean([0], keepDims: true);
        Kernels([X], [mean, (X - mean).Square().Sum(0)]).Count(name => name == "ReduceSum").ShouldBe(2);
    }

    [Fact]
    public void A_sum_of_what_is_stored_anyway_is_taken_on_the_way()
    {
        var y = X.Exp() * G;
        var weights = new Variable(Tensor.Ones([48, 8]), "w");
        Kernels([X, G], [Tensor.MatMul(y, weights), y.Sum(0)]).ShouldBe(["ReduceSum", "MatMul"], ignoreOrder: true);
    }

    [Fact]
    public void Normalized_values_are_computed_again_and_not_stored()
    {
        // The gradient asks for (x - mean) * factor and for x - mean, forward needs both too.
        var (x, g) = (X.CumulativeSum(0), G.CumulativeSum(0));
        var gamma = new Variable(Tensor.Ones([48]), "gamma");
        var mean = x.Mean([1], keepDims: true);
        var y = (x - mean) * ((x - mean).Square().Mean([1], keepDims: true) + 1e-3).Rsqrt() * gamma.Value;
        var gradients = Gradients.Of(y, [x, gamma.Value], g);
        var function = new CompiledFunction([X, G], [y, gradients[0], gradients[1]]);
        // Both running sums; y and the gradient by x go to the outputs.
        Lines(function).Count(line => line.Contains("float32 (64, 48) @", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Sharing_a_pass_changes_no_value(int axis)
    {
        foreach (var shape in (Shape[])[[3, 5, 7], [2, 40, 32], [33, 9, 300], [1, 4100, 1], [5, 1, 4100], [700, 3, 32]])
        {
            var (x, g) = (Tensor.Input(shape), Tensor.Input(shape));
            var channels = Tensor.From([.. Enumerable.Range(0, shape[2]).Select(i => 0.5f + i)], [1, 1, shape[2]]);
            var stored = (x - channels) * g + 1;
            var weights = Tensor.From([.. Enumerable.Range(0, shape[2]).Select(i => i % 3 - 1f)], [shape[2], 1]);
            Tensor[] outputs = [x.Sum(axis), (x * g).Sum(axis), (x / channels).Max(axis), stored.Sum(axis), stored.Min(axis),
                Tensor.MatMul(stored, weights)];
            var (a, b) = (Values(shape, 1), Values(shape, 2));
            var expected = Definition.Of([x, g], outputs, a, b).Select(value => value.ToArray()).ToArray();
            float[][]? first = null;
            foreach (var workers in (int[])[1, 2, 3, 8])
            {
                var function = new CompiledFunction([x, g], outputs, options: new() { Threads = workers, Guarded = true });
                function.ToString().Split('\n').Count(line => line.Contains(" Reduce", StringComparison.Ordinal)).ShouldBeLessThan(5);
                float[][] values = [.. function.Call(a, b).Select(value => value.ToArray())];
                for (var i = 0; i < values.Length; i++)
                {
                    var scale = 1e-5 * Math.Max(1, expected[i].Max(Math.Abs)) * Math.Sqrt(shape.Size);
                    for (var j = 0; j < values[i].Length; j++)
                        ((double)values[i][j]).ShouldBe(expected[i][j], scale);
                }
                first ??= values;
                values.ShouldBe(first);
            }
        }
    }

    [Fact]
    public void A_normalization_by_its_own_mean_and_variance_takes_nine_passes_over_its_values_forward_and_back()
    {
        var kernel = new Variable(Tensor.Ones([3, 3, 16, 16]) * 0.01, "kernel");
        var bias = new Variable(Tensor.Zeros([16]), "bias");
        var gamma = new Variable(Tensor.Ones([16]), "gamma");
        var beta = new Variable(Tensor.Zeros([16]), "beta");
        var images = Tensor.Input([8, 20, 20, 16], name: "images");
        var x = images;
        for (var i = 0; i < 3; i++)
        {
            x = Tensor.Convolution(x, kernel, padding: Padding.Same) + bias.Value;
            var mean = x.Mean([0, 1, 2], keepDims: true);
            var variance = (x - mean).Square().Mean([0, 1, 2], keepDims: true);
            x = ((x - mean) * ((variance + 1e-3).Rsqrt() * gamma.Value) + beta.Value).Relu();
        }
        Variable[] weights = [kernel, bias, gamma, beta];
        var gradients = Gradients.Of((x * x).Sum(), weights);
        var function =
            new CompiledFunction([images], [],
            [.. weights.Zip(gradients, (weight, gradient) => new Update(weight, weight.Value - gradient))]);
        double value = images.Size * sizeof(float);
        var passes = Lines(function)
            .Where(line => !line.Contains("Convolution", StringComparison.Ordinal)
            && !line.Contains("KernelGradient", StringComparison.Ordinal))
            .Sum(line => Math.Round(Bytes(line) / value));
        // Mean, variance, normalization (2); two sums (2), the gradient with the sum of the bias's gradient inside (3). The
        // loss reads its normalization's result once more, and makes and stores its gradient (2).
        passes.ShouldBeLessThanOrEqualTo(3 * 9 + 3);
    }

    [Fact]
    public void Gradients_of_weights_do_not_wait_for_the_end_of_the_step()
    {
        var x = X;
        var weights = Enumerable.Range(0, 12).Select(i => new Variable(Tensor.Ones([48, 48]) * 0.01, $"w{i}")).ToArray();
        foreach (var weight in weights)
            x = Tensor.MatMul(x, weight).Sigmoid();
        var gradients = Gradients.Of(x.Sum(), weights);
        var function =
            new CompiledFunction([X], [], [.. weights.Zip(gradients, (weight, gradient) => new Update(weight, weight.Value - gradient))]);
        // The result of each layer is kept for its gradient; of the gradients themselves only two at a time.
        function.ArenaBytes.ShouldBeLessThan(15 * X.Size * sizeof(float) + 4096);
    }

    private static Tensor Values(Shape shape, int seed) =>
        Tensor.From([.. Enumerable.Range(0, shape.Size).Select(i => (float)Math.Sin(i * 0.37 + seed))], shape);

    private static string[] Kernels(Tensor[] inputs, Tensor[] outputs) =>
        [.. Lines(new CompiledFunction(inputs, outputs)).Select(line => line[5..].Split(' ')[0])];

    private static IEnumerable<string> Lines(CompiledFunction function) => function.ToString()
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1);

    private static double Bytes(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(words[Array.IndexOf(words, "B") - 1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }
}
