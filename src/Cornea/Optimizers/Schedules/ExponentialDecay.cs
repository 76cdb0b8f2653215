namespace Cornea.Optimizers.Schedules;

/// <summary>
/// initial * rate^(step / steps). Keras: <c>optimizers/schedules/learning_rate_schedule.py</c>.
/// </summary>
/// <param name="InitialLearningRate">The learning rate of step 0.</param>
/// <param name="DecaySteps">After how many steps the rate has been multiplied by <paramref name="DecayRate"/> once; above 0.</param>
/// <param name="DecayRate">The factor.</param>
/// <param name="Staircase">Whether step / steps is rounded down, so that the rate falls in stairs.</param>
/// <param name="Name">Its name in configurations.</param>
public sealed record ExponentialDecay(double InitialLearningRate, double DecaySteps, double DecayRate, bool Staircase = false,
    string Name = "ExponentialDecay")
    : LearningRateSchedule
{
    /// <summary>After how many steps the rate has been multiplied by the factor once.</summary>
    public double DecaySteps { get; init; } = Above0(DecaySteps, nameof(ExponentialDecay));

    /// <inheritdoc/>
    public override Tensor At(Tensor step)
    {
        var fraction = step.ToFloat32() / DecaySteps;
        return Tensor.From((float)DecayRate).Power(Staircase ? fraction.Floor() : fraction) * InitialLearningRate;
    }
}
