using Shouldly;

namespace Cornea.Tests.Layers;

/// <summary>Arguments that no layer, penalty or callback can work with are refused where they are given.</summary>
public sealed class ImpossibleArgumentTests
{
    [Theory]
    [InlineData(-0.01)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Penalties_have_finite_factors_of_0_or_more(double factor)
    {
        Func<Regularizer>[] made =
        [
            () => new L1(factor), () => new L2(factor), () => new L1L2(factor), () => new L1L2(0, factor),
            () => new OrthogonalRegularizer(factor), () => new L2() with { Factor = 0 }, () => new L1(0), () => new L1L2(),
        ];
        foreach (var make in made[..5])
            Should.Throw<ArgumentOutOfRangeException>(make).Message.ShouldContain("of 0 or more, but received");
        foreach (var make in made[5..])
            make().Penalty(Tensor.From([3f, -4])).Item().ShouldBe(0);
    }

    [Fact]
    public void Factors_of_upsampling_are_1_or_more()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new UpSampling2D(0)).Message.ShouldContain("UpSampling2D expects size");
        Should.Throw<ArgumentOutOfRangeException>(() => new UpSampling2D((2, -1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new UpSampling3D((1, 1, 0))).Message.ShouldContain("UpSampling3D expects size");
    }

    [Fact]
    public void Noise_has_a_deviation_of_0_or_more()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new GaussianNoise(-1)).Message.ShouldContain("but received -1");
        Should.Throw<ArgumentOutOfRangeException>(() => new GaussianNoise(double.NaN));
    }

    [Fact]
    public void What_is_needed_is_not_null()
    {
        Should.Throw<ArgumentNullException>(() => new ActivationLayer(null!)).ParamName.ShouldBe("activation");
        Should.Throw<ArgumentNullException>(() => new Bidirectional(null!)).ParamName.ShouldBe("forwardLayer");
        Should.Throw<ArgumentNullException>(() => new LearningRateScheduler(null!)).ParamName.ShouldBe("schedule");
    }

    [Fact]
    public void A_number_of_threads_is_not_negative() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new CompileOptions { Threads = -1 }).Message.ShouldContain("Threads");

    [Fact]
    public void Attention_says_whether_an_input_or_an_axis_is_missing()
    {
        var layer = new MultiHeadAttention(2, 4);
        Should.Throw<ShapeException>(() => layer.Apply((Tensors)new[] { Tensor.Zeros([2, 3]), Tensor.Zeros([2, 3]) }))
            .Message.ShouldContain("Give each its axis of steps");
        Should.Throw<ShapeException>(() => new MultiHeadAttention(2, 4).Apply(Tensor.Zeros([2, 3, 4])))
            .Message.ShouldContain("Pass them together");
    }
}
