using Shouldly;

namespace Cornea.Tests.Compilation.Scheduling;

/// <summary>Which kernels a graph becomes, read from the printed plan.</summary>
public sealed class ScheduleTests
{
    private static readonly Tensor X = Tensor.Input([128, 64], name: "x");
    private static readonly Variable Weights = new(Tensor.Ones([64, 32]), "w");
    private static readonly Variable Bias = new(Tensor.Ones([32]), "b");

    [Fact]
    public void A_run_of_elementwise_ops_is_one_kernel() => Kernels([X], [((X + 1) * X).Relu().Sqrt()]).ShouldBe(["Elementwise"]);

    [Fact]
    public void Unfused_each_op_is_a_kernel() =>
        Kernels([X], [((X + 1) * X).Sqrt()], options: new() { Fuse = false }).ShouldBe(["Elementwise", "Elementwise", "Elementwise"]);

    [Fact]
    public void Random_numbers_are_made_where_what_they_become_goes()
    {
        var random = RandomKey.From(5).Uniform([64, 64], -2, 3);
        var function = new CompiledFunction([], [random]);
        function.ArenaBytes.ShouldBe(0);
        function.Run();
        var values = function.Output<float>(0).ToArray();
        // Read by somebody else too, they keep a place of their own; the values are the same.
        var two = new CompiledFunction([], [random, random.Sqrt()], options: new CompileOptions { Fuse = false });
        two.ArenaBytes.ShouldBeGreaterThan(0);
        two.Run();
        two.Output<float>(0).ToArray().ShouldBe(values);
    }

    [Fact]
    public void Bias_and_activation_ride_on_the_product() => Kernels([X], [(Tensor.MatMul(X, Weights) + Bias.Value).Relu()])
        .ShouldBe(["MatMul"]);

    [Fact]
    public void A_reduction_computes_what_it_sums() => Kernels([X], [(X * X).Sum(1)]).ShouldBe(["ReduceSum"]);

    [Fact]
    public void Layout_is_a_view_and_not_a_copy() =>
        Kernels([X], [X.Transpose()[2..10] + Tensor.Ones([1, 128])]).ShouldBe(["Elementwise"]);

    [Fact]
    public void A_gradient_goes_into_its_update_without_being_stored()
    {
        var loss = Tensor.MatMul(X, Weights).Sum();
        var gradient = Gradients.Of(loss, [Weights])[0];
        var function = new CompiledFunction([X], [], [new Update(Weights, Weights.Value - 0.1 * gradient)]);
        Names(function).Last().ShouldBe("MatMul");
        function.ToString().ShouldContain("float32 (1, 64, 32) w");
    }

    [Fact]
    public void Parts_are_written_to_their_places()
    {
        Kernels([X], [Tensor.Concat([X.Exp(), X.Sin()], 1)]).ShouldBe(["Elementwise", "Elementwise"]);
        var exp = X.Exp();
        Kernels([X], [Tensor.Concat([exp, exp], 1), exp]).Length.ShouldBe(3);
    }

    [Fact]
    public void Parts_of_a_variable_are_computed_from_its_old_value()
    {
        var state = new Variable(Tensor.From([1f, 2f, 3f, 4f]), "state");
        new CompiledFunction([], [], [new Update(state, Tensor.Concat([state.Value[1..] * 2, state.Value[..1] * 3]))]).Run();
        state.ToTensor().ToArray().ShouldBe([4f, 6f, 8f, 3f]);
    }

    [Fact]
    public void A_variable_is_read_by_all_before_it_is_overwritten()
    {
        var counter = new Variable(Tensor.From([1f]), "counter");
        var other = new Variable(Tensor.From([10f]), "other");
        var swap = new CompiledFunction([], [counter.Value * 2],
            [new Update(counter, other.Value), new Update(other, counter.Value + other.Value)]);
        swap.Run();
        swap.Output<float>(0)[0].ShouldBe(2f);
        counter.ToTensor().Item().ShouldBe(10f);
        other.ToTensor().Item().ShouldBe(11f);
    }

    [Fact]
    public void Updates_that_wait_for_each_other_go_through_a_copy()
    {
        var (a, b) = (new Variable(Tensor.From([1f, 2f]), "a"), new Variable(Tensor.From([3f, 4f]), "b"));
        new CompiledFunction([], [], [new Update(a, b.Value.Reverse(0) * 1.5), new Update(b, a.Value.Reverse(0) * 2)]).Run();
        a.ToTensor().ToArray().ShouldBe([6f, 4.5f]);
        b.ToTensor().ToArray().ShouldBe([4f, 2f]);
    }

    [Fact]
    public void Memory_is_shared_by_values_that_do_not_live_together()
    {
        var chain = X;
        for (var i = 0; i < 10; i++)
            chain = Tensor.MatMul(chain, Tensor.Ones([64, 64]) * (i + 1));
        var function = new CompiledFunction([X], [chain]);
        function.ArenaBytes.ShouldBeLessThan(3 * 128 * 64 * 4 + 64 * 64 * 4 + 1024);
    }

    [Fact]
    public void An_elementwise_result_takes_the_place_of_an_operand_that_ends_there()
    {
        var product = X.CumulativeSum(0) * X.CumulativeSum(1);
        var weights = Tensor.Eye(64);
        var function = new CompiledFunction([X], [Tensor.MatMul(product, weights), product.Sum(0)]);
        function.ArenaBytes.ShouldBe(2 * X.Size * sizeof(float));
        var values = Tensor.From([.. Enumerable.Range(0, X.Size).Select(i => (float)(i % 5))], X.Shape);
        var apart = new CompiledFunction([X], [Tensor.MatMul(product, weights), product.Sum(0)], options: new() { Guarded = true });
        function.Call(values).Zip(apart.Call(values)).ShouldAllBe(pair => pair.First.ToArray().SequenceEqual(pair.Second.ToArray()));
    }

    [Fact]
    public void Nothing_is_written_past_the_end_of_a_value()
    {
        var odd = Tensor.Input([13, 7], name: "odd");
        var weights = Tensor.From(Enumerable.Range(0, 7 * 5).Select(i => (float)i).ToArray(), [7, 5]);
        var y = (Tensor.MatMul(odd, weights) + 1).Softmax();
        var outputs = new[] { y.Log().Sum(0), y.Transpose().CumulativeSum(1).Max(1), Tensor.Concat([y, y], 1).Pad([1, 0], [0, 2]).Exp()
            .Sum() };
        var function = new CompiledFunction([odd], outputs, options: new() { Guarded = true, Threads = 2 });
        Should.NotThrow(function.Run);
    }

    private static string[] Kernels(Tensor[] inputs, Tensor[] outputs, Update[]? updates = null, CompileOptions? options = null) =>
        Names(new CompiledFunction(inputs, outputs, updates, options));

    private static string[] Names(CompiledFunction function) =>
        [.. function.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line[5..].Split(' ')[0])];
}
