using System.Runtime.CompilerServices;
using Shouldly;

namespace Cornea.Tests.Tensors;

public sealed class ComputeTests
{
    [Fact]
    public void A_tensor_carried_through_a_loop_lets_its_past_go()
    {
        var (last, first) = Carried();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        first.TryGetTarget(out _).ShouldBeFalse();
        last.ToArray().ShouldBe([0.125f, 0.25f]);
    }

    [Fact]
    public void Reading_keeps_the_way_of_gradients()
    {
        Tensor x = Tensor.From([1f, 2]), y = (x * x).Sum();
        y.Item().ShouldBe(5);
        _ = y.ToString();
        Gradients.Of(y, [x])[0].ToArray().ShouldBe([2f, 4]);
    }

    [Fact]
    public void A_gradient_behind_a_computed_tensor_is_refused_and_not_zero()
    {
        Tensor x = Tensor.From([1f, 2]), y = (x * x).Compute(), other = Tensor.From([3f]);
        Should.Throw<InvalidOperationException>(() => Gradients.Of((y * 3).Sum(), [x])).Message.ShouldContain("Compute()");
        Gradients.Of((y * 3).Sum(), [y])[0].ToArray().ShouldBe([3f, 3]);
        // Without a computed tensor on the way a gradient may be 0.
        Gradients.Of((x * 3).Sum(), [other])[0].ToArray().ShouldBe([0f]);
    }

    [Fact]
    public void What_no_computed_tensor_can_have_come_from_has_a_gradient_of_zero()
    {
        Tensor classes = Tensor.From([1f, 2]).Cast(DType.Int32).Compute(), earlier = (Tensor.From([5f]) * 2).Compute();
        Tensor x = (Tensor.From([3f, 4]) * 2).Compute(), loss = (x * classes.Cast(DType.Float32)).Sum();
        var gradients = Gradients.OfConnected(loss, [classes, earlier, x]);
        gradients[0].ShouldBeNull();
        gradients[1].ShouldBeNull();
        gradients[2]!.ToArray().ShouldBe([1f, 2]);
    }

    [Fact]
    public void A_tensor_that_depends_on_a_variable_keeps_its_graph()
    {
        var weight = new Variable(Tensor.From([2f]), "weight");
        var y = (weight.Value * weight.Value).Sum().Compute();
        weight.Assign(Tensor.From([3f]));
        y.Item().ShouldBe(9);
        Gradients.Of(y, [weight])[0].ToArray().ShouldBe([6f]);
    }

    // The first tensors are on no stack frame that lives on.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Tensor Last, WeakReference<Tensor> First) Carried()
    {
        var t = Tensor.From([1f, 2]);
        var first = new WeakReference<Tensor>(t);
        for (var i = 0; i < 3; i++)
            t = (t * 0.5).Compute();
        return (t, first);
    }
}
