using Shouldly;

namespace Cornea.Tests.Optimizers.Schedules;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Each_restart_of_a_million_steps_begins_at_the_top()
    {
        var schedule = new CosineDecayRestarts(0.1, 1000);
        foreach (var restart in (long[])[0, 1000, 3000, 7000, 15000, 31000, 63000, 127000, 255000, 511000, 1023000])
            schedule.At(restart).ShouldBe(0.1, 1e-6, $"step {restart}");
    }

    [Fact]
    public void Schedules_with_impossible_arguments_say_what_to_do()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new CosineDecay(0.1, 0)).Message.ShouldContain("CosineDecay");
        Should.Throw<ArgumentException>(() => new PiecewiseConstantDecay([5], [0.1])).Message.ShouldContain("one value more");
        Should.Throw<ArgumentException>(() => new PiecewiseConstantDecay([5, 3], [0.1, 0.2, 0.3])).Message.ShouldContain("rising");
    }

    [Fact]
    public void Schedules_with_the_same_numbers_are_equal()
    {
        new PiecewiseConstantDecay([5], [0.1, 0.01]).ShouldBe(new PiecewiseConstantDecay([5], [0.1, 0.01]));
        new PiecewiseConstantDecay([5], [0.1, 0.01]).ShouldNotBe(new PiecewiseConstantDecay([6], [0.1, 0.01]));
        new CosineDecay(0.1, 100).ShouldBe(new CosineDecay(0.1, 100));
    }
}
