namespace Cornea.Tuning;

/// <summary>
/// Trains many choices for a few epochs and only the best of them longer (Li et al., 2018). With R epochs at most and a factor f there
/// are brackets s = floor(log_f R) down to 0; a bracket begins with ceil((S + 1) f^s / (s + 1)) choices for R / f^s epochs, S the first
/// s, and keeps the best one of f each time for f times as many epochs.
/// </summary>
/// <param name="space">The settings that are searched for.</param>
/// <param name="maximumEpochs">R, the epochs of the longest trainings.</param>
/// <param name="factor">f, 2 or more.</param>
/// <param name="seed">The choices are a function of it.</param>
public sealed class Hyperband(SearchSpace space, int maximumEpochs = 27, int factor = 3, long seed = 0) : Tuner(space)
{
    /// <inheritdoc/>
    protected override void Search(Func<HyperParameters, int, Trial> measure, TuningOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        var most = 0;
        for (long epochs = factor; epochs <= maximumEpochs; epochs *= factor)
            most++;
        var number = 0;
        for (var bracket = most; bracket >= 0; bracket--)
        {
            var power = Power(bracket);
            var count = (int)(((most + 1L) * power + bracket) / (bracket + 1));
            List<HyperParameters> choices = [.. Enumerable.Range(0, count).Select(_ => Sample(seed, number++))];
            for (var round = 0; round <= bracket; round++)
            {
                var epochs = Math.Max(1, (int)(maximumEpochs * Power(round) / power));
                var trials = choices.Select(choice => measure(choice, epochs)).ToArray();
                var kept = Math.Max(1, choices.Count / factor);
                choices = [.. TuningResult.Ordered(trials, options.IsGreatestBest).Take(kept).Select(trial => trial.Parameters)];
            }
        }
    }

    private long Power(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
            power *= factor;
        return power;
    }
}
