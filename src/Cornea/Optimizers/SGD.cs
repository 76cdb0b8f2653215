namespace Cornea.Optimizers;

/// <summary>Gradient descent, with momentum if wanted. Keras: <c>keras.optimizers.SGD</c>.</summary>
/// <remarks>
/// Without momentum w -= lr g. With it v = momentum v - lr g, then w += v, or with Nesterov w += momentum v - lr g.
/// Source: Keras, <c>optimizers/sgd.py</c>.
/// </remarks>
public sealed class SGD : Optimizer
{
    private Variable[] _momentums = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.01 when not given.</param>
    /// <param name="momentum">How much of the last move is made again.</param>
    /// <param name="nesterov">Whether to look ahead along the momentum.</param>
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
    public SGD(
        LearningRate learningRate = default, double momentum = 0, bool nesterov = false, double? weightDecay = null,
        double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99,
        int? emaOverwriteFrequency = null, double? lossScaleFactor = null, int? gradientAccumulationSteps = null, string name = "sgd")
        : base(
            name, learningRate.Or(0.01), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        Momentum = Fraction(momentum, nameof(momentum));
        Nesterov = nesterov;
    }

    /// <summary>How much of the last move is made again.</summary>
    public double Momentum { get; }

    /// <summary>Whether to look ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables) =>
        _momentums = Momentum > 0 ? AddSlots(variables, "momentum") : [];

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var move = gradient * step.LearningRate;
            if (Momentum == 0)
            {
                step.Set(variable, weight - move);
                continue;
            }
            var momentum = step.Set(_momentums[index], _momentums[index].Value * Momentum - move);
            step.Set(variable, Nesterov ? weight + momentum * Momentum - move : weight + momentum);
        }
    }
}
