namespace Cornea.Optimizers;

/// <summary>Adam with Nesterov momentum. Keras: <c>keras.optimizers.Nadam</c>.</summary>
/// <remarks>
/// mu(t) = beta1 (1 - 0.96^(scheduleDecay t) / 2); P is the product of mu(1) to mu(t), and P' that of mu(1) to mu(t + 1);
/// w -= lr (mu(t + 1) m / (1 - P') + (1 - mu(t)) g / (1 - P)) / (sqrt(v / (1 - beta2^t)) + epsilon).
/// Source: Dozat 2015, <i>Incorporating Nesterov Momentum into Adam</i>; Keras, <c>optimizers/nadam.py</c>.
/// </remarks>
public sealed class Nadam : AdaptiveMoments
{
    private Variable? _product;

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
    /// <param name="scheduleDecay">How fast mu rises: 1 in Keras 3 and TensorFlow 2.11 and later; 0.004 was the default before.</param>
    /// <exception cref="ArgumentException">A number is out of range, or two ways of clipping are given.</exception>
    public Nadam(
        LearningRate learningRate = default, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, double? weightDecay = null,
        double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99,
        int? emaOverwriteFrequency = null, double? lossScaleFactor = null, int? gradientAccumulationSteps = null, string name = "nadam",
        double scheduleDecay = 1)
        : base(
            name, learningRate.Or(0.001), beta1, beta2, epsilon, weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum,
            emaOverwriteFrequency, lossScaleFactor, gradientAccumulationSteps)
    {
        ScheduleDecay = NotNegative(scheduleDecay, nameof(scheduleDecay));
    }

    /// <summary>How fast the momentum mu rises: 1 in Keras 3 and TensorFlow 2.11 and later; 0.004 was the default before.</summary>
    [OmitDefault]
    public double ScheduleDecay { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        base.BuildSlots(variables);
        // Keras gives it no name of its own.
        _product = AddVariable(Tensor.From(1f), "variable");
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var (now, next) = (MomentumAt(step.Number), MomentumAt(step.Number + 1));
        var product = step.Set(_product!, _product!.Value * now);
        var ofMomentum = step.LearningRate * next / (1 - product * next);
        var ofGradient = step.LearningRate * (1 - now) / (1 - product);
        var correction = 1 / step.BiasCorrection(Beta2);
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var (m, v) = (Momentum(step, index, gradient), Velocity(step, index, gradient));
            step.Set(variable, weight - (ofMomentum * m + ofGradient * gradient) / ((v * correction).Sqrt() + Epsilon));
        }
    }

    private Tensor MomentumAt(Tensor number) =>
        Beta1 * (1 - 0.5 * Tensor.From(0.96f).Power(ScheduleDecay == 1 ? number : number * ScheduleDecay));
}
