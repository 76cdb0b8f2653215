namespace Cornea.Optimizers.Schedules;

/// <summary>
/// initial / (1 + rate * step / steps). Keras: <c>optimizers/schedules/learning_rate_schedule.py</c>.
/// </summary>
/// <param name="InitialLearningRate">The learning rate of step 0.</param>
/// <param name="DecaySteps">After how many steps the divisor has grown by <paramref name="DecayRate"/>; above 0.</param>
/// <param name="DecayRate">How fast the divisor grows.</param>
/// <param name="Staircase">Whether step / steps is rounded down, so that the rate falls in stairs.</param>
/// <param name="Name">Its name in configurations.</param>
public sealed record InverseTimeDecay(double InitialLearningRate, double DecaySteps, double DecayRate, bool Staircase = false,
    string Name = "InverseTimeDecay")
    : LearningRateSchedule
{
    /// <summary>After how many steps the divisor has grown by the decay rate.</summary>
    public double DecaySteps { get; init; } = Above0(DecaySteps, nameof(InverseTimeDecay));

    /// <inheritdoc/>
    public override Tensor At(Tensor step)
    {
        var fraction = step.ToFloat32() / DecaySteps;
        return InitialLearningRate / (((Staircase ? fraction.Floor() : fraction) * DecayRate) + 1);
    }
}
