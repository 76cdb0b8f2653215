namespace Cornea.Tuning;

/// <summary>Tries settings drawn at random, which finds good ones sooner than a grid where few settings matter (Bergstra and Bengio,
/// 2012).</summary>
/// <param name="space">The settings that are searched for.</param>
/// <param name="trials">How many to try.</param>
/// <param name="seed">The choices are a function of it.</param>
public sealed class RandomSearch(SearchSpace space, int trials = 20, long seed = 0) : Tuner(space)
{
    /// <inheritdoc/>
    protected override void Search(Func<HyperParameters, int, Trial> measure, TuningOptions options)
    {
        for (var number = 0; number < trials; number++)
            measure(Sample(seed, number), options.Epochs);
    }
}
