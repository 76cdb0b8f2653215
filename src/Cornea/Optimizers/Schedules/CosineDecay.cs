namespace Cornea.Optimizers.Schedules;

/// <summary>
/// From the initial rate along half a cosine wave to alpha times it: initial * ((1 - alpha) * 0.5 (1 + cos(pi step / steps)) +
/// alpha). With <paramref name="WarmupTarget"/> a line from the initial rate to the target comes first, and the wave starts
/// at the target. Source: Loshchilov, Hutter, "SGDR", 2016; Keras: <c>optimizers/schedules/learning_rate_schedule.py</c>.
/// </summary>
/// <param name="InitialLearningRate">The learning rate of step 0.</param>
/// <param name="DecaySteps">How many steps the decay takes, warm-up not counted; above 0.</param>
/// <param name="Alpha">The last learning rate over the first of the decay.</param>
/// <param name="WarmupTarget">The learning rate after the warm-up; null for no warm-up.</param>
/// <param name="WarmupSteps">How many steps the warm-up takes.</param>
/// <param name="Name">Its name in configurations.</param>
public sealed record CosineDecay(
    double InitialLearningRate, double DecaySteps, double Alpha = 0, double? WarmupTarget = null, double WarmupSteps = 0,
    string Name = "CosineDecay")
    : LearningRateSchedule
{
    /// <summary>How many steps the decay takes, warm-up not counted.</summary>
    public double DecaySteps { get; init; } = Above0(DecaySteps, nameof(CosineDecay));

    /// <inheritdoc/>
    public override Tensor At(Tensor step)
    {
        var number = step.ToFloat32();
        if (WarmupTarget is not { } target)
            return Decay(number, InitialLearningRate);
        var warmup = ((number / Math.Max(WarmupSteps, 1)) * (target - InitialLearningRate)) + InitialLearningRate;
        return Tensor.Where(number < WarmupSteps, warmup, Decay(number - WarmupSteps, target));
    }

    private Tensor Decay(Tensor number, double from) =>
        ((HalfCosine(Tensor.Minimum(number, DecaySteps) / DecaySteps) * (1 - Alpha)) + Alpha) * from;
}
