using Shouldly;

namespace Cornea.Tests.Compilation.Passes;

public sealed class BatchChainTests
{
    private static readonly RandomKey Key = RandomKey.From(11);

    [Theory]
    [InlineData(4, 48, 4, 16)]
    [InlineData(3, 56, 3, 20)]
    [InlineData(128, 16, 4, 8)] // small matrices: several to a part
    [InlineData(9, 33, 5, 7)]
    public void Attention_and_its_gradients_have_the_same_bits_on_any_number_of_threads(int batch, int steps, int heads, int depth)
    {
        Tensor[] values = [.. Enumerable.Range(1, 4).Select(i => Draw([batch, steps, heads, depth], i))];
        CompiledFunction With(CompileOptions options) => Trained([batch, steps, heads, depth], options);

        var function = With(new() { Threads = 1 });
        function.ToString().ShouldContain("parts of the batch");
        var alone = function.Call(values);
        foreach (var options in new CompileOptions[] { new() { Threads = 2 }, new() { Threads = 3, Profile = true } })
        {
            var other = With(options);
            for (var run = 0; run < 2; run++)
                Same(other.Call(values), alone);
        }
        Same(With(new() { Threads = 2, Guarded = true }).Call(values), alone);
        Close(alone, With(new() { Fuse = false }).Call(values));
        Close(alone, With(new() { Device = Device.Reference }).Call(values));
    }

    [Fact]
    public void A_matrix_alone_has_the_bits_that_it_has_in_a_batch()
    {
        Tensor[] values = [.. Enumerable.Range(1, 3).Select(i => Draw([6, 64, 4, 16], i))];
        var all = Forward([6, 64, 4, 16]);
        var one = Forward([1, 64, 4, 16]);
        all.ToString().ShouldContain("parts of the batch");
        one.ToString().ShouldNotContain("parts of the batch");

        var together = all.Call(values)[0];
        for (var sample = 0; sample < 6; sample++)
        {
            var apart = one.Call([.. values.Select(value => value[sample..(sample + 1)].Compute())])[0];
            together[sample..(sample + 1)].ToArray().ShouldBe(apart.ToArray());
        }
    }

    [Fact]
    public void What_mixes_the_matrices_ends_a_chain()
    {
        var (a, b) = (Draw([16, 48, 48], 1), Draw([16, 48, 48], 2));
        Tensor[] given = [Tensor.Input(a.Shape, a.DType), Tensor.Input(b.Shape, b.DType)];
        var product = Tensor.MatMul(given[0], given[1]);
        var mixed = Tensor.MatMul((product - product.Mean([0], keepDims: true)).Softmax(), product.Reverse(0));
        CompiledFunction With(CompileOptions options) => new(given, [mixed], options: options);

        Close(With(new() { Threads = 2 }).Call(a, b), With(new() { Device = Device.Reference }).Call(a, b));
    }

    [Fact]
    public void A_value_that_others_read_as_well_is_stored()
    {
        var (a, b) = (Draw([16, 48, 48], 1), Draw([16, 48, 48], 2));
        Tensor[] given = [Tensor.Input(a.Shape, a.DType), Tensor.Input(b.Shape, b.DType)];
        var weights = Tensor.MatMul(given[0], given[1]).Softmax();
        Tensor[] ends = [weights, Tensor.MatMul(weights, given[1]), weights.Sum([0])];
        CompiledFunction With(CompileOptions options) => new(given, ends, options: options);

        var function = With(new() { Threads = 2 });
        function.ToString().ShouldContain("parts of the batch");
        Close(function.Call(a, b), With(new() { Device = Device.Reference }).Call(a, b));
    }

    private static CompiledFunction Forward(Shape shape)
    {
        Tensor[] given = [.. Enumerable.Range(0, 3).Select(_ => Tensor.Input(shape, DType.Float64))];
        return new CompiledFunction(given, [Attend(given)], options: new() { Threads = 2 });
    }

    private static CompiledFunction Trained(Shape shape, CompileOptions options)
    {
        Tensor[] given = [.. Enumerable.Range(0, 4).Select(i => Tensor.Input(shape, DType.Float64, name: $"x{i}"))];
        var attended = Attend(given);
        return new CompiledFunction(given, [attended, .. Gradients.Of((attended * given[3]).Sum(), given[..3])], options: options);
    }

    // Queries, keys and values are (batch, steps, heads, depth).
    private static Tensor Attend(Tensor[] given)
    {
        Tensor Heads(Tensor x) => x.SwapAxes(1, 2);
        var scores = Tensor.MatMul(Heads(given[0]) * 0.3, Heads(given[1]).SwapAxes(2, 3));
        return Heads(Tensor.MatMul(scores.Softmax(), Heads(given[2])));
    }

    // Attention in float32 has a kernel of its own.
    private static Tensor Draw(Shape shape, int stream) => Key.Stream(stream).Uniform(shape, -1, 1).Cast(DType.Float64).Compute();

    private static void Same(IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected)
    {
        for (var i = 0; i < expected.Count; i++)
            found[i].ToArray().ShouldBe(expected[i].ToArray());
    }

    private static void Close(IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            found[i].Type.ShouldBe(expected[i].Type);
            (found[i] - expected[i]).Abs().Max().Item().ShouldBeLessThan(2e-5f, $"output {i}");
        }
    }
}
