using Cornea.Tests.OpCases;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Passes;

/// <summary>Poolings of two by two adjacent elements that keep which was the largest.</summary>
public sealed class MaxPool2x2Tests
{
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 1, 2, 2, 1 }, { 2, 4, 6, 3 }, { 3, 5, 7, 8 }, { 1, 9, 4, 9 }, { 5, 8, 8, 32 }, { 2, 3, 3, 300 }, { 2, 40, 33, 17 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Values_and_gradients_are_those_of_the_reference(int batch, int rows, int columns, int channels)
    {
        Shape shape = [batch, rows, columns, channels];
        var x = Tensor.Input(shape);
        var factor = Tensor.From([.. Enumerable.Range(0, channels).Select(i => (i % 5) - 2f)], [channels]);
        // Whole numbers, so that elements are often equal, and some that are none.
        var values = Tensor.From([.. Enumerable.Range(0, shape.Size).Select(i => i % 23 == 7 ? float.NaN : (i * 7919L % 11) - 5f)], shape);
        foreach (var before in (Func<Tensor, Tensor>[])[t => t, t => (t * factor + 1).Relu(), t => t * 2])
        {
            var pooled = before(x).MaxPool([2, 2], [2, 2]);
            var weights = Tensor.From([.. Enumerable.Range(0, pooled.Size).Select(i => 1f + i % 7)], pooled.Shape);
            var gradient = Gradients.Of((pooled * weights).Sum(), [x])[0];
            Tensor[] outputs = [pooled, gradient];
            var expected = Definition.Of([x], outputs, values);
            foreach (var workers in (int[])[1, 2, 3])
            {
                var function = new CompiledFunction([x], outputs, options: new() { Threads = workers, Guarded = true });
                var results = function.Call(values);
                results[0].ToArray().ShouldBe(expected[0].ToArray());
                results[1].ToArray().ShouldBe(expected[1].ToArray());
            }
        }
    }

    [Fact]
    public void What_is_pooled_is_not_stored_and_not_read_again()
    {
        var (x, scale) = (Tensor.Input([4, 16, 16, 32]), new Variable(Tensor.Ones([32]), "scale"));
        var loss = (x * scale.Value).Relu().MaxPool([2, 2], [2, 2]).Exp().Sum();
        var gradients = Gradients.Of(loss, [x]);
        var plan = new CompiledFunction([x], [loss, gradients[0]]).ToString();
        plan.ShouldContain("uint8 (256, 8)"); // two bits for each pooled element
        new CompiledFunction([x], [loss, gradients[0]]).ArenaBytes.ShouldBeLessThan(2 * x.Size * sizeof(float));
        plan.Split('\n').Count(line => line.Contains("float32 (4, 16, 16, 32)", StringComparison.Ordinal))
            .ShouldBe(2); // both of the gradient
    }

    [Fact]
    public void What_others_read_is_stored()
    {
        var x = Tensor.Input([2, 4, 4, 8]);
        var y = x.Exp();
        var function = new CompiledFunction([x], [y.MaxPool([2, 2], [2, 2]), y]);
        function.Call(Tensor.Ones([2, 4, 4, 8]))[0].ToArray().ShouldAllBe(value => Math.Abs(value - Math.E) < 1e-6);
    }
}
