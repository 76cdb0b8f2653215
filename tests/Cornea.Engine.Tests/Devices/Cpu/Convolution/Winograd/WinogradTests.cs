using Cornea.Tests.OpCases;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Convolution.Winograd;

public sealed class WinogradTests
{
    public static TheoryData<int, int, int, int> Layers => new()
    {
        { 2, 32, 32, 32 }, { 5, 13, 32, 64 }, { 3, 8, 128, 128 }, { 1, 14, 256, 256 }, { 3, 11, 176, 208 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Rounding_stays_near_that_of_direct_sums(int batch, int side, int channels, int filters)
    {
        foreach (var (inputs, output) in Directions(batch, side, channels, filters))
        {
            var values = inputs.Select((input, i) => Values(input.Shape, i)).ToArray();
            var found = new CompiledFunction(inputs, [output]).Call(values)[0].ToArray();
            var expected = Definition.Of(inputs, [output], values)[0].ToArray();

            var size = Math.Sqrt(expected.Average(value => (double)value * value));
            var errors = found.Zip(expected, (a, b) => (double)a - b).ToArray();
            Math.Sqrt(errors.Average(error => error * error)).ShouldBeLessThan(4e-6 * size); // direct sums of so many products: up to 2e-6
            errors.Max(Math.Abs).ShouldBeLessThan(5e-5 * size);
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_number_of_threads_changes_no_bit(int batch, int side, int channels, int filters)
    {
        foreach (var (inputs, output) in Directions(batch, side, channels, filters))
        {
            var values = inputs.Select((input, i) => Values(input.Shape, i)).ToArray();
            var one = new CompiledFunction(inputs, [output], null, new CompileOptions { Threads = 1 }).Call(values)[0].ToArray();
            foreach (var workers in new[] { 2, 3, 8 })
            {
                new CompiledFunction(inputs, [output], null, new CompileOptions { Threads = workers }).Call(values)[0].ToArray()
                    .ShouldBe(one);
            }
        }
    }

    [Fact]
    public void An_image_has_the_same_bits_alone_and_among_others()
    {
        var kernel = Values([3, 3, 32, 48], 1);
        var images = Values([9, 7, 10, 32], 2);

        var together = Tensor.Convolution(images, kernel, padding: Padding.Same);

        for (var i = 0; i < 9; i++)
        {
            var alone = Tensor.Convolution(images[i..(i + 1)], kernel, padding: Padding.Same);
            alone.ToArray().ShouldBe(together[i..(i + 1)].ToArray());
        }
    }

    [Fact]
    public void A_kernel_that_never_changes_gives_the_same_bits()
    {
        var kernel = new Variable(Values([3, 3, 32, 48], 1));
        var x = Tensor.Input([9, 7, 10, 32]);
        var y = Tensor.Convolution(x, kernel.Value, padding: Padding.Same).Relu();
        var images = Values([9, 7, 10, 32], 2);

        var frozen = new CompiledFunction([x], [y], null, new CompileOptions { Threads = 2, Frozen = true });

        for (var run = 0; run < 2; run++)
            frozen.Call(images)[0].ToArray().ShouldBe(new CompiledFunction([x], [y]).Call(images)[0].ToArray());
    }

    [Fact]
    public void A_result_and_what_follows_from_it_may_both_be_asked_for()
    {
        var (x, w) = (Tensor.Input([2, 8, 8, 16]), Tensor.Input([3, 3, 16, 32]));
        var y = Tensor.Convolution(x, w, padding: Padding.Same);
        Tensor[] values = [Values(x.Shape, 1), Values(w.Shape, 2)];

        var both = new CompiledFunction([x, w], [y, y.Relu()]).Call(values);

        both[1].ToArray().ShouldBe(both[0].ToArray().Select(value => Math.Max(value, 0)));
        both[0].ToArray().ShouldBe(new CompiledFunction([x, w], [y]).Call(values)[0].ToArray());
    }

    [Theory]
    [InlineData(32, 64, 3, "Winograd F(4x4, 3x3)")]
    [InlineData(32, 64, 1, "direct")]
    [InlineData(3, 64, 3, "direct")]
    [InlineData(32, 40, 3, "direct")]
    public void A_plan_says_which_algorithm_a_convolution_takes(int channels, int filters, int side, string algorithm)
    {
        var (x, w) = (Tensor.Input([2, 8, 8, channels]), Tensor.Input([side, side, channels, filters]));

        var plan = new CompiledFunction([x, w], [Tensor.Convolution(x, w)]).ToString();

        plan.ShouldContain(algorithm);
    }

    private static IEnumerable<(Tensor[] Inputs, Tensor Output)> Directions(int batch, int side, int channels, int filters)
    {
        var (x, w) = (Tensor.Input([batch, side, side, channels]), Tensor.Input([3, 3, channels, filters]));
        var y = Tensor.Convolution(x, w, padding: Padding.Same);
        var g = Tensor.Input(y.Shape);
        var gradients = Gradients.Of(y, [x, w], g);
        return [([x, w], y), ([g, w], gradients[0]), ([x, g], gradients[1])];
    }

    private static Tensor Values(Shape shape, int seed) => RandomKey.From(seed).Uniform(shape, -1, 1);
}
