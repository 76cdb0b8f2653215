namespace Cornea.Optimizers.Schedules;

/// <summary>
/// Half a cosine wave from the initial rate down to alpha times it, again and again: each period is tMul times as long as
/// the one before and starts at mMul times its rate. Source: Loshchilov, Hutter, "SGDR", 2016; Keras:
/// <c>optimizers/schedules/learning_rate_schedule.py</c>.
/// </summary>
/// <param name="InitialLearningRate">The learning rate of step 0.</param>
/// <param name="FirstDecaySteps">How many steps the first period takes; above 0.</param>
/// <param name="TMul">How much longer each period is than the one before; Keras's argument <c>t_mul</c>.</param>
/// <param name="MMul">How much higher each period starts than the one before; Keras's argument <c>m_mul</c>.</param>
/// <param name="Alpha">The lowest learning rate over the initial one.</param>
/// <param name="Name">Its name in configurations.</param>
public sealed record CosineDecayRestarts(
    double InitialLearningRate, double FirstDecaySteps, double TMul = 2, double MMul = 1, double Alpha = 0, string Name = "SGDRDecay")
    : LearningRateSchedule
{
    /// <summary>How many steps the first period takes.</summary>
    public double FirstDecaySteps { get; init; } = Above0(FirstDecaySteps, nameof(CosineDecayRestarts));

    /// <inheritdoc/>
    public override Tensor At(Tensor step)
    {
        // passed: first periods passed; period: its number from 0; fraction: how much of it is over.
        var passed = step.ToFloat32() / FirstDecaySteps;
        Tensor period, fraction;
        if (TMul == 1)
        {
            period = passed.Floor();
            fraction = passed - period;
        }
        else
        {
            // Periods 0 to i - 1 take (1 - t^i) / (1 - t) first periods. The 1e-6 keeps a step on a restart from being
            // rounded into the period that ends there.
            period = (((1 - (passed * (1 - TMul))).Log() / Math.Log(TMul)) + 1e-6).Floor();
            var length = Tensor.From((float)TMul).Power(period);
            fraction = (passed - ((1 - length) / (1 - TMul))) / length;
        }
        var height = HalfCosine(fraction) * Tensor.From((float)MMul).Power(period);
        return ((height * (1 - Alpha)) + Alpha) * InitialLearningRate;
    }
}
