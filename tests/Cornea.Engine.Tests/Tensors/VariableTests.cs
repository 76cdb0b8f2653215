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
}
