namespace Cornea.Optimizers;

/// <summary>Steps by the mean gradient over the root of the mean squared gradient. Keras: <c>keras.optimizers.Adam</c>.</summary>
/// <remarks>
/// The formula is that of <see cref="AdamOptimizer"/>.
/// Source: Kingma and Ba 2014, <i>Adam: A Method for Stochastic Optimization</i>; Keras, <c>optimizers/adam.py</c>.
/// </remarks>
public sealed class Adam : AdamOptimizer
{
    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="beta1">How much of the mean gradient stays at each step.</param>
    /// <param name="beta2">How much of the mean squared gradient stays at each step.</param>
    /// <param name="epsilon">Keeps the divisor away from 0.</param>
    /// <param name="amsgrad">Whether to divide by the greatest mean squared gradient so far.</param>
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
    public Adam(
        LearningRate learningRate = default, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false,
        double? weightDecay = null, double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false,
        double emaMomentum = 0.99, int? emaOverwriteFrequency = null, double? lossScaleFactor = null,
        int? gradientAccumulationSteps = null, string name = "adam")
        : base(
            name, learningRate.Or(0.001), beta1, beta2, epsilon, amsgrad, weightDecay, clipNorm, clipValue, globalClipNorm, useEma,
            emaMomentum, emaOverwriteFrequency, lossScaleFactor, gradientAccumulationSteps)
    {
    }
}
