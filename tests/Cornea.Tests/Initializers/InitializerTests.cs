using Shouldly;

namespace Cornea.Tests.Initializers;

public sealed class InitializerTests
{
    [Fact]
    public void A_seed_decides_alone_and_without_one_the_key_does()
    {
        var seeded = new GlorotUniform(Seed: 3);
        seeded.Create([4, 5], RandomKey.From(1)).ToArray().ShouldBe(seeded.Create([4, 5], RandomKey.From(2)).ToArray());
        var free = new GlorotUniform();
        free.Create([4, 5], RandomKey.From(1)).ToArray().ShouldBe(free.Create([4, 5], RandomKey.From(1)).ToArray());
        free.Create([4, 5], RandomKey.From(1)).ToArray().ShouldNotBe(free.Create([4, 5], RandomKey.From(2)).ToArray());
        new Orthogonal(Seed: 3).Create([4, 5], RandomKey.From(1)).ToArray()
            .ShouldBe(new Orthogonal(Seed: 3).Create([4, 5], RandomKey.From(2)).ToArray());
    }

    [Fact]
    public void Fans_of_a_convolution_count_its_receptive_field() => FanInitializer.Fans([3, 3, 16, 32]).ShouldBe((144, 288));

    [Fact]
    public void Orthogonal_of_one_axis_is_an_error() =>
        Should.Throw<ShapeException>(() => new Orthogonal().Create([4], RandomKey.From(1))).Message.ShouldContain("two axes");
}
