using Cornea.Tests.OpCases;
using Shouldly;

namespace Cornea.Tests.Compilation.Passes;

public sealed class FrozenTests
{
    private static readonly CompileOptions Frozen = new() { Threads = 2, Frozen = true };

    [Theory]
    [InlineData(1, 784, 33)]
    [InlineData(40, 300, 70)]
    [InlineData(256, 300, 128)]
    [InlineData(64, 5408, 128)] // long enough for slices
    [InlineData(600, 64, 10)]
    public void Products_with_kept_weights_have_the_same_bits(int rows, int depth, int columns)
    {
        var weights = new Variable(Values([depth, columns], 1));
        var bias = new Variable(Values([columns], 2));
        var x = Tensor.Input([rows, depth]);
        var y = Tensor.Maximum(Tensor.MatMul(x, weights.Value) + bias.Value, 0);
        var samples = Values([rows, depth], 3);
        var plain = new CompiledFunction([x], [y], null, Frozen with { Frozen = false });
        var frozen = new CompiledFunction([x], [y], null, Frozen);

        for (var run = 0; run < 2; run++)
            frozen.Call(samples)[0].ToArray().ShouldBe(plain.Call(samples)[0].ToArray());
    }

    [Fact]
    public void Transposed_weights_are_kept_too()
    {
        var weights = new Variable(Values([48, 200], 1));
        var x = Tensor.Input([64, 200]);
        var y = Tensor.MatMul(x, weights.Value.Transpose());
        var samples = Values([64, 200], 3);

        new CompiledFunction([x], [y], null, Frozen).Call(samples)[0].ToArray()
            .ShouldBe(new CompiledFunction([x], [y]).Call(samples)[0].ToArray());
    }

    [Fact]
    public void A_frozen_function_keeps_the_values_it_was_compiled_with()
    {
        var weight = new Variable(Tensor.From([2f, 3f]));
        var x = Tensor.Input([2]);
        var function = new CompiledFunction([x], [x * weight.Value], null, Frozen);

        weight.Assign(Tensor.From([7f, 7f]));

        function.Call(Tensor.From([1f, 10f]))[0].ToArray().ShouldBe([2f, 30f]);
    }

    [Fact]
    public void What_follows_from_variables_alone_is_computed_once()
    {
        var (mean, variance) = (new Variable(Values([8], 1)), new Variable(Values([8], 2).Square() + 1));
        var x = Tensor.Input([16, 8]);
        var y = (x - mean.Value) * (variance.Value + 1e-3).Rsqrt();

        // The factor stands in memory, so one pass over x is left.
        var text = new CompiledFunction([x], [y], null, Frozen).ToString();
        text.ShouldStartWith("1 kernels");
        text.ShouldNotContain("rsqrt");
        new CompiledFunction([x], [y], null, Frozen with { Frozen = false }).ToString().ShouldContain("rsqrt");
    }

    [Fact]
    public void A_frozen_function_cannot_update_variables()
    {
        var weight = new Variable(Tensor.From([2f, 3f]));
        Should.Throw<ArgumentException>(() => new CompiledFunction([], [], [new Update(weight, weight.Value * 2)], Frozen))
            .Message.ShouldContain("frozen");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Convolutions_run_in_slices_of_the_batch_with_the_same_bits(int workers)
    {
        var (kernel, bias,
            weights) = (new Variable(Values([3, 3, 2, 5], 1)), new Variable(Values([5], 2)), new Variable(Values([45, 4], 3)));
        var x = Tensor.Input([24, 8, 8, 2]);
        var pooled = (Tensor.Convolution(x, kernel.Value) + bias.Value).MaxPool([2, 2]);
        var features = Tensor.Maximum(pooled, 0);
        var y = Tensor.MatMul(features.Reshape(24, 45), weights.Value);
        var samples = Values([24, 8, 8, 2], 4);
        var expected = new CompiledFunction([x], [y, features]).Call(samples);

        var frozen = new CompiledFunction([x], [y, features], null, Frozen with { Threads = workers });
        frozen.ToString().ShouldContain("slices of the batch");
        for (var run = 0; run < 2; run++)
        {
            var actual = frozen.Call(samples);
            actual[0].ToArray().ShouldBe(expected[0].ToArray());
            actual[1].ToArray().ShouldBe(expected[1].ToArray());
        }
    }

    [Fact]
    public void The_sum_of_a_pools_gradient_is_that_of_its_places()
    {
        var x = Tensor.Input([4, 7, 6, 3]);
        var bias = new Variable(Values([3], 1));
        var loss = (x + bias.Value).MaxPool([2, 2]).Square().Sum();
        var gradient = Gradients.Of(loss, [bias.Value]);
        var function = new CompiledFunction([x], [gradient[0]]);
        function.ToString().ShouldNotContain("PoolGradient");

        var samples = Values([4, 7, 6, 3], 2);
        var expected = Definition.Of([x], [gradient[0]], samples)[0].ToArray();
        var actual = function.Call(samples)[0].ToArray();
        for (var i = 0; i < 3; i++)
            actual[i].ShouldBe(expected[i], 1e-4f);
    }

    private static Tensor Values(Shape shape, int seed)
    {
        var random = new System.Random(seed);
        return Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => (random.NextSingle() * 2) - 1)], shape);
    }
}
