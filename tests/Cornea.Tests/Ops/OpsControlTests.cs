using Shouldly;
using O = Cornea.Ops;

namespace Cornea.Tests.Ops;

/// <summary>Control flow on inputs, and updates by position: values by hand.</summary>
public sealed class OpsControlTests
{
    [Fact]
    public void Conditions_on_an_input_choose_at_each_run()
    {
        var (condition, x) = (Tensor.Input([], DType.Bool), Tensor.Input([2]));
        var function = new CompiledFunction([condition, x], [O.Cond(condition, () => x + 1, () => x * 2)]);
        function.Call(Tensor.From(true), Tensor.From([3f, 5f]))[0].ToArray().ShouldBe([4, 6]);
        function.Call(Tensor.From(false), Tensor.From([3f, 5f]))[0].ToArray().ShouldBe([6, 10]);
    }

    [Fact]
    public void A_loop_on_an_input_ends_at_each_run_where_its_condition_does()
    {
        var x = Tensor.Input([]);
        foreach (var most in (int?[])[10, null])
        {
            var function = new CompiledFunction([x], O.WhileLoop(v => v[0] < 50, v => [v[0] * 2], [x], most));
            function.Call(Tensor.From(3f))[0].Item().ShouldBe(96);
            function.Call(Tensor.From(60f))[0].Item().ShouldBe(60);
        }
        var few = new CompiledFunction([x], O.WhileLoop(v => v[0] < 50, v => [v[0] * 2], [x], 2));
        few.Call(Tensor.From(3f))[0].Item().ShouldBe(12);
    }

    // Euclid's: as many steps as the numbers need, several variables, of which one is not asked for.
    [Fact]
    public void A_loop_without_a_maximum_makes_as_many_steps_as_the_values_need()
    {
        var (a, b) = (Tensor.Input([], DType.Int32), Tensor.Input([], DType.Int32));
        var results = O.WhileLoop(v => v[1].NotEqualTo(0), v => [v[1], v[0] % v[1], v[2] + 1], [a, b, Tensor.From(0)]);
        foreach (var options in (CompileOptions[])[new() { Threads = 1 }, new() { Threads = 2 }, new() { Device = Device.Reference }])
        {
            var divisor = new CompiledFunction([a, b], results[..1], null, options);
            divisor.Call(Tensor.From(1071), Tensor.From(462))[0].Item<int>().ShouldBe(21);
            divisor.Call(Tensor.From(7), Tensor.From(0))[0].Item<int>().ShouldBe(7);
            var counted = new CompiledFunction([a, b], results, null, options);
            counted.Call(Tensor.From(1071), Tensor.From(462))[2].Item<int>().ShouldBe(3);
            counted.Call(Tensor.From(10946), Tensor.From(6765))[2].Item<int>().ShouldBe(19);
        }
        RowsCounted(3).ShouldBe(6f);

        // The loop reads a tensor from outside and runs over rows.
        static float RowsCounted(float start)
        {
            var x = Tensor.Input([2]);
            var step = x.Sum() / 2;
            var rows = O.WhileLoop(v => v[0].Sum() < 10, v => [v[0] + step], [x])[0];
            return new CompiledFunction([x], [rows]).Call(Tensor.From([start, start]))[0].ToArray()[0];
        }
    }

    [Fact]
    public void A_loop_without_a_maximum_says_that_it_has_no_gradient()
    {
        var x = Tensor.Input([]);
        var end = O.WhileLoop(v => v[0] < 50, v => [v[0] * 2], [x])[0];
        Should.Throw<NotSupportedException>(() => Gradients.Of(end, [x])).Message.ShouldContain("maximumIterations");
        var kept = O.WhileLoop(v => v[0] < 50, v => [v[0] * 2], [x], 10)[0];
        new CompiledFunction([x], Gradients.Of(kept, [x])).Call(Tensor.From(3f))[0].Item().ShouldBe(32);
        Should.Throw<ShapeException>(() => O.WhileLoop(v => v[0] < 50, v => [v[0] * 2], [Tensor.Input([2])]))
            .Message.ShouldContain("one truth value");
    }

    [Fact]
    public void Loops_views_and_decompositions_are_parts_of_models()
    {
        var input = new InputLayer([2, 2]);
        var halved = new Lambda((x, _) => O.WhileLoop(v => v[0].Abs().Max() > 1, v => [v[0] / 2], [(Tensor)x])[0], name: "halved");
        var values = new Lambda((x, _) => O.Eig(x).Values.Real.Sum(-1, keepDims: true), name: "values");
        var bits = new Lambda((x, _) => O.View(x, DType.Int32).Cast(DType.Float32), name: "bits");
        var model = new Sequential([input, halved]);
        model.Predict(Tensor.From([8f, 0, 0, 4], [1, 2, 2])).ToArray().ShouldBe([1f, 0, 0, 0.5f]);
        // The trace, whatever the values.
        new Sequential([new InputLayer([2, 2]), values]).Predict(Tensor.From([1f, 2, 3, 5], [1, 2, 2])).Item().ShouldBe(6f, 1e-5f);
        new Sequential([new InputLayer([2]), bits]).Predict(Tensor.From([1f, -2], [1, 2])).ToArray()
            .ShouldBe([0x3F800000, unchecked((int)0xC0000000)]);
        var x = SymbolicTensor.Operation("View", new InputLayer([4]).Output, new ConfigObject { ["dtype"] = "uint8" });
        x[0].Shape.ShouldBe(new Shape(Shape.Unknown, 16));
    }

