using Cornea.Devices.Cpu.Convolution;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Passes;

/// <summary>
/// A convolution and the pooling behind it as one kernel give what the two kernels give, to the last bit, and leave out nothing that
/// somebody else reads.
/// </summary>
public sealed class PooledConvolutionTests
{
    /// <summary>Images, rows, columns, taps, channels, filters, stride.</summary>
    public static TheoryData<int, int, int, int, int, int, int> Layers => new()
    {
        { 1, 28, 28, 3, 1, 32, 1 }, { 5, 9, 11, 3, 3, 48, 1 }, { 3, 13, 9, 2, 5, 16, 1 }, { 2, 8, 6, 1, 7, 32, 1 },
        { 1, 31, 22, 5, 3, 64, 2 }, { 2, 9, 10, 3, 4, 80, 1 }, { 1, 4, 6, 3, 3, 32, 1 }, { 2, 12, 12, 3, 3, 20, 1 },
        { 1, 12, 12, 3, 16, 32, 1 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_result_is_that_of_two_kernels(int images, int rows, int columns, int taps, int channels, int filters, int stride)
    {
        var x = Tensor.Input([images, rows, columns, channels]);
        var kernel = Values([taps, taps, channels, filters], 1);
        var bias = Values([filters], 2).ToArray();
        (bias[1], bias[2]) = (float.NegativeInfinity, -0f);
        var y = Tensor.Convolution(x, new Variable(kernel).Value, [stride]);
        var pixels = Values(x.Shape, 3).ToArray();
        (pixels[7], pixels[^5]) = (float.NaN, float.PositiveInfinity);
        var input = Tensor.From(pixels, x.Shape);
        foreach (var z in (Tensor[])[y, y + Tensor.From(bias, [filters]), (y + Tensor.From(bias, [filters])).Relu(),
            Tensor.Where(y <= 0, 0, Tensor.Where(y >= 6, 6, y)), y.Exp()])
        {
            var pooled = z.MaxPool([2, 2]);
            var apart = Run(x, [z, pooled], input, 1)[1].ToArray();
            foreach (var threads in (int[])[1, 2, 5])
            {
                var actual = Run(x, [pooled], input, threads)[0].ToArray();
                actual.Select(BitConverter.SingleToInt32Bits).ShouldBe(apart.Select(BitConverter.SingleToInt32Bits), $"{threads} threads");
            }
        }
    }

    [Fact]
    public void Only_what_nothing_else_reads_is_left_out()
    {
        var x = Tensor.Input([2, 10, 10, 3]);
        var y = Tensor.Convolution(x, new Variable(Values([3, 3, 3, 32], 1)).Value).Relu();
        var pooled = y.MaxPool([2, 2]);

        HasPooling(x, [pooled]).ShouldBe(!ConvolutionTile<float>.Best.CanPool);
        HasPooling(x, [pooled, y]).ShouldBeTrue();
        HasPooling(x, [pooled + y.Sum()]).ShouldBeTrue();
        HasPooling(x, [y.MaxPool([3, 3])]).ShouldBeTrue();
        HasPooling(x, [y.AveragePool([2, 2])]).ShouldBeTrue();
    }

    // Whether a kernel of its own pools.
    private static bool HasPooling(Tensor x, Tensor[] outputs) =>
        new CompiledFunction([x], outputs, null, new CompileOptions { Threads = 1 }).ToString().Contains("Pool", StringComparison.Ordinal);

    private static IReadOnlyList<Tensor> Run(Tensor x, Tensor[] outputs, Tensor input, int threads) =>
        new CompiledFunction([x], outputs, null, new CompileOptions { Threads = threads, Frozen = true }).Call(input);

    private static Tensor Values(Shape shape, int seed)
    {
        var random = new System.Random(seed);
        return Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => (random.NextSingle() * 2) - 1)], shape);
    }
}
