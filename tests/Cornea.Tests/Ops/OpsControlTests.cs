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
        Should.Throw<ArgumentException>(() => O.WhileLoop(v => v[0] < 50, v => [v[0] * 2], [x])).Message.ShouldContain("maximumIterations");
        var function = new CompiledFunction([x], O.WhileLoop(v => v[0] < 50, v => [v[0] * 2], [x], 10));
        function.Call(Tensor.From(3f))[0].Item().ShouldBe(96);
        function.Call(Tensor.From(60f))[0].Item().ShouldBe(60);
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