    [Fact]
    public void Bytes_are_seen_as_other_types_at_each_run()
    {
        var x = Tensor.Input([2]);
        foreach (var device in (Device[])[Device.Cpu, Device.Reference])
        {
            var options = new CompileOptions { Device = device };
            var bytes = new CompiledFunction([x], [O.View(x * 2, DType.UInt8)], null, options);
            bytes.Call(Tensor.From([0.5f, -1f]))[0].ToArray<byte>().ShouldBe([0, 0, 128, 63, 0, 0, 0, 192]);
            new CompiledFunction([x], [O.View(x, DType.Float64)], null, options).Call(Tensor.From([0f, 1.875f]))[0]
                .Item<double>().ShouldBe(BitConverter.Int64BitsToDouble(0x3FF0000000000000));
            new CompiledFunction([x], [O.View(x.Cast(DType.BFloat16), DType.Int16)], null, options).Call(Tensor.From([1f, -2f]))[0]
                .ToArray<short>().ShouldBe([(short)0x3F80, unchecked((short)0xC000)]);
        }
    }

    [Fact]
    public void What_has_as_many_elements_as_the_values_say_is_refused_by_name_in_a_model()
    {
        var x = Tensor.Input([4]);
        Should.Throw<NotSupportedException>(() => O.NonZero(x)).Message.ShouldStartWith("Ops.NonZero");
        Should.Throw<NotSupportedException>(() => O.Unique(x)).Message.ShouldStartWith("Ops.Unique");
        // A size makes it one.
        var (values, indices, inverse, counts) = O.Unique(x, size: 3);
        var found = new CompiledFunction([x], [values, indices, inverse, counts]).Call(Tensor.From([5f, 2, 5, 2]));
        found[0].ToArray().ShouldBe([2f, 5, 2]);
        found[1].ToArray<int>().ShouldBe([1, 0, 1]);
        found[2].ToArray<int>().ShouldBe([1, 0, 1, 0]);
        found[3].ToArray<int>().ShouldBe([2, 2, 0]);
    }

    [Fact]
    public void A_function_in_csharp_is_a_node_with_the_gradient_that_it_is_given()
    {
        var x = Tensor.Input([3]);
        static Tensor Sorted(IReadOnlyList<Tensor> given) => Tensor.From(given[0].AsSpan<float>().ToArray().Order().ToArray());
        var sorted = Tensor.FromFunction("Sorted", x.Type, Sorted, x * 2);
        var y = Gradients.Custom(sorted, [x], upstream => [upstream * 2]);
        var function = new CompiledFunction([x], [y + 1, .. Gradients.Of(y.Sum(), [x])]);
        var found = function.Call(Tensor.From([3f, 1, 2]));
        found[0].ToArray().ShouldBe([3f, 5, 7]);
        found[1].ToArray().ShouldBe([2f, 2, 2]);
        function.ToString().ShouldContain("Sorted");
        var half = Tensor.FromFunction("Half", new TensorType([2], DType.Float32), given => given[0], Tensor.Ones([3]));
        Should.Throw<ShapeException>(() => half.ToArray()).Message.ShouldContain("Half was said to give shape (2,), but gave (3,)");
    }

    [Fact]
    public void A_block_is_replaced_at_a_start_that_is_known_at_each_run()
    {
        var start = Tensor.Input([2], DType.Int32);
        var x = Tensor.Zeros([3, 4]);
        var function = new CompiledFunction([start], [O.SliceUpdate(x, start, Tensor.Ones([1, 2]))]);
        function.Call(Tensor.From([1, 2]))[0].ToArray().ShouldBe([0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
        function.Call(Tensor.From([2, 0]))[0].ToArray().ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]);
    }

    [Fact]
    public void The_last_of_several_updates_of_one_position_stays()
    {
        var x = Tensor.From([1f, 2f, 3f]);
        var indices = Tensor.From([0, -1, 0], [3, 1]);
        O.ScatterUpdate(x, indices, Tensor.From([5f, 6f, 7f])).ToArray().ShouldBe([7, 2, 6]);
        O.ScatterUpdate(x, indices, Tensor.From([5f, 6f, 7f]), ScatterReduction.Multiply).ToArray().ShouldBe([35, 2, 18]);
    }

    [Fact]
    public void Shifts_keep_the_sign_and_lose_bits()
    {
        O.RightShift(Tensor.From([-7, 7, int.MinValue]), Tensor.From([1, 1, 31])).ToArray<int>().ShouldBe([-7 >> 1, 7 >> 1, -1]);
        O.LeftShift(Tensor.From([1, 3, -1]), Tensor.From([31, 31, 4])).ToArray<int>().ShouldBe([1 << 31, unchecked(3 << 31), -16]);
    }

    [Fact]
    public void Factors_multiply_to_the_matrix_with_its_rows_exchanged()
    {
        var a = Tensor.From([0d, 2, 1, 4, 1, 0, 2, 3, 5], [3, 3]);
        var (factors, pivots) = O.LuFactor(a);
        var (lower, upper) = (O.Tril(factors, -1) + Tensor.Eye(3, dtype: DType.Float64), O.Triu(factors));
        var rows = Enumerable.Range(0, 3).Select(i => a[i]).ToArray();
        var order = pivots.ToArray<int>();
        for (var i = 0; i < 3; i++)
            (rows[i], rows[order[i]]) = (rows[order[i]], rows[i]);
        Tensor.MatMul(lower, upper).ToArray<double>().ShouldBe(Tensor.Stack(rows).ToArray<double>(), 1e-12);
    }

    [Fact]
    public void The_complementary_error_function_keeps_its_digits() =>
        // erfc(5) and erfc(-1) by mpmath.
        O.Erfc(Tensor.From([5f, -1f])).ToArray<double>().Zip([1.5374597944280349e-12, 1.8427007929497149], (a, b) => Math.Abs(a / b - 1))
            .Max().ShouldBeLessThan(2e-6);
}
