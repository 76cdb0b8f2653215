namespace Cornea.Optimizers;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share: two moving averages per weight.</summary>
/// <remarks>
/// m += (g - m)(1 - beta1); v += (g² - v)(1 - beta2); w -= lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon).
/// Epsilon stands outside the root ("epsilon hat" of the paper). With amsgrad the greatest v so far divides.
/// </remarks>
public abstract class AdaptiveMoments : Optimizer
{
    private Variable[] _momentums = [];
    private Variable[] _velocities = [];
    private Variable[] _greatest = [];

    private protected AdaptiveMoments(
        string name, LearningRate learningRate, double beta1, double beta2, double epsilon, bool amsgrad,
        double? weightDecay, double? clipNorm, double? clipValue, double? globalClipNorm,
        bool useEma, double emaMomentum, int? emaOverwriteFrequency, double? lossScaleFactor, int? gradientAccumulationSteps)
        : base(
            name, learningRate, weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        Beta1 = Fraction(beta1, nameof(beta1));
        Beta2 = Fraction(beta2, nameof(beta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        Amsgrad = amsgrad;
    }

    /// <summary>How much of the mean gradient stays at each step.</summary>
    [ConfigName("beta_1")]
    public double Beta1 { get; }

    /// <summary>How much of the mean squared gradient stays at each step.</summary>
    [ConfigName("beta_2")]
    public double Beta2 { get; }

    /// <summary>Keeps the divisor away from 0.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the greatest mean squared gradient so far divides.</summary>
    public bool Amsgrad { get; }

    /// <inheritdoc/>
    protected sealed override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        (_momentums, _velocities) = AddSlots(variables, "momentum", "velocity");
        _greatest = Amsgrad ? AddSlots(variables, "velocity_hat") : [];
    }

    /// <inheritdoc/>
    protected sealed override void Step(OptimizerStep step)
    {
        var rate = step.LearningRate * step.BiasCorrection(Beta2).Sqrt() / step.BiasCorrection(Beta1);
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var (m, v) = (_momentums[index].Value, _velocities[index].Value);
            m = step.Set(_momentums[index], m + (gradient - m) * (1 - Beta1));
            v = step.Set(_velocities[index], v + (gradient.Square() - v) * (1 - Beta2));
            if (Amsgrad)
                v = step.Set(_greatest[index], Tensor.Maximum(_greatest[index], v));
            step.Set(variable, weight - m * rate / (v.Sqrt() + Epsilon));
        }
    }
}
