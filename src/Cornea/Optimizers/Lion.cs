namespace Cornea.Optimizers;

/// <summary>Steps of one length, by the sign of the momentum. Keras: <c>keras.optimizers.Lion</c>.</summary>
/// <remarks>
/// w -= lr sign(beta1 m + (1 - beta1) g); m = beta2 m + (1 - beta2) g. Half the memory of Adam.
/// Source: Chen et al. 2023, <i>Symbolic Discovery of Optimization Algorithms</i>; Keras, <c>optimizers/lion.py</c>.
/// </remarks>
public sealed class Lion : Optimizer
{
    private Variable[] _momentums = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="beta1">How much the momentum weighs beside the gradient.</param>
    /// <param name="beta2">How much of the momentum stays at each step.</param>
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
    public Lion(
        LearningRate learningRate = default, double beta1 = 0.9, double beta2 = 0.99, double? weightDecay = null, double? clipNorm = null,
        double? clipValue = null, double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99,
        int? emaOverwriteFrequency = null, double? lossScaleFactor = null, int? gradientAccumulationSteps = null, string name = "lion")
        : base(
            name, learningRate.Or(0.001), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        Beta1 = Fraction(beta1, nameof(beta1));
        Beta2 = Fraction(beta2, nameof(beta2));
    }

    /// <summary>How much the momentum weighs beside the gradient.</summary>
    [ConfigName("beta_1")]
    public double Beta1 { get; }

    /// <summary>How much of the momentum stays at each step.</summary>
    [ConfigName("beta_2")]
    public double Beta2 { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables) => _momentums = AddSlots(variables, "momentum");

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var m = _momentums[index].Value;
            step.Set(variable, weight - step.LearningRate * (m * Beta1 + gradient * (1 - Beta1)).Sign());
            step.Set(_momentums[index], m * Beta2 + gradient * (1 - Beta2));
        }
    }
}
