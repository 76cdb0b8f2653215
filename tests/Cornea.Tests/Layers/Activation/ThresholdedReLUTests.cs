using Shouldly;

namespace Cornea.Tests.Layers;

public sealed class ThresholdedReLUTests
{
    private static readonly Tensor Row = Tensor.From([-2f, 0.5f, 1, 3], [1, 4]);

    [Fact]
    public void What_is_above_the_threshold_stays_and_all_else_is_0()
    {
        ((Tensor)new ThresholdedReLU().Apply(Row)).ToArray().ShouldBe([0f, 0, 0, 3]);
        ((Tensor)new ThresholdedReLU(0.25).Apply(Row)).ToArray().ShouldBe([0f, 0.5f, 1, 3]);
    }

    [Fact]
    public void A_negative_threshold_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new ThresholdedReLU(-1)).Message.ShouldContain("received -1");
}
