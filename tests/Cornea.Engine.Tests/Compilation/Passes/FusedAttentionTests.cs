using Shouldly;

namespace Cornea.Tests.Compilation.Passes;

public sealed class FusedAttentionTests
{
    private static readonly double Unit = Math.ScaleB(1, -40);
    private static readonly RandomKey Key = RandomKey.From(11);

    /// <summary>Batch, queries, keys, heads, depth, depth of the values.</summary>
    public static TheoryData<int, int, int, int, int, int> Shapes => new()
    {
        { 4, 48, 48, 4, 16, 16 }, { 3, 56, 56, 3, 20, 20 }, { 32, 16, 16, 4, 8, 8 }, { 9, 33, 33, 5, 7, 7 }, { 1, 197, 197, 3, 64, 64 },
        { 2, 1, 50, 2, 12, 5 }, { 2, 70, 3, 2, 4, 33 }, { 1, 100, 600, 1, 32, 16 }, { 1, 600, 130, 2, 16, 32 }, { 2, 5, 2, 2, 3, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Attention_and_its_gradients_are_those_of_the_kernels_that_they_take_the_place_of(
        int batch, int queries, int keys, int heads, int depth, int valueDepth) =>
        Check(batch, queries, keys, heads, depth, valueDepth, (scores, _) => scores, (weights, _) => weights, 0);

    [Theory]
    [InlineData(4, 48, 48, 4, 16)]
    [InlineData(3, 37, 41, 2, 20)]
    public void So_are_they_with_masks(int batch, int queries, int keys, int heads, int depth)
    {
        Shape[] masks = [[1, 1, queries, keys], [batch, 1, 1, keys], [batch, 1, queries, keys], [batch, heads, queries, keys]];
        foreach (var shape in masks)
        {
            var mask = Key.Stream(9).Uniform(shape, 0, 1).Compute();
            Check(batch, queries, keys, heads, depth, depth,
                (scores, given) => scores + (1 - (given! < 0.7).Cast(DType.Float32)) * (-1e9 * Unit), (weights, _) => weights, Unit, mask);
            Check(batch, queries, keys, heads, depth, depth, (scores, given) => Tensor.Where(given! < 0.7, scores, float.MinValue),
                (weights, _) => weights, Unit, mask);
        }
    }

    [Fact]
    public void Rows_that_are_masked_whole_have_equal_weights()
    {
        // Added to scores of 0, so that nothing else is left of them.
        var (q, k, v) = (Tensor.Zeros([1, 24, 1, 16]), Draw([1, 40, 1, 16], 1), Draw([1, 40, 1, 16], 2));
        Tensor[] given = [.. new[] { q, k, v }.Select(x => Tensor.Input(x.Shape))];
        var result = Attend(given[0], given[1], given[2],
            scores => Tensor.Where(Tensor.Zeros([24, 40]) > 0, scores, float.MinValue), w => w, 1);
        var function = new CompiledFunction(given, [result], options: new() { Threads = 2 });

        function.ToString().ShouldContain("Attention ");
        var mean = v.Mean([1]).Compute().ToArray();
        var found = function.Call(q, k, v)[0].ToArray();
        for (var i = 0; i < found.Length; i++)
            found[i].ShouldBe(mean[i % 16], 1e-6f);
    }

    [Fact]
    public void Products_that_would_overflow_stay_numbers_where_the_queries_are_made_small_first()
    {
        var (q, k, v) = (Tensor.Full([2, 32, 1, 16], 1e25), Tensor.Full([2, 32, 1, 16], 1e13), Draw([2, 32, 1, 16], 2));
        Tensor[] given = [.. new[] { q, k, v }.Select(x => Tensor.Input(x.Shape))];
        var result = Attend(given[0] * Unit, given[1], given[2], scores => scores, w => w, Unit);
        Tensor[] ends = [result, .. Gradients.Of(result.Sum(), given)];
        var found = new CompiledFunction(given, ends, options: new() { Threads = 2 }).Call(q, k, v);

        found[0].IsFinite().Cast(DType.Float32).Min().Item().ShouldBe(1);
        found[3].IsFinite().Cast(DType.Float32).Min().Item().ShouldBe(1);
    }

    [Theory]
    [InlineData(4, 48, 48, 4, 16)]
    [InlineData(2, 65, 130, 2, 24)]
    public void So_are_they_with_dropout(int batch, int queries, int keys, int heads, int depth)
    {
        var noise = Key.Stream(9).Uniform([batch, heads, queries, keys], 0, 1).Compute();
        Check(batch, queries, keys, heads, depth, depth, (scores, _) => scores,
            (weights, given) => Tensor.Where(given! >= 0.25, weights * (1 / 0.75), 0), 1, noise);
    }

    [Fact]
    public void Gradients_that_others_read_turned_are_written_so()
    {
        Tensor[] values = [.. Enumerable.Range(1, 3).Select(i => Draw([1, 32, 2, 16], i))];
        Tensor[] given = [.. values.Select(value => Tensor.Input(value.Shape))];
        var result = Attend(given[0], given[1], given[2], scores => scores, w => w, 1);
        var gradients = Gradients.Of((result * result).Sum(), given);
        Tensor[] ends = [result, .. gradients.Select(gradient => gradient.Sum([0, 1])), .. gradients.Select(gradient => gradient * 2)];
        CompiledFunction With(CompileOptions options) => new(given, ends, options: options);

        var function = With(new() { Threads = 2 });
        function.ToString().ShouldContain("AttentionGradient ");
        Close(function.Call(values), With(new() { Device = Device.Reference }).Call(values));
    }

    [Fact]
    public void Weights_that_others_read_are_stored()
    {
        var (a, b) = (Draw([16, 48, 48], 1), Draw([16, 48, 48], 2));
        Tensor[] given = [Tensor.Input(a.Shape), Tensor.Input(b.Shape)];
        var weights = Tensor.MatMul(given[0], given[1]).Softmax();
        var used = weights * 2;
        Tensor[] ends = [weights, Tensor.MatMul(used, given[1]), used.Sum([0])];
        CompiledFunction With(CompileOptions options) => new(given, ends, options: options);

        var function = With(new() { Threads = 2 });
        function.ToString().ShouldContain("Attention ");
        Close(function.Call(a, b), With(new() { Device = Device.Reference }).Call(a, b));
    }

    [Fact]
    public void Where_a_bias_of_the_scores_is_trained_the_weights_are_kept()
    {
        Tensor[] values = [.. Enumerable.Range(1, 3).Select(i => Draw([2, 32, 2, 16], i)), Draw([1, 2, 32, 32], 4)];
        Tensor[] given = [.. values.Select(value => Tensor.Input(value.Shape))];
        var result = Attend(given[0], given[1], given[2], scores => scores + given[3], w => w, 1);
        Tensor[] ends = [.. Gradients.Of((result * result).Sum(), given)];
        CompiledFunction With(CompileOptions options) => new(given, ends, options: options);

        Close(With(new() { Threads = 2 }).Call(values), With(new() { Device = Device.Reference }).Call(values));
    }

    private static void Check(int batch, int queries, int keys, int heads, int depth, int valueDepth,
        Func<Tensor, Tensor?, Tensor> onScores, Func<Tensor, Tensor?, Tensor> onWeights, double unit, Tensor? more = null)
    {
        Tensor[] values =
        [
            Draw([batch, queries, heads, depth], 1), Draw([batch, keys, heads, depth], 2), Draw([batch, keys, heads, valueDepth], 3),
            Draw([batch, queries, heads, valueDepth], 4), .. more is null ? (Tensor[])[] : [more],
        ];
        Tensor[] given = [.. values.Select(value => Tensor.Input(value.Shape))];
        var scale = unit == 0 ? 1 : unit;
        var other = more is null ? null : given[4];
        var result = Attend(
            given[0] * (0.3 * scale), given[1], given[2], scores => onScores(scores, other), w => onWeights(w, other), scale);
        Tensor[] ends = [result, .. Gradients.Of((result * given[3]).Sum(), given[..3])];
        CompiledFunction With(CompileOptions options) => new(given, ends, options: options);

        var function = With(new() { Threads = 1 });
        function.ToString().ShouldContain("Attention ");
        function.ToString().ShouldContain("AttentionGradient ");
        new CompiledFunction(given, ends[..1]).ToString().ShouldContain("Attention ");
        var alone = function.Call(values);
        foreach (var options in new CompileOptions[] { new() { Threads = 2 }, new() { Threads = 3, Profile = true },
            new() { Threads = 2, Guarded = true } })
        {
            var found = With(options);
            for (var run = 0; run < 2; run++)
                Same(found.Call(values), alone);
        }
        Close(alone, With(new() { Fuse = false }).Call(values));
        Close(alone, With(new() { Device = Device.Reference }).Call(values));
    }

    // Queries, keys and values are (batch, steps, heads, depth).
    private static Tensor Attend(
        Tensor queries, Tensor keys, Tensor values, Func<Tensor, Tensor> onScores, Func<Tensor, Tensor> onWeights, double unit)
    {
        var scores = Tensor.MatMul(queries.SwapAxes(1, 2), keys.Transpose(0, 2, 3, 1));
        return Tensor.MatMul(onWeights(onScores(scores).Softmax(-1, 1 / unit)), values.SwapAxes(1, 2)).SwapAxes(1, 2);
    }

    private static Tensor Draw(Shape shape, int stream) => Key.Stream(stream).Uniform(shape, -1, 1).Compute();

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
