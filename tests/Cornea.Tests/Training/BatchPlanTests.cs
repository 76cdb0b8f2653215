using Shouldly;

namespace Cornea.Tests.Training;

public sealed class BatchPlanTests
{
    [Fact]
    public void A_shuffled_pass_takes_every_row_once_and_the_last_step_what_is_left()
    {
        var plan = Plan(first: 7, count: 1003, batchSize: 128);
        plan.Shuffle(seed: 3, epoch: 0);

        plan.Steps.ShouldBe(8);
        plan.SizeOf(7).ShouldBe(107);
        Rows(plan).Order().ShouldBe(Enumerable.Range(7, 1003));
    }

    [Fact]
    public void The_order_follows_from_the_seed_and_the_epoch_alone()
    {
        var (plan, other) = (Plan(0, 500, 10), Plan(0, 500, 32));
        plan.Shuffle(seed: 3, epoch: 0);
        plan.Shuffle(seed: 3, epoch: 2);
        other.Shuffle(seed: 3, epoch: 2);
        var second = Rows(plan);

        second.ShouldBe(Rows(other));
        plan.Shuffle(seed: 3, epoch: 1);
        Rows(plan).ShouldNotBe(second);
        plan.Shuffle(seed: 4, epoch: 2);
        Rows(plan).ShouldNotBe(second);
    }

    [Fact]
    public void Every_row_is_about_as_likely_in_every_place()
    {
        var plan = Plan(0, 4, 4);
        var counts = new int[4, 4];
        for (var epoch = 0; epoch < 4000; epoch++)
        {
            plan.Shuffle(seed: 1, epoch);
            foreach (var (place, row) in Rows(plan).Index())
                counts[place, row]++;
        }

        // A thousand each, give or take five deviations of 27.
        foreach (var count in counts)
            count.ShouldBeInRange(863, 1137);
    }

    private static BatchPlan Plan(int first, int count, int batchSize)
    {
        var x = Tensor.Zeros([first + count, 1]);
        return new BatchPlan(TrainingData.Create("Fit", x, x, []) with { FirstRow = first, Count = count }, batchSize);
    }

    private static int[] Rows(BatchPlan plan) => [.. Enumerable.Range(0, plan.Steps).SelectMany(step => plan.RowsOf(step).ToArray())];
}
