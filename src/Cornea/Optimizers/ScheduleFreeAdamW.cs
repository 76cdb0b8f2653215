namespace Cornea.Optimizers;

/// <summary>
/// Adam that averages its weights instead of lowering its learning rate.
/// Keras: <c>keras.optimizers.ScheduleFreeAdamW</c>.
/// </summary>
/// <remarks>
/// z is where Adam without momentum steps, x the mean of all z; the weights during training are y = (1 - beta1) z + beta1 x.
/// Before evaluation call <see cref="SwapToEvaluation"/> (the weights become x), before training again <see cref="SwapToTraining"/>.
/// Source: Defazio et al. 2024, <i>The Road Less Scheduled</i>; Keras, <c>optimizers/schedule_free_adamw.py</c>.
/// </remarks>
public sealed class ScheduleFreeAdamW : Optimizer
{
    private IReadOnlyList<Variable> _weights = [];
    private Variable[] _momentums = [];
    private Variable[] _velocities = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.0025 when not given.</param>
    /// <param name="beta1">How near the weights are to the mean x.</param>
    /// <param name="beta2">How much of the mean squared gradient stays at each step.</param>
    /// <param name="epsilon">Keeps the divisor away from 0.</param>
    /// <param name="warmupSteps">In how many steps the learning rate rises to its value.</param>
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
    public ScheduleFreeAdamW(
        LearningRate learningRate = default, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, int warmupSteps = 0,
        double? weightDecay = null, double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false,
        double emaMomentum = 0.99, int? emaOverwriteFrequency = null, double? lossScaleFactor = null,
        int? gradientAccumulationSteps = null, string name = "schedule_free_adam_w")
        : base(
            name, learningRate.Or(0.0025), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        Beta1 = beta1 > 0 ? Fraction(beta1, nameof(beta1)) : throw new ArgumentException(
            FormattableString.Invariant($"{Title} expects beta1 to be more than 0, but received {beta1}."), nameof(beta1));
        Beta2 = Fraction(beta2, nameof(beta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        WarmupSteps = (int)NotNegative(warmupSteps, nameof(warmupSteps));
    }

    /// <summary>How near the weights are to the mean x.</summary>
    [ConfigName("beta_1")]
    public double Beta1 { get; }

    /// <summary>How much of the mean squared gradient stays at each step.</summary>
    [ConfigName("beta_2")]
    public double Beta2 { get; }

    /// <summary>Keeps the divisor away from 0.</summary>
    public double Epsilon { get; }

    /// <summary>In how many steps the learning rate rises to its value.</summary>
    public int WarmupSteps { get; }

    /// <summary>The weights become those of training. Between runs, after <see cref="SwapToEvaluation"/>.</summary>
    public void SwapToTraining()
    {
        for (var i = 0; i < _weights.Count; i++)
            _weights[i].Assign((1 - Beta1) * _momentums[i].Value + Beta1 * _weights[i].Value);
    }

    /// <summary>The weights become their mean over the training, which evaluates best. Between runs.</summary>
    public void SwapToEvaluation()
    {
        for (var i = 0; i < _weights.Count; i++)
            _weights[i].Assign((_weights[i].Value - (1 - Beta1) * _momentums[i].Value) / Beta1);
    }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        _weights = variables;
        (_momentums, _velocities) = AddSlots(variables, "momentum", "velocity");
        for (var i = 0; i < variables.Count; i++)
            _momentums[i].Assign(variables[i].ToTensor());
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var rate = WarmupSteps > 0 ? step.LearningRate * Tensor.Minimum(step.Number / WarmupSteps, 1.0) : step.LearningRate;
        var correction = 1 / step.BiasCorrection(Beta2);
        var part = 1 / step.Number;
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var (before, v) = (_momentums[index].Value, _velocities[index].Value);
            v = step.Set(_velocities[index], v + (gradient.Square() - v) * (1 - Beta2));
            var z = step.Set(_momentums[index], before - rate * gradient / ((v * correction).Sqrt() + Epsilon));
            var x = (weight - (1 - Beta1) * before) / Beta1;
            x = (1 - part) * x + part * z;
            step.Set(variable, (1 - Beta1) * z + Beta1 * x);
        }
    }
}
