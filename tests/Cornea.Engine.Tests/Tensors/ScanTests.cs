using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class ScanTests
{
    private static readonly RandomKey Key = RandomKey.From(7);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Values_and_gradients_are_those_of_the_unrolled_loop(bool reverse)
    {
        Tensor[] inputs = [Draw([6, 5, 8], 1), Draw([5, 2], 2), Draw([5, 2], 3), Draw([2, 8], 4)];
        Tensor[] given = [.. inputs.Select((input, i) => Tensor.Input(input.Shape, name: $"x{i}"))];
        var scanned = Scan.Run([given[1], given[2]], [given[0]], (carry, input) => Step(carry, input[0], given[3]), reverse);
        var (carries, outputs) = Unrolled([given[1], given[2]], given[0], (carry, input) => Step(carry, input, given[3]), reverse);
        var first = Loss(scanned.Carries, scanned.Outputs[0]);
        var second = Loss(carries, outputs);
        Close(
            new CompiledFunction(given, [.. scanned.Carries, scanned.Outputs[0], .. Gradients.Of(first, given)]).Call(inputs),
            new CompiledFunction(given, [.. carries, outputs, .. Gradients.Of(second, given)]).Call(inputs), 2e-5f);
    }

    [Fact]
    public void Second_derivatives_are_those_of_the_unrolled_loop()
    {
        Tensor[] inputs = [Draw([4, 3, 8], 1), Draw([3, 2], 2), Draw([3, 2], 3), Draw([2, 8], 4)];
        Tensor Second(Func<Tensor[], Tensor> loss)
        {
            var first = Gradients.Of(loss(inputs), inputs);
            return first.Select((gradient, i) => (gradient * Draw(gradient.Shape, 10 + i)).Sum()).Aggregate((a, b) => a + b);
        }

        var scanned = Second(x => Scan.Run([x[1], x[2]], [x[0]], (carry, input) => Step(carry, input[0], x[3])) is var result
            ? Loss(result.Carries, result.Outputs[0]) : x[0]);
        var unrolled = Second(x => Unrolled([x[1], x[2]], x[0], (carry, input) => Step(carry, input, x[3]), false) is var (carries, outputs)
            ? Loss(carries, outputs) : x[0]);
        Close(Gradients.Of(scanned, inputs), Gradients.Of(unrolled, inputs), 5e-5f);
    }

    [Fact]
    public void A_gradient_reaches_variables_and_scalars_that_the_step_captures()
    {
        var weight = new Variable(Draw([3, 3], 1), "w");
        var scale = Tensor.From(0.7f);
        GradientCheck.Run(
            x => Scan.Run([x[0]], [x[1]], (carry, input) => ([(Tensor.MatMul(carry[0], weight) * x[2] + input[0]).Tanh()], [])).Carries[0],
            [Draw([2, 3], 2), Draw([4, 2, 3], 3), scale], [weight]).ThrowIfFailed();
    }

    [Fact]
    public void An_integer_carry_counts_the_steps()
    {
        var result =
            Scan.Run([Tensor.From(0)], [Tensor.From([1f, 2f, 3f])], (carry, input) => ([carry[0] + 1], [input[0] * carry[0].ToFloat32()]));
        result.Carries[0].Item<int>().ShouldBe(3);
        result.Outputs[0].ToArray().ShouldBe([0f, 2f, 6f]);
    }

    [Fact]
    public void A_scan_without_sequences_runs_as_often_as_told() =>
        Scan.Run([Tensor.From(1f)], [], (carry, _) => ([carry[0] * 2], []), length: 10).Carries[0].Item().ShouldBe(1024f);

    [Fact]
    public void A_scan_of_no_steps_hands_on_what_it_was_given()
    {
        var weight = Draw([2, 2], 2);
        var result = Scan.Run([Tensor.From([3f, 4f], [1, 2])], [Tensor.Zeros([0, 1, 2])],
            (carry, input) => ([Tensor.MatMul(carry[0], weight) + input[0]], [carry[0]]));
        result.Carries[0].ToArray().ShouldBe([3f, 4f]);
        result.Outputs[0].Shape.ShouldBe(new Shape(0, 1, 2));
        Gradients.Of(result.Carries[0].Sum(), [weight])[0].ToArray().ShouldBe([0f, 0f, 0f, 0f]);
    }

    [Fact]
    public void A_variable_may_be_carried_from_run_to_run()
    {
        var state = new Variable(Tensor.From([1f, 1f]), "state");
        var x = Tensor.Input([3, 2], name: "x");
        var result = Scan.Run([state.Value], [x], (carry, input) => ([carry[0] + input[0]], [carry[0]]));
        var function = new CompiledFunction([x], [result.Outputs[0], state.Value * 10], [new Update(state, result.Carries[0])]);
        function.Call(Tensor.Ones([3, 2]));
        function.Call(Tensor.Ones([3, 2]))[1].ToArray().ShouldBe([40f, 40f]);
        state.ToTensor().ToArray().ShouldBe([7f, 7f]);
    }

    [Fact]
    public void The_number_of_the_step_in_the_key_draws_other_numbers_at_each_step()
    {
        var steps = Scan.Run([], [Tensor.Arange(3, DType.Int64)],
            (_, input) => ([], [new RandomKey(input[0] + 5).Uniform([2])])).Outputs[0].ToArray();
        steps.Distinct().Count().ShouldBe(6);
        steps[2..4].ShouldBe(RandomKey.From(6).Uniform([2]).ToArray());
        var same = Scan.Run([], [Tensor.Arange(3, DType.Int64)], (_, _) => ([], [RandomKey.From(5).Uniform([2])])).Outputs[0].ToArray();
        same[2..4].ShouldBe(same[..2]);
    }

    [Fact]
    public void A_step_may_hand_on_what_it_does_not_compute()
    {
        var (constant, x) = (Draw([2], 1), Draw([3, 2], 2));
        var result = Scan.Run([Tensor.Zeros([2]), Tensor.Zeros([2]), Tensor.Ones([2])], [x],
            (carry, input) => ([constant, input[0], carry[2]], [constant, carry[1], input[0]]));
        result.Carries[0].ToArray().ShouldBe(constant.ToArray());
        result.Carries[1].ToArray().ShouldBe(x[2].ToArray());
        result.Carries[2].ToArray().ShouldBe([1f, 1f]);
        result.Outputs[0][1].ToArray().ShouldBe(constant.ToArray());
        result.Outputs[1].ToArray().ShouldBe([0f, 0f, .. x[..2].ToArray()]);
        result.Outputs[2].ToArray().ShouldBe(x.ToArray());
    }

    [Fact]
    public void A_carry_that_no_result_depends_on_is_left_out_and_its_next_value_is_stacked_all_the_same()
    {
        var x = Tensor.Input([3, 2], name: "x");
        var result = Scan.Run([Tensor.Zeros([2]), Tensor.Zeros([2])], [x], (carry, input) =>
        {
            var next = input[0] * 2;
            return ([next, carry[1] + carry[0].Exp()], [next]);
        });
        var function = new CompiledFunction([x], [result.Outputs[0]]);
        function.Call(Tensor.Ones([3, 2]))[0].ToArray().ShouldBe([2f, 2f, 2f, 2f, 2f, 2f]);
        function.ToString().ShouldContain("3 steps of 1 kernels");
    }

    [Fact]
    public void A_thousand_steps_compile_to_the_kernels_of_one()
    {
        CompiledFunction Compile(int steps)
        {
            Tensor[] given = [Tensor.Input([steps, 5, 32]), Tensor.Input([5, 8]), Tensor.Input([5, 8]), Tensor.Input([8, 32])];
            var result = Scan.Run([given[1], given[2]], [given[0]], (carry, input) => Step(carry, input[0], given[3]));
            return new CompiledFunction(given, Gradients.Of(Loss(result.Carries, result.Outputs[0]), given));
        }

        Lines(Compile(1000)).ShouldBe(Lines(Compile(10)));
    }

    [Fact]
    public void Nothing_is_allocated_by_a_run()
    {
        Tensor[] given = [Tensor.Input([50, 5, 32]), Tensor.Input([5, 8]), Tensor.Input([5, 8]), Tensor.Input([8, 32])];
        var result = Scan.Run([given[1], given[2]], [given[0]], (carry, input) => Step(carry, input[0], given[3]));
        var function = new CompiledFunction(given, Gradients.Of(Loss(result.Carries, result.Outputs[0]), given));
        function.Run();
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            function.Run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        least.ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_written_past_the_end_of_a_value()
    {
        Tensor[] given = [Tensor.Input([7, 5, 12]), Tensor.Input([5, 3]), Tensor.Input([5, 3]), Tensor.Input([3, 12])];
        var result = Scan.Run([given[1], given[2]], [given[0]], (carry, input) => Step(carry, input[0], given[3]));
        var function = new CompiledFunction(given, Gradients.Of(Loss(result.Carries, result.Outputs[0]), given),
            options: new() { Guarded = true, Threads = 2 });
        Should.NotThrow(function.Run);
    }

    [Fact]
    public void The_step_stands_in_the_printed_plan()
    {
        var x = Tensor.Input([9, 4, 3]);
        var weight = Tensor.Input([3, 3]);
        var result = Scan.Run([Tensor.Zeros([4, 3])], [x], (carry, input) => ([(Tensor.MatMul(carry[0], weight) + input[0]).Tanh()], []));
        var text = new CompiledFunction([x, weight], [result.Carries[0]], options: new() { Threads = 1 }).ToString();
        text.ShouldContain("9 steps of");
        text.ShouldContain("4x3x3");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Rows_shared_out_to_workers_give_the_same_bits(int threads)
    {
        Tensor[] inputs = [Draw([6, 7, 20], 1), Draw([7, 5], 2), Draw([7, 5], 3), Draw([5, 20], 4)];
        Tensor[] given = [.. inputs.Select((input, i) => Tensor.Input(input.Shape, name: $"x{i}"))];
        var result = Scan.Run([given[1], given[2]], [given[0]], (carry, input) =>
        {
            var (next, outputs) = Step(carry, input[0], given[3]);
            return (next, [outputs[0] / outputs[0].Sum([1], keepDims: true), outputs[0].Softmax()]);
        });
        Tensor[] ends = [.. result.Carries, .. result.Outputs,
            .. Gradients.Of(Loss(result.Carries, result.Outputs[0] * result.Outputs[1]), given)];
        CompiledFunction With(int count) => new(given, ends, options: new() { Threads = count });

        var shared = With(threads);
        shared.ToString().ShouldContain($"{Math.Min(threads, 7)} parts of the batch");
        var (alone, together) = (With(1).Call(inputs), shared.Call(inputs));
        for (var i = 0; i < ends.Length; i++)
            together[i].ToArray().ShouldBe(alone[i].ToArray());
    }

    [Fact]
    public void A_step_that_mixes_rows_is_not_shared_out()
    {
        var x = Tensor.Input([9, 4, 3]);
        var result = Scan.Run([Tensor.Zeros([4, 3])], [x], (carry, input) => ([carry[0].Reverse(0) * 0.5 + input[0]], []));
        var centred = Scan.Run(
            [Tensor.Zeros([4, 3])], [x], (carry, input) => ([carry[0] - carry[0].Mean([0], keepDims: true) + input[0]], []));
        var function = new CompiledFunction([x], [result.Carries[0], centred.Carries[0]], options: new() { Threads = 2 });
        function.ToString().ShouldNotContain("parts of the batch");
        var sequence = Draw([9, 4, 3], 1);
        Close(function.Call(sequence), new CompiledFunction([x], [result.Carries[0], centred.Carries[0]],
            options: new() { Device = Device.Reference }).Call(sequence), 1e-5f);
    }

    [Fact]
    public void A_carry_that_changes_its_type_is_refused() =>
        Should.Throw<ShapeException>(() => Scan.Run([Tensor.Zeros([2])], [Tensor.Zeros([3, 4])], (_, input) => ([input[0]], [])))
            .Message.ShouldContain("hands on carry 0 as float32 (4,), but took it up as float32 (2,)");

    [Fact]
    public void Sequences_of_different_lengths_are_refused() =>
        Should.Throw<ShapeException>(() => Scan.Run([], [Tensor.Zeros([2]), Tensor.Zeros([3])], (_, _) => ([], [])));

    private static (IReadOnlyList<Tensor>, IReadOnlyList<Tensor>) Step(IReadOnlyList<Tensor> carry, Tensor input, Tensor weight)
    {
        var gates = (input + Tensor.MatMul(carry[0], weight)).Split(4, axis: 1);
        var cell = gates[1].Sigmoid() * carry[1] + gates[0].Sigmoid() * gates[2].Tanh();
        var output = gates[3].Sigmoid() * cell.Tanh();
        return ([output, cell], [output + cell]);
    }

    private static (Tensor[] Carries, Tensor Outputs) Unrolled(
        IReadOnlyList<Tensor> carries, Tensor sequence,
        Func<IReadOnlyList<Tensor>, Tensor, (IReadOnlyList<Tensor>, IReadOnlyList<Tensor>)> step, bool reverse)
    {
        var outputs = new Tensor[sequence.Shape[0]];
        for (var i = 0; i < outputs.Length; i++)
        {
            var at = reverse ? outputs.Length - 1 - i : i;
            (carries, var made) = step(carries, sequence[at]);
            outputs[at] = made[0];
        }
        return ([.. carries], Tensor.Stack(outputs));
    }

    private static Tensor Loss(IReadOnlyList<Tensor> carries, Tensor outputs) =>
        carries.Select(carry => carry.Square().Sum()).Aggregate((a, b) => a + b) + (outputs * Draw(outputs.Shape, 9)).Sum();

    private static Tensor Draw(Shape shape, int stream) => Key.Stream(stream).Uniform(shape, -1, 1).Compute();

    private static void Close(IReadOnlyList<Tensor> found, IReadOnlyList<Tensor> expected, float tolerance)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            found[i].Type.ShouldBe(expected[i].Type);
            (found[i] - expected[i]).Abs().Max().Item().ShouldBeLessThan(tolerance, $"output {i}");
        }
    }

    private static int Lines(CompiledFunction function) => function.ToString().Split('\n').Length;
}
