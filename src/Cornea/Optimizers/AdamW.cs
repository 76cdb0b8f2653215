namespace Cornea.Optimizers;

/// <summary>Adam with weight decay apart from the gradient. Keras: <c>keras.optimizers.AdamW</c>.</summary>
/// <remarks>
/// First w -= w weightDecay lr, then the formula of <see cref="AdamOptimizer"/>.
/// Source: Loshchilov and Hutter 2019, <i>Decoupled Weight Decay Regularization</i>; Keras, <c>optimizers/adamw.py</c>.
/// </remarks>
public sealed class AdamW : AdamOptimizer
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
    public AdamW(
        LearningRate learningRate = default, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false,
        double? weightDecay = 0.004, double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null,
        bool useEma = false, double emaMomentum = 0.99, int? emaOverwriteFrequency = null, double? lossScaleFactor = null,
        int? gradientAccumulationSteps = null, string name = "adamw")
        : base(
            name, learningRate.Or(0.001), beta1, beta2, epsilon, amsgrad, weightDecay, clipNorm, clipValue, globalClipNorm, useEma,
            emaMomentum, emaOverwriteFrequency, lossScaleFactor, gradientAccumulationSteps)
    {
    }
}
