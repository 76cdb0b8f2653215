namespace Cornea.Optimizers.Schedules;

/// <summary>
/// (initial - end) * (1 - step / steps)^power + end, and end after that. With <paramref name="Cycle"/> the number of steps
/// grows to the next multiple that the step has not passed, so the rate rises again at each multiple and falls more slowly.
/// Keras: <c>optimizers/schedules/learning_rate_schedule.py</c>.
/// </summary>
/// <param name="InitialLearningRate">The learning rate of step 0.</param>
/// <param name="DecaySteps">How many steps the decay takes; above 0.</param>
/// <param name="EndLearningRate">The learning rate at the end.</param>
/// <param name="Power">1 for a line.</param>
/// <param name="Cycle">Whether to begin again.</param>
/// <param name="Name">Its name in configurations.</param>
public sealed record PolynomialDecay(
    double InitialLearningRate, double DecaySteps, double EndLearningRate = 0.0001, double Power = 1, bool Cycle = false,
    string Name = "PolynomialDecay")
    : LearningRateSchedule
{
    /// <summary>How many steps the decay takes.</summary>
    public double DecaySteps { get; init; } = Above0(DecaySteps, nameof(PolynomialDecay));

    /// <inheritdoc/>
    public override Tensor At(Tensor step)
    {
        var number = step.ToFloat32();
        var fraction = Cycle
            ? number / (Tensor.Maximum((number / DecaySteps).Ceiling(), 1) * DecaySteps)
            : Tensor.Minimum(number, DecaySteps) / DecaySteps;
        return ((1 - fraction).Power(Power) * (InitialLearningRate - EndLearningRate)) + EndLearningRate;
    }
}
