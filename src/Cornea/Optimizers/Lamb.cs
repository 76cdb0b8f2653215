namespace Cornea.Optimizers;

/// <summary>Adam with each variable's step in proportion to its norm, for large batches. Keras: <c>keras.optimizers.Lamb</c>.</summary>
/// <remarks>
/// u = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon); w -= lr u |w| / |u|, where the ratio is 1 if a norm is 0.
/// Source: You et al. 2019, <i>Large Batch Optimization for Deep Learning</i>; Keras, <c>optimizers/lamb.py</c>.
/// </remarks>
public sealed class Lamb : AdaptiveMoments
{
    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="beta1">How much of the mean gradient stays at each step.</param>
    /// <param name="beta2">How much of the mean squared gradient stays at each step.</param>
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
    public Lamb(
        LearningRate learningRate = default, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, double? weightDecay = null,
        double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99,
        int? emaOverwriteFrequency = null, double? lossScaleFactor = null, int? gradientAccumulationSteps = null, string name = "lamb")
        : base(
            name, learningRate.Or(0.001), beta1, beta2, epsilon, weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum,
            emaOverwriteFrequency, lossScaleFactor, gradientAccumulationSteps)
    {
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var (ofMomentum, ofVelocity) = (1 / step.BiasCorrection(Beta1), 1 / step.BiasCorrection(Beta2));
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var (m, v) = (Momentum(step, index, gradient), Velocity(step, index, gradient));
            var move = m * ofMomentum / ((v * ofVelocity).Sqrt() + Epsilon);
            var (ofWeight, ofMove) = (weight.Norm(), move.Norm());
            var ratio = Tensor.Where((ofWeight > 0) & (ofMove > 0), ofWeight / ofMove, 1.0);
            step.Set(variable, weight - ratio * step.LearningRate * move);
        }
    }
}
