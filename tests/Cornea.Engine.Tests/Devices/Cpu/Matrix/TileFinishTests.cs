using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Matrix;

/// <summary>
/// Bias, addition and limits inside register tiles: the bits are those of the same operations on the sums, one after another.
/// </summary>
public sealed class TileFinishTests
{
    private static readonly (string Name, Func<Tensor, Tensor> Of, Func<float, float> Value)[] Limits =
    [
        ("none", x => x, x => x),
        ("relu", x => x.Relu(), x => x < 0 ? 0 : x),
        ("relu6", x => Tensor.Where(x >= 6, 6, Tensor.Where(x <= 0, 0, x)), x => x >= 6 ? 6 : x <= 0 ? 0 : x),
        ("least first", x => Tensor.Where(x <= -1, -1, Tensor.Where(x >= 2, 2, x)), x => x <= -1 ? -1 : x >= 2 ? 2 : x),
        ("above one", x => Tensor.Maximum(x, 1), x => x < 1 ? 1 : x),
        ("limits that overlap", x => Tensor.Where(x <= 3, 3, Tensor.Where(x >= 2, 2, x)), x => x <= 3 ? 3 : x >= 2 ? 2 : x),
        ("two", x => (x.Relu() * 2).Relu(), x => x < 0 ? 0 : x * 2),
    ];

    /// <summary>Convolutions: images, side, taps, channels, filters, groups. Whole vectors of filters and not, several passes of k, few
    /// positions, depthwise ones with edges and without.</summary>
    public static TheoryData<int, int, int, int, int, int> Layers => new()
    {
        { 2, 9, 3, 3, 32, 1 }, { 1, 26, 3, 1, 16, 1 }, { 1, 20, 1, 24, 144, 1 }, { 1, 7, 3, 130, 64, 1 }, { 2, 5, 3, 8, 48, 2 },
        { 1, 6, 1, 40, 21, 1 }, { 1, 3, 1, 96, 160, 1 }, { 2, 8, 3, 20, 20, 20 }, { 1, 6, 5, 16, 16, 16 }, { 1, 5, 3, 37, 37, 37 },
        { 3, 3, 3, 48, 48, 48 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Convolutions_end_as_the_operations_say(int images, int side, int taps, int channels, int filters, int groups)
    {
        var x = Tensor.Input([images, side, side, channels]);
        var kernel = new Variable(Values([taps, taps, channels / groups, filters], 1));
        var y = Tensor.Convolution(x, kernel.Value, padding: Padding.Same, groups: groups);
        Check(x, y, filters);
    }

    [Theory]
    [InlineData(1, 32, 16)]
    [InlineData(5, 48, 40)]
    [InlineData(37, 112, 700)]
    [InlineData(300, 64, 1100)]
    [InlineData(9, 17, 30)]
    public void Products_end_as_the_operations_say(int rows, int columns, int depth)
    {
        var x = Tensor.Input([rows, depth]);
        Check(x, Tensor.MatMul(x, new Variable(Values([depth, columns], 1)).Value), columns);
    }

    private static void Check(Tensor x, Tensor y, int columns)
    {
        var input = Values(x.Shape, 3);
        var more = Values(y.Shape, 4);
        more = Tensor.From([.. more.ToArray().Select((value, i) => i % 13 == 5 ? float.NaN : i % 17 == 3 ? float.NegativeInfinity : value)],
            y.Shape);
        var added = more.ToArray();
        var biases = Values([columns], 5).ToArray();
        (biases[0], biases[^1]) = (-0f, float.PositiveInfinity);
        var sums = Run([x], [y], [input], 1);
        var other = Tensor.Input(y.Shape);
        var bias = new Variable(Tensor.From(biases, [columns]));
        foreach (var (name, of, value) in Limits)
        {
            float WithBias(int i) => sums[i] + biases[i % columns];
            for (var threads = 1; threads <= 3; threads += 2)
            {
                Same(Run([x], [of(y + bias.Value)], [input], threads), i => value(WithBias(i)), $"bias, {name}");
                Same(Run([x, other], [of(other + (y + bias.Value))], [input, more], threads),
                    i => value(added[i] + WithBias(i)), $"bias and more, {name}");
                Same(Run([x, other], [of(y + other)], [input, more], threads), i => value(sums[i] + added[i]), $"more, {name}");
            }
        }

        void Same(float[] actual, Func<int, float> expected, string what)
        {
            actual.Length.ShouldBe(sums.Length);
            for (var i = 0; i < actual.Length; i++)
            {
                var right = expected(i);
                var isSame = BitConverter.SingleToInt32Bits(actual[i]) == BitConverter.SingleToInt32Bits(right);
                if (!isSame && !(float.IsNaN(actual[i]) && float.IsNaN(right)))
                    Assert.Fail($"{what}: element {i} is {actual[i]:R}, expected {right:R}");
            }
        }
    }

    private static float[] Run(Tensor[] inputs, Tensor[] outputs, Tensor[] values, int threads) =>
        new CompiledFunction(inputs, outputs, null, new CompileOptions { Threads = threads }).Call(values)[0].ToArray();

    private static Tensor Values(Shape shape, int seed)
    {
        var random = new System.Random(seed);
        return Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => (random.NextSingle() * 2) - 1)], shape);
    }
}
