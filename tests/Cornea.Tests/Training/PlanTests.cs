using Shouldly;

namespace Cornea.Tests.Training;

public sealed class PlanTests
{
    [Fact]
    public void A_step_says_what_it_needs_before_it_runs()
    {
        var model = new Sequential { new Dense(64, Activation.Relu, inputDim: 100), new Dense(3, Activation.Softmax) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        var (x, y) = (Tensor.Zeros([50, 100]).Compute(), Tensor.Zeros([50], DType.Int32).Compute());
        var plan = model.PlanTraining(x, y, batchSize: 10);
        model.TrainedSteps.ShouldBe(0);
        plan.ArenaBytes.ShouldBeGreaterThanOrEqualTo(10 * 64 * 4);
        // Weights and two slots of Adam each, and the data.
        plan.StateBytes.ShouldBeGreaterThanOrEqualTo(3L * 4 * (100 * 64 + 64 + 64 * 3 + 3) + 50 * 100 * 4);
        plan.ToString().ShouldContain($"arena {plan.ArenaBytes.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} bytes");
    }
}
