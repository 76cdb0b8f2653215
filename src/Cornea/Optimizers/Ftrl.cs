namespace Cornea.Optimizers;

/// <summary>Follow the regularized leader: sparse weights by L1 regularization. Keras: <c>keras.optimizers.Ftrl</c>.</summary>
/// <remarks>
/// With p = -learningRatePower, l2' = l2 + beta / (2 lr) and g' = g + 2 shrinkage w:
/// n' = n + g²; z += g' - (n'^p - n^p) w / lr; w = (clip(z, -l1, l1) - z) / (n'^p / lr + 2 l2').
/// Source: McMahan et al. 2013, <i>Ad Click Prediction</i>; Keras, <c>optimizers/ftrl.py</c>.
/// </remarks>
public sealed class Ftrl : Optimizer
{
    private Variable[] _accumulators = [];
    private Variable[] _linears = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="learningRatePower">How fast the learning rate falls with the squared gradients; 0 or less, 0 for not at all.</param>
    /// <param name="initialAccumulatorValue">The first value of the sum of squared gradients.</param>
    /// <param name="l1RegularizationStrength">The weight of the sum of absolute weights.</param>
    /// <param name="l2RegularizationStrength">The weight of the sum of squared weights.</param>
    /// <param name="l2ShrinkageRegularizationStrength">The weight of the sum of squared weights in the gradient alone.</param>
    /// <param name="beta">Adds to the divisor of the step.</param>
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
    public Ftrl(
        LearningRate learningRate = default, double learningRatePower = -0.5, double initialAccumulatorValue = 0.1,
        double l1RegularizationStrength = 0, double l2RegularizationStrength = 0, double l2ShrinkageRegularizationStrength = 0,
        double beta = 0, double? weightDecay = null, double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null,
        bool useEma = false, double emaMomentum = 0.99, int? emaOverwriteFrequency = null, double? lossScaleFactor = null,
        int? gradientAccumulationSteps = null, string name = "ftrl")
        : base(
            name, learningRate.Or(0.001), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        LearningRatePower = learningRatePower <= 0 ? learningRatePower : throw new ArgumentException(
            FormattableString.Invariant($"{Title} expects learningRatePower to be 0 or less, but received {learningRatePower}."),
            nameof(learningRatePower));
        InitialAccumulatorValue = NotNegative(initialAccumulatorValue, nameof(initialAccumulatorValue));
        L1RegularizationStrength = NotNegative(l1RegularizationStrength, nameof(l1RegularizationStrength));
        L2RegularizationStrength = NotNegative(l2RegularizationStrength, nameof(l2RegularizationStrength));
        L2ShrinkageRegularizationStrength = NotNegative(l2ShrinkageRegularizationStrength, nameof(l2ShrinkageRegularizationStrength));
        Beta = NotNegative(beta, nameof(beta));
    }

    /// <summary>How fast the learning rate falls with the squared gradients; 0 or less, 0 for not at all.</summary>
    public double LearningRatePower { get; }

    /// <summary>The first value of the sum of squared gradients.</summary>
    public double InitialAccumulatorValue { get; }

    /// <summary>The weight of the sum of absolute weights.</summary>
    public double L1RegularizationStrength { get; }

    /// <summary>The weight of the sum of squared weights.</summary>
    public double L2RegularizationStrength { get; }

    /// <summary>The weight of the sum of squared weights in the gradient alone.</summary>
    public double L2ShrinkageRegularizationStrength { get; }

    /// <summary>Adds to the divisor of the step.</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        var slots = variables.Select(
            variable => (Sum: AddSlot(variable, "accumulator", InitialAccumulatorValue), Linear: AddSlot(variable, "linear"))).ToList();
        (_accumulators, _linears) = ([.. slots.Select(slot => slot.Sum)], [.. slots.Select(slot => slot.Linear)]);
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var twoL2 = 2 * (L2RegularizationStrength + Beta / (2 * step.LearningRate));
        var perRate = 1 / step.LearningRate;
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var shrunk = L2ShrinkageRegularizationStrength == 0 ? gradient : gradient + 2 * L2ShrinkageRegularizationStrength * weight;
            var before = Powered(_accumulators[index]);
            var after = Powered(step.Set(_accumulators[index], _accumulators[index].Value + gradient.Square()));
            var z = step.Set(_linears[index], _linears[index].Value + shrunk - (after - before) * perRate * weight);
            step.Set(variable, (z.Clip(-L1RegularizationStrength, L1RegularizationStrength) - z) / (after * perRate + twoL2));
        }
    }

    private Tensor Powered(Tensor sum) => LearningRatePower == -0.5 ? sum.Sqrt() : sum.Power(-LearningRatePower);
}
