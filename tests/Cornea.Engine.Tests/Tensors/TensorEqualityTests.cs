using System.Reflection;
using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class TensorEqualityTests
{
    [Theory]
    [InlineData("op_Equality")]
    [InlineData("op_Inequality")]
    public void The_operators_are_marked_with_advice(string name)
    {
        var mark = typeof(Tensor).GetMethod(name)!.GetCustomAttribute<ObsoleteAttribute>()!;
        mark.DiagnosticId.ShouldBe("CORNEA010");
        mark.IsError.ShouldBeFalse();
        foreach (var advice in (string[])["a.EqualTo(b)", "ReferenceEquals(a, b)", "a is null"])
            mark.Message!.ShouldContain(advice);
    }

#pragma warning disable CORNEA010 // The operators themselves are tested.
    [Fact]
    public void The_operators_compare_objects_and_elements_are_compared_by_EqualTo()
    {
        Tensor a = Tensor.From([1f, 2]), same = a, b = Tensor.From([1f, 2]);
        Tensor? none = null;
        (a == same).ShouldBeTrue();
        (a == b).ShouldBeFalse();
        (a != b).ShouldBeTrue();
        (a == none).ShouldBeFalse();
        (none == null).ShouldBeTrue();
        a.EqualTo(b).ToArray<bool>().ShouldBe([true, true]);
    }
#pragma warning restore CORNEA010

    [Fact]
    public void Equal_elements_are_two_keys()
    {
        Tensor a = Tensor.From([1f, 2]), b = Tensor.From([1f, 2]);
        var names = new Dictionary<Tensor, string> { [a] = "a", [b] = "b" };
        names[a].ShouldBe("a");
        names[b].ShouldBe("b");
        a.Equals(a).ShouldBeTrue();
        a.Equals(b).ShouldBeFalse();
        a.IsComputed.ShouldBeTrue();
        (a + b).Equals(a + b).ShouldBeFalse();
    }
}
