namespace Cornea.Optimizers;

/// <summary>Steps divided by the root of the sum of all squared gradients. Keras: <c>keras.optimizers.Adagrad</c>.</summary>
/// <remarks>
/// a += g²; w -= lr g / sqrt(a + epsilon).
/// Source: Duchi et al. 2011, <i>Adaptive Subgradient Methods</i>; Keras, <c>optimizers/adagrad.py</c>.
/// </remarks>
public sealed class Adagrad : Optimizer
{
    private Variable[] _accumulators = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="initialAccumulatorValue">The first value of the sum of squared gradients.</param>
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
    public Adagrad(
        LearningRate learningRate = default, double initialAccumulatorValue = 0.1, double epsilon = 1e-7, double? weightDecay = null,
        double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99,
        int? emaOverwriteFrequency = null, double? lossScaleFactor = null, int? gradientAccumulationSteps = null, string name = "adagrad")
        : base(
            name, learningRate.Or(0.001), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        InitialAccumulatorValue = NotNegative(initialAccumulatorValue, nameof(initialAccumulatorValue));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
    }

    /// <summary>The first value of the sum of squared gradients.</summary>
    public double InitialAccumulatorValue { get; }

    /// <summary>Keeps the divisor away from 0.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables) =>
        _accumulators = AddSlots(variables, "accumulator", InitialAccumulatorValue);

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var sum = step.Set(_accumulators[index], _accumulators[index].Value + gradient.Square());
            step.Set(variable, weight - step.LearningRate * gradient / (sum + Epsilon).Sqrt());
        }
    }
}
