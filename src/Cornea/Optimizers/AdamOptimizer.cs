namespace Cornea.Optimizers;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share: the step by the mean gradient over the root of its mean
/// square.</summary>
/// <remarks>
/// m += (g - m)(1 - beta1); v += (g² - v)(1 - beta2); w -= lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon).
/// Epsilon stands outside the root ("epsilon hat" of the paper). With amsgrad the greatest v so far divides.
/// </remarks>
public abstract class AdamOptimizer : AdaptiveMoments
{
    private Variable[] _greatest = [];

    private protected AdamOptimizer(
        string name, LearningRate learningRate, double beta1, double beta2, double epsilon, bool amsgrad,
        double? weightDecay, double? clipNorm, double? clipValue, double? globalClipNorm,
        bool useEma, double emaMomentum, int? emaOverwriteFrequency, double? lossScaleFactor, int? gradientAccumulationSteps)
        : base(
            name, learningRate, beta1, beta2, epsilon, weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum,
            emaOverwriteFrequency, lossScaleFactor, gradientAccumulationSteps) => Amsgrad = amsgrad;

    /// <summary>Whether the greatest mean squared gradient so far divides.</summary>
    public bool Amsgrad { get; }

    /// <inheritdoc/>
    protected sealed override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        base.BuildSlots(variables);
        _greatest = Amsgrad ? AddSlots(variables, "velocity_hat") : [];
    }

    /// <inheritdoc/>
    protected sealed override void Step(OptimizerStep step)
    {
        var rate = step.LearningRate * step.BiasCorrection(Beta2).Sqrt() / step.BiasCorrection(Beta1);
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var (m, v) = (Momentum(step, index, gradient), Velocity(step, index, gradient));
            if (Amsgrad)
                v = step.Set(_greatest[index], Tensor.Maximum(_greatest[index], v));
            step.Set(variable, weight - m * rate / (v.Sqrt() + Epsilon));
        }
    }
}
