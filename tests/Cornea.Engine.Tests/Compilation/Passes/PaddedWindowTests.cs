using Cornea.Tests.OpCases;
using Shouldly;

namespace Cornea.Tests.Compilation.Passes;

public sealed class PaddedWindowTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 0, 6)]
    public void A_convolution_and_its_gradients_take_the_padding_of_their_images(int stride, int low, int groups)
    {
        var kernel = new Variable(Values([3, 3, 6 / groups, 6], 1));
        var x = Tensor.Input([2, 7, 6, 6]);
        var padded = x.Pad([0, low, low, 0], [0, 1, 1, 0]);
        var y = Tensor.Convolution(padded, kernel.Value, strides: [stride, stride], groups: groups);
        Tensor[] outputs = [y, .. Gradients.Of(y.Square().Sum(), [x, kernel.Value])];
        var images = Values(x.Shape, 2);

        var function = new CompiledFunction([x], [y, outputs[2]]);
        function.ToString().ShouldNotContain("Copy");
        Equal(new CompiledFunction([x], outputs).Call(images), Definition.Of([x], outputs, images));
    }

    [Fact]
    public void The_largest_of_elements_that_are_not_negative_takes_zeros_around_them()
    {
        var x = Tensor.Input([2, 7, 7, 5]);
        var y = x.Relu().Pad([0, 1, 1, 0], [0, 1, 1, 0]).MaxPool([3, 3], [2, 2]);
        Tensor[] outputs = [y, .. Gradients.Of(y.Square().Sum(), [x])];
        var images = Values(x.Shape, 3);

        new CompiledFunction([x], [y]).ToString().ShouldNotContain("Copy");
        Equal(new CompiledFunction([x], outputs).Call(images), Definition.Of([x], outputs, images));
    }

    [Fact]
    public void Steps_that_keep_0_may_lie_between()
    {
        var x = Tensor.Input([2, 7, 7, 5]);
        var kernel = new Variable(Values([3, 3, 5, 4], 1));
        int[] low = [0, 1, 0, 0], high = [0, 1, 2, 0];
        var padded = x.Pad(low, high);
        Tensor Convolved(Tensor steps) => Tensor.Convolution(steps, kernel.Value);
        Tensor[] keeping = [Convolved((padded * 3).Round().Relu()), Convolved(padded * padded)];
        Tensor[] other = [Convolved(padded + 1), Convolved(padded * x.Pad(low, high, value: 1))];
        var images = Values(x.Shape, 5);

        new CompiledFunction([x], keeping).ToString().ShouldNotContain("Copy");
        Equal(new CompiledFunction([x], keeping).Call(images), Definition.Of([x], keeping, images));
        Equal(new CompiledFunction([x], other).Call(images), Definition.Of([x], other, images));
    }

    [Fact]
    public void Other_paddings_stay()
    {
        var x = Tensor.Input([2, 7, 7, 5]);
        var kernel = new Variable(Values([3, 3, 5, 4], 1));
        var wide = new Variable(Values([3, 3, 6, 4], 2));
        int[] low = [0, 1, 1, 0];
        Tensor[] outputs =
        [
            x.Pad(low, low).MaxPool([3, 3], [2, 2]), Tensor.Convolution(x.Pad(low, low, value: 1), kernel.Value),
            Tensor.Convolution(x.Pad([0, 0, 0, 1], [0, 0, 0, 0]), wide.Value),
        ];
        var images = Values(x.Shape, 4);

        Equal(new CompiledFunction([x], outputs).Call(images), Definition.Of([x], outputs, images));
    }

    private static void Equal(Tensor[] actual, Tensor[] expected)
    {
        for (var k = 0; k < expected.Length; k++)
        {
            var (found, values) = (actual[k].ToArray(), expected[k].ToArray());
            found.Length.ShouldBe(values.Length);
            for (var i = 0; i < values.Length; i++)
                found[i].ShouldBe(values[i], 1e-3f);
        }
    }

    private static Tensor Values(Shape shape, int seed)
    {
        var random = new System.Random(seed);
        return Tensor.From([.. Enumerable.Range(0, shape.Size).Select(_ => (random.NextSingle() * 2) - 1)], shape);
    }
}
