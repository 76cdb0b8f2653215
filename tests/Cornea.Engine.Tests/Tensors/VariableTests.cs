using System.Runtime.InteropServices;
using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class VariableTests
{
    [Fact]
    public void Values_that_are_written_in_place_need_no_first_value()
    {
        var asked = 0;
        var variable = new Variable(new TensorType([2, 2], DType.Float32), () =>
        {
            asked++;
            return Tensor.Zeros([2, 2]);
        });
        variable.AssignBytes(bytes => MemoryMarshal.AsBytes<float>([1, 2, 3, 4]).CopyTo(bytes));
        variable.ToArray<float>().ShouldBe([1, 2, 3, 4]);
        variable.Assign(Tensor.Ones([2, 2]));
        variable.ToArray<float>().ShouldBe([1, 1, 1, 1]);
        asked.ShouldBe(0);
    }

    [Fact]
    public void A_value_that_is_computed_from_the_variable_itself_finds_its_first_value()
    {
        var variable = new Variable(new TensorType([2], DType.Float32), () => Tensor.From<float>([3, 5]));
        variable.Assign(variable.Value * 2);
        variable.ToArray<float>().ShouldBe([6, 10]);
    }

    [Fact]
    public void Where_the_writer_fails_a_variable_without_values_still_has_its_first_value()
    {
        var variable = new Variable(new TensorType([2], DType.Float32), () => Tensor.From<float>([3, 5]));
        Should.Throw<IOException>(() => variable.AssignBytes(_ => throw new IOException("the file ended")));
        variable.ToArray<float>().ShouldBe([3, 5]);
    }

    [Fact]
    public void Values_longer_than_a_span_are_refused_by_name()
    {
        var variable = new Variable(new TensorType([1 << 14, 1 << 15], DType.Float32), () => Tensor.Zeros([1, 1]), "table");
        // The pages of the memory are never touched, so it takes none.
        Should.Throw<NotSupportedException>(() => variable.AssignBytes(_ => { })).Message.ShouldContain("2,147,483,648 bytes");
    }

    [Fact]
    public void Variables_reckon_with_numbers_and_with_each_other()
    {
        Variable a = new(Tensor.From([6f, -8])), b = new(Tensor.From([2f, 4]));
        (a + b).ToArray().ShouldBe([8, -4]);
        (a - b).ToArray().ShouldBe([4, -12]);
        (a * b).ToArray().ShouldBe([12, -32]);
        (a / b).ToArray().ShouldBe([3, -2]);
        (a + 1).ToArray().ShouldBe([7, -7]);
        (a - 0.5).ToArray().ShouldBe([5.5f, -8.5f]);
        (a * 2f).ToArray().ShouldBe([12, -16]);
        (a / 2).ToArray().ShouldBe([3, -4]);
        (1 + a).ToArray().ShouldBe([7, -7]);
        (1 - a).ToArray().ShouldBe([-5, 9]);
        (2 * a).ToArray().ShouldBe([12, -16]);
        (24 / a).ToArray().ShouldBe([4, -3]);
        (-a).ToArray().ShouldBe([-6, 8]);
        (a * 2).DType.ShouldBe(DType.Float32);
        // What a variable holds when it is computed, and its gradient.
        var twice = a * 2 + b;
        b.Assign(Tensor.From([0f, 1]));
        twice.ToArray().ShouldBe([12, -15]);
        Gradients.Of((a * b - a / 2).Sum(), [a, b]).Select(gradient => gradient.ToArray()).ShouldBe([[-0.5f, 0.5f], [6, -8]]);
    }
}
