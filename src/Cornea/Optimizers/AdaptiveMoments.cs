namespace Cornea.Optimizers;

/// <summary>What Adam and its variants share: a moving average of each gradient, and another of how large it is.</summary>
public abstract class AdaptiveMoments : Optimizer
{
    private Variable[] _momentums = [];

    private protected AdaptiveMoments(
        string name, LearningRate learningRate, double beta1, double beta2, double epsilon,
        double? weightDecay, double? clipNorm, double? clipValue, double? globalClipNorm,
        bool useEma, double emaMomentum, int? emaOverwriteFrequency, double? lossScaleFactor, int? gradientAccumulationSteps)
        : base(
            name, learningRate, weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        Beta1 = Fraction(beta1, nameof(beta1));
        Beta2 = Fraction(beta2, nameof(beta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
    }

    /// <summary>How much of the mean gradient stays at each step.</summary>
    [ConfigName("beta_1")]
    public double Beta1 { get; }

    /// <summary>How much of the measure of the gradient's size stays at each step.</summary>
    [ConfigName("beta_2")]
    public double Beta2 { get; }

    /// <summary>Keeps the divisor away from 0.</summary>
    public double Epsilon { get; }

    /// <summary>The measures of size: <c>velocity</c>, the mean squared gradients, unless <see cref="SizeSlot"/> says otherwise.</summary>
    private protected Variable[] Sizes { get; private set; } = [];

    private protected virtual string SizeSlot => "velocity";

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables) =>
        (_momentums, Sizes) = AddSlots(variables, "momentum", SizeSlot);

    /// <summary>m += (g - m)(1 - beta1).</summary>
    private protected Tensor Momentum(OptimizerStep step, int index, Tensor gradient)
    {
        var m = _momentums[index].Value;
        return step.Set(_momentums[index], m + (gradient - m) * (1 - Beta1));
    }

    /// <summary>v += (g² - v)(1 - beta2).</summary>
    private protected Tensor Velocity(OptimizerStep step, int index, Tensor gradient)
    {
        var v = Sizes[index].Value;
        return step.Set(Sizes[index], v + (gradient.Square() - v) * (1 - Beta2));
    }
}
