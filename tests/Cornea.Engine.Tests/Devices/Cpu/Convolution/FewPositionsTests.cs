using Cornea.Tests.OpCases;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Convolution;

/// <summary>Convolutions of small images and many filters: tiles are cut by filters, constant kernels are laid out once.</summary>
public sealed class FewPositionsTests
{
    public static TheoryData<int, int, int, int, int, int> Layers => new()
    {
        { 1, 3, 1, 96, 160, 1 }, { 1, 7, 1, 130, 515, 1 }, { 2, 3, 3, 40, 100, 1 }, { 1, 6, 3, 32, 64, 4 }, { 1, 20, 1, 16, 96, 1 },
        { 1, 5, 3, 24, 7, 1 }, { 1, 9, 3, 37, 37, 37 }, { 2, 3, 3, 200, 200, 200 }, { 1, 12, 5, 19, 19, 19 }, { 3, 17, 1, 48, 260, 1 },
        { 1, 15, 1, 24, 300, 1 }, { 2, 12, 1, 160, 520, 1 }, { 1, 12, 1, 7, 1100, 1 },
        // Kernels of megabytes, in several passes of k.
        { 1, 7, 3, 136, 330, 1 }, { 2, 6, 5, 96, 264, 2 }, { 1, 14, 1, 300, 1030, 1 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Equal_their_definition_and_change_no_bit_with_threads(int batch, int side, int taps, int channels, int filters, int groups)
    {
        var kernel = new Variable(Values([taps, taps, channels / groups, filters], 1));
        var bias = new Variable(Values([filters], 2));
        var x = Tensor.Input([batch, side, side, channels]);
        var plain = Tensor.Convolution(x, kernel.Value, padding: Padding.Same, groups: groups);
        var images = Values(x.Shape, 3);
        foreach (var y in (Tensor[])[plain, Tensor.Maximum(plain + bias.Value, 0)])
        {
            var expected = Definition.Of([x], [y], images)[0].ToArray();
            var one = Run(x, y, images, 1, isFrozen: false);
            for (var i = 0; i < expected.Length; i++)
                one[i].ShouldBe(expected[i], 1e-4f);
            foreach (var threads in (int[])[1, 2, 3, 8])
            {
                Run(x, y, images, threads, isFrozen: false).ShouldBe(one);
                Run(x, y, images, threads, isFrozen: true).ShouldBe(one);
            }
        }
    }

    [Theory]
    [InlineData(3, 40, 24)]
    [InlineData(1, 300, 70)]
    [InlineData(2, 5, 3)]
    public void Kernel_gradients_of_one_tap_equal_their_definition(int batch, int channels, int filters)
    {
        var kernel = new Variable(Values([1, 1, channels, filters], 1));
        var x = Tensor.Input([batch, 6, 5, channels]);
        var loss = Tensor.Convolution(x, kernel.Value).Square().Sum();
        var gradient = Gradients.Of(loss, [kernel.Value])[0];
        var images = Values(x.Shape, 2);

        var expected = Definition.Of([x], [gradient], images)[0].ToArray();
        var actual = Run(x, gradient, images, 2, isFrozen: false);

        var size = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            actual[i].ShouldBe(expected[i], 1e-5f * size);
        Run(x, gradient, images, 1, isFrozen: false).ShouldBe(actual);
    }

    private static float[] Run(Tensor x, Tensor y, Tensor images, int threads, bool isFrozen) =>
        new CompiledFunction([x], [y], null, new CompileOptions { Threads = threads, Frozen = isFrozen }).Call(images)[0].ToArray();

    private static Tensor Values(Shape shape, int seed)
    {
        var random = new System.Random(seed);
        return Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => (random.NextSingle() * 2) - 1)], shape);
    }
}
