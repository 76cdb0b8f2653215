using Cornea.Compilation.Kernels;
using Cornea.Devices.Cpu.Matrix;
using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Matrix;

/// <summary>Panels that plans share.</summary>
public sealed class KeptPanelsTests
{
    [Fact]
    public void Panels_are_packed_once_for_each_way_in_which_a_constant_is_read()
    {
        var constant = HostMemory.Copy<float>([1, 2, 3, 4, 5, 6], new Shape(2, 3));
        var slot = new BufferSlot(constant.Type, "constant") { Constant = constant };
        var rows = BufferView.Whole(slot);
        var columns = rows with { Lengths = [3, 2], Strides = [1, 3] };
        var packed = 0;
        GemmScratch Of(BufferView view, string form) => KeptPanels.Of(constant, view, form, 64, _ => packed++);
        var first = Of(rows, "panels");
        Of(rows, "panels").ShouldBeSameAs(first);
        packed.ShouldBe(1);
        Of(columns, "panels").ShouldNotBeSameAs(first);
        Of(rows, "rows").ShouldNotBeSameAs(first);
        Of(rows with { Offset = 3 }, "panels").ShouldNotBeSameAs(first);
        packed.ShouldBe(4);
    }

    [Fact]
    public void A_constant_of_the_plan_around_is_found()
    {
        var constant = HostMemory.Copy<float>([1, 2], new Shape(2));
        var outer = new BufferSlot(constant.Type, "constant") { Constant = constant };
        var inner = new BufferSlot(constant.Type, "inner") { Outer = outer };
        inner.ConstantAround.ShouldBeSameAs(constant);
        new BufferSlot(constant.Type, "other").ConstantAround.ShouldBeNull();
    }
}
