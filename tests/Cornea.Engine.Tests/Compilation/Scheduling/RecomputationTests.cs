using Shouldly;

namespace Cornea.Tests.Compilation.Scheduling;

/// <summary>Values of the forward pass that are computed again: less memory, the same bits, and no kernel where nothing is saved.</summary>
public sealed class RecomputationTests
{
    private const int Layers = 12;
    private const int Rows = 64;
    private const int Width = 128;

    [Theory]
    [InlineData(Checkpointing.Elementwise)]
    [InlineData(Checkpointing.Segments)]
    public void Less_is_held_and_weights_and_losses_have_the_same_bits(Checkpointing how)
    {
        var (kept, keptArena) = Train(Checkpointing.None, 1);
        foreach (var threads in (ReadOnlySpan<int>)[1, 2])
        {
            var (again, arena) = Train(how, threads);
            again.ShouldBe(kept);
            arena.ShouldBeLessThan(keptArena * 4 / 5);
        }
    }

    [Fact]
    public void Segments_need_the_room_of_a_few_layers()
    {
        // One kept value a segment boundary, and one segment's own values: far from one of each kind for every layer.
        Train(Checkpointing.Segments, 1).Arena.ShouldBeLessThan(Train(Checkpointing.None, 1).Arena / 2);
    }

    [Fact]
    public void What_is_computed_again_stands_a_second_time_in_the_plan()
    {
        Count(Checkpointing.None, "Random").ShouldBe(Layers);
        Count(Checkpointing.Segments, "Random").ShouldBeGreaterThan(Layers);
        // What an elementwise kernel makes is made again by one; products and random numbers are not.
        Count(Checkpointing.Elementwise, "Random").ShouldBe(Layers);
        Count(Checkpointing.Elementwise, "MatMul").ShouldBe(Count(Checkpointing.None, "MatMul"));
        Count(Checkpointing.Elementwise, "Elementwise").ShouldBeGreaterThan(Count(Checkpointing.None, "Elementwise"));
    }

    [Fact]
    public void A_function_without_a_backward_pass_stays_as_it_is()
    {
        var x = Tensor.Input([8, 8]);
        var y = Tensor.MatMul(Tensor.MatMul(x, x).Relu(), x).Relu();
        string Plan(Checkpointing how) => new CompiledFunction([x], [y], options: new CompileOptions { Checkpointing = how }).ToString();
        Plan(Checkpointing.Segments).ShouldBe(Plan(Checkpointing.None));
        Plan(Checkpointing.Elementwise).ShouldBe(Plan(Checkpointing.None));
    }

    [Fact]
    public void A_recurrence_keeps_what_it_reads()
    {
        float[] Step(Checkpointing how)
        {
            var w = new Variable(Tensor.From([.. Enumerable.Range(0, 256).Select(i => MathF.Sin(i) * 0.2f)], [16, 16]), "w");
            var x = Tensor.From([.. Enumerable.Range(0, 512).Select(i => MathF.Cos(i))], [8, 4, 16]);
            var before = Tensor.MatMul(x, w).Tanh();
            var after = Scan.Run([Tensor.Zeros([4, 16])], [before], (carries, inputs) =>
            {
                var next = (Tensor.MatMul(carries[0], w) + inputs[0]).Tanh();
                return ([next], [next]);
            }).Outputs[0];
            var loss = Tensor.MatMul(after.Relu(), w).Square().Sum();
            var update = new Update(w, w.Value - 0.01 * Gradients.Of(loss, [w])[0]);
            var function = new CompiledFunction([], [loss], [update], new CompileOptions { Checkpointing = how });
            function.Run();
            function.Run();
            return [.. w.ToTensor().ToArray(), function.Output<float>(0)[0]];
        }
        var kept = Step(Checkpointing.None);
        Step(Checkpointing.Elementwise).ShouldBe(kept);
        Step(Checkpointing.Segments).ShouldBe(kept);
    }

    // Three steps; the weights and the losses.
    private static (float[] Values, long Arena) Train(Checkpointing how, int threads)
    {
        var (function, weights) = Step(how, threads);
        var values = new List<float>();
        for (var step = 0; step < 3; step++)
        {
            function.Input<long>(0)[0] = step;
            function.Run();
            values.Add(function.Output<float>(0)[0]);
        }
        return ([.. values, .. weights.SelectMany(weight => weight.ToTensor().ToArray())], function.ArenaBytes);
    }

    private static int Count(Checkpointing how, string kernel) => Step(how, 1).Function.ToString().Split('\n')
        .Count(line => line.Length > 5 && line[5..].StartsWith(kernel, StringComparison.Ordinal));

    // Products, normalizations, ReLUs and dropouts, one after the other, and plain gradient descent.
    private static (CompiledFunction Function, Variable[] Weights) Step(Checkpointing how, int threads)
    {
        var key = Tensor.Input(Shape.Scalar, DType.Int64, "key");
        var random = new RandomKey(key);
        var h = Tensor.From([.. Enumerable.Range(0, Rows * Width).Select(i => MathF.Sin(i * 0.7f))], [Rows, Width]);
        var weights = new List<Variable>();
        for (var layer = 0; layer < Layers; layer++)
        {
            var shift = layer * 0.3f;
            float[] values = [.. Enumerable.Range(0, Width * Width).Select(i => MathF.Cos(i + shift) * 0.1f)];
            weights.Add(new Variable(Tensor.From(values, [Width, Width]), $"w{layer}"));
            h = Tensor.MatMul(h, weights[^1]);
            var mean = h.Mean([0], keepDims: true);
            h = ((h - mean) * ((h - mean).Square().Mean([0], keepDims: true) + 1e-3f).Rsqrt()).Relu();
            var kept = random.Stream(layer).Uniform([Rows, Width]) < 0.9f;
            h = Tensor.Where(kept, h / 0.9f, Tensor.Zeros([Rows, Width]));
        }
        var loss = h.Square().Mean();
        var gradients = Gradients.Of(loss, weights);
        var function = new CompiledFunction(
            [key], [loss], [.. weights.Zip(gradients, (weight, gradient) => new Update(weight, weight.Value - 0.05f * gradient))],
            new CompileOptions { Checkpointing = how, Threads = threads });
        return (function, [.. weights]);
    }
}
