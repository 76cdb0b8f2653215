using Cornea.Tests.OpCases;
using Shouldly;

namespace Cornea.Tests.Compilation.Passes;

public sealed class ScaledKernelTests
{
    private static readonly CompileOptions Frozen = new() { Threads = 2, Frozen = true };

    [Theory]
    [InlineData(1, false)]
    [InlineData(6, false)]
    [InlineData(1, true)]
    public void A_normalization_behind_a_convolution_is_one_addition(int groups, bool isBiased)
    {
        var kernel = new Variable(Values([3, 3, 6 / groups, 6], 1));
        var bias = new Variable(Values([6], 2));
        var x = Tensor.Input([2, 5, 5, 6]);
        var product = Tensor.Convolution(x, kernel.Value, padding: Padding.Same, groups: groups);
        var y = Normalized(isBiased ? product + bias.Value : product, [1, 1, 1, 6]);
        var images = Values(x.Shape, 3);

        var function = new CompiledFunction([x], [y], null, Frozen);

        function.ToString().ShouldStartWith("1 kernels");
        function.ToString().ShouldContain("add(a, b)");
        Close(function.Call(images)[0], Definition.Of([x], [y], images)[0]);
    }

    [Fact]
    public void A_normalization_behind_a_matrix_product_is_one_addition()
    {
        var weights = new Variable(Values([7, 6], 1));
        var x = Tensor.Input([4, 7]);
        var y = Normalized(Tensor.MatMul(x, weights.Value), [1, 6]) / 3;
        var samples = Values(x.Shape, 3);

        var function = new CompiledFunction([x], [y], null, Frozen);

        function.ToString().ShouldContain("add(a, b)");
        Close(function.Call(samples)[0], Definition.Of([x], [y], samples)[0]);
    }

    [Fact]
    public void A_product_that_others_read_stays()
    {
        var kernel = new Variable(Values([1, 1, 6, 6], 1));
        var x = Tensor.Input([2, 3, 3, 6]);
        var product = Tensor.Convolution(x, kernel.Value);
        Tensor[] outputs = [Normalized(product, [1, 1, 1, 6]), product];
        var images = Values(x.Shape, 3);

        var found = new CompiledFunction([x], outputs, null, Frozen).Call(images);

        var expected = Definition.Of([x], outputs, images);
        Close(found[0], expected[0]);
        Close(found[1], expected[1]);
    }

    private static Tensor Normalized(Tensor product, Shape shape)
    {
        var (mean, variance) = (new Variable(Values(shape, 4)), new Variable(Values(shape, 5).Square() + 0.5f));
        var (scale, offset) = (new Variable(Values(shape, 6)), new Variable(Values(shape, 7)));
        return ((product - mean.Value) * ((variance.Value + 1e-3f).Rsqrt() * scale.Value)) + offset.Value;
    }

    private static void Close(Tensor actual, Tensor expected)
    {
        var (found, values) = (actual.ToArray(), expected.ToArray());
        for (var i = 0; i < values.Length; i++)
            found[i].ShouldBe(values[i], 2e-5f);
    }

    private static Tensor Values(Shape shape, int seed)
    {
        var random = new System.Random(seed);
        return Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => (random.NextSingle() * 2) - 1)], shape);
    }
}
