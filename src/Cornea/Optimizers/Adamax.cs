namespace Cornea.Optimizers;

/// <summary>Adam with the greatest instead of the root mean square gradient. Keras: <c>keras.optimizers.Adamax</c>.</summary>
/// <remarks>
/// m += (g - m)(1 - beta1); u = max(beta2 u, |g|); w -= lr m / ((1 - beta1^t)(u + epsilon)).
/// Source: Kingma and Ba 2014, section 7.1; Keras, <c>optimizers/adamax.py</c>.
/// </remarks>
public sealed class Adamax : AdaptiveMoments
{
    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="beta1">How much of the mean gradient stays at each step.</param>
    /// <param name="beta2">How fast the greatest gradient fades.</param>
    /// <param name="epsilon">Keeps the divisor away from 0.</param>
    /// <param name="weightDecay">Each step first takes this fraction, times the learning rate, from the weights.</param>
    /// <param name="clipNorm">The greatest norm of each gradient.</param>
    /// <param name="clipValue">The greatest absolute value in a gradient.</param>
    /// <param name="globalClipNorm">The greatest norm of all gradients together.</param>
    /// <param name="useEma">Whether to keep a moving average of the weights.</param>
    /// <param name="emaMomentum">How much of the moving average stays at each step.</param>
    /// <param name="emaOverwriteFrequency">The weights become their average each so many steps.</param>
    /// <param name="lossScaleFactor">By what the loss is multiplied before differentiation.</param>
    /// <param name="gradientAccumulationSteps">The weights move each so many steps, by the mean gradient.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">A number is out of range, or two ways of clipping are given.</exception>
    public Adamax(
        LearningRate learningRate = default, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, double? weightDecay = null,
        double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99,
        int? emaOverwriteFrequency = null, double? lossScaleFactor = null, int? gradientAccumulationSteps = null, string name = "adamax")
        : base(
            name, learningRate.Or(0.001), beta1, beta2, epsilon, weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum,
            emaOverwriteFrequency, lossScaleFactor, gradientAccumulationSteps)
    {
    }

    private protected override string SizeSlot => "norm";

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var rate = step.LearningRate / step.BiasCorrection(Beta1);
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var m = Momentum(step, index, gradient);
            var u = step.Set(Sizes[index], Tensor.Maximum(Beta2 * Sizes[index].Value, gradient.Abs()));
            step.Set(variable, weight - rate * m / (u + Epsilon));
        }
    }
}
