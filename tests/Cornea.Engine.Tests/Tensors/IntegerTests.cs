using Shouldly;

namespace Cornea.Tests.Tensors;

/// <summary>Whole numbers are exact in all their bits and wrap around; a double would lose the last of an int64.</summary>
public sealed class IntegerTests
{
    private const long Large = (1L << 60) + 1;

    [Fact]
    public void Int64_arithmetic_keeps_every_bit()
    {
        var x = Tensor.From([Large, -Large, Large + 1]);
        (x + 1).ToArray<long>().ShouldBe([Large + 1, -Large + 1, Large + 2]);
        (x * 3).ToArray<long>().ShouldBe([Large * 3, -Large * 3, (Large + 1) * 3]);
        (-x).Abs().ToArray<long>().ShouldBe([Large, Large, Large + 1]);
        (x % 1000).ToArray<long>().ShouldBe([Large % 1000, 1000 - Large % 1000, (Large + 1) % 1000]);
        x.FloorDivide(7).ToArray<long>().ShouldBe([Large / 7, -(Large / 7) - 1, (Large + 1) / 7]);
        (x & 3).ToArray<long>().ShouldBe([1, 3, 2]);
    }

    [Fact]
    public void Int64_constants_keep_every_bit()
    {
        (Tensor.From(Large) + 1).Item<long>().ShouldBe(Large + 1);
        (Tensor.From(long.MaxValue) + 1).Item<long>().ShouldBe(long.MinValue);
        Tensor.From(Large).EqualTo(Tensor.From(Large + 1)).Item<bool>().ShouldBeFalse();
    }

    [Fact]
    public void Int64_order_sees_the_last_bit()
    {
        var x = Tensor.From([Large + 1, Large, Large + 2]);
        x.Sort().ToArray<long>().ShouldBe([Large, Large + 1, Large + 2]);
        x.ArgMax(0).Item<int>().ShouldBe(2);
        x.Max().Item<long>().ShouldBe(Large + 2);
        x.EqualTo(Tensor.From(Large)).ToArray<bool>().ShouldBe([false, true, false]);
        (x < Tensor.From(Large + 1)).ToArray<bool>().ShouldBe([false, true, false]);
    }

    [Fact]
    public void Int64_moves_and_sums_keep_every_bit()
    {
        var x = Tensor.From([Large, Large + 1, Large + 2, 5L], [2, 2]);
        x.Transpose().ToArray<long>().ShouldBe([Large, Large + 2, Large + 1, 5]);
        x[1, 0].Item<long>().ShouldBe(Large + 2);
        x.Sum(0).ToArray<long>().ShouldBe([2 * Large + 2, Large + 6]);
        x.CumulativeSum(1).ToArray<long>().ShouldBe([Large, 2 * Large + 1, Large + 2, Large + 7]);
        x.Gather(Tensor.From([1, 0])).ToArray<long>().ShouldBe([Large + 2, 5, Large, Large + 1]);
        Tensor.Concat([x, x]).ToArray<long>()[2].ShouldBe(Large + 2);
        Tensor.Where(x > 5, x, 0).ToArray<long>().ShouldBe([Large, Large + 1, Large + 2, 0]);
        x.Pad([0, 1], [0, 0]).ToArray<long>()[1].ShouldBe(Large);
    }

    [Fact]
    public void Integers_wrap_around()
    {
        (Tensor.From([int.MaxValue]) + 1).ToArray<int>().ShouldBe([int.MinValue]);
        (Tensor.From([long.MaxValue, 0]) + 1).ToArray<long>().ShouldBe([long.MinValue, 1]);
        (Tensor.From([(byte)250]) + 10).ToArray<byte>().ShouldBe([(byte)4]);
        (Tensor.From([int.MaxValue]) * 2).ToArray<int>().ShouldBe([-2]);
        Tensor.From([int.MaxValue, 1]).Sum().Item<int>().ShouldBe(int.MinValue);
    }

    [Fact]
    public void The_smallest_integer_divided_by_minus_one_does_not_crash()
    {
        Tensor.From([int.MinValue]).FloorDivide(-1).ToArray<int>().ShouldBe([int.MinValue]);
        (Tensor.From([int.MinValue]) % -1).ToArray<int>().ShouldBe([0]);
        Tensor.From([long.MinValue, 3]).FloorDivide(-1).ToArray<long>().ShouldBe([long.MinValue, -3]);
        (Tensor.From([long.MinValue, 3]) % -1).ToArray<long>().ShouldBe([0L, 0L]);
        Tensor.From([5]).FloorDivide(0).ToArray<int>().ShouldBe([0]);
    }

    [Fact]
    public void Casts_between_types_follow_C_sharp()
    {
        Tensor.From([2.9f, -2.9f]).Cast(DType.Int32).ToArray<int>().ShouldBe([2, -2]);
        Tensor.From([300, -1]).Cast(DType.UInt8).ToArray<byte>().ShouldBe([(byte)44, (byte)255]);
        Tensor.From([Large]).Cast(DType.Float64).ToArray<double>().ShouldBe([(double)Large]);
        Tensor.From([1L << 40]).Cast(DType.Int32).ToArray<int>().ShouldBe([0]);
        Tensor.From([0f, -0f, float.NaN, 0.1f]).Cast(DType.Bool).ToArray<bool>().ShouldBe([false, false, true, true]);
    }

    // 2^53 + 1 is the first whole number that is none as a double.
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void An_int64_beyond_2_to_the_53_is_exact_also_where_it_is_one_number(int count)
    {
        const long number = 9007199254740993;
        var numbers = Tensor.From<long>(Enumerable.Repeat(number, count).ToArray());
        (numbers + 2).ToArray<long>().ShouldAllBe(value => value == number + 2);
        Tensor.Maximum(numbers, numbers - 1).ToArray<long>().ShouldAllBe(value => value == number);
        numbers.EqualTo(numbers - 1).ToArray<bool>().ShouldAllBe(same => !same);
        numbers.Cast(DType.Float64).Cast(DType.Int64).NotEqualTo(numbers).ToArray<bool>().ShouldAllBe(differs => differs);
    }
}
