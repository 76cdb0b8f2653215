namespace Cornea.Optimizers;

/// <summary>Steps divided by the root of the mean squared gradient. Keras: <c>keras.optimizers.RMSprop</c>.</summary>
/// <remarks>
/// v = rho v + (1 - rho) g²; w -= lr g / sqrt(v + epsilon). Centered: a = rho a + (1 - rho) g, and v - a² replaces v.
/// With momentum m = momentum m + lr g / sqrt(v + epsilon); w -= m. Epsilon stands inside the root.
/// Source: Hinton, <i>Neural Networks for Machine Learning</i>, lecture 6e; Keras, <c>optimizers/rmsprop.py</c>.
/// </remarks>
public sealed class RMSprop : Optimizer
{
    private Variable[] _velocities = [];
    private Variable[] _momentums = [];
    private Variable[] _averageGradients = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="rho">How much of the mean squared gradient stays at each step.</param>
    /// <param name="momentum">How much of the last move is made again.</param>
    /// <param name="epsilon">Keeps the divisor away from 0.</param>
    /// <param name="centered">Whether to divide by the standard deviation of the gradient instead of its root mean square.</param>
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
    public RMSprop(
        LearningRate learningRate = default, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false,
        double? weightDecay = null, double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false,
        double emaMomentum = 0.99, int? emaOverwriteFrequency = null, double? lossScaleFactor = null,
        int? gradientAccumulationSteps = null, string name = "rmsprop")
        : base(
            name, learningRate.Or(0.001), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        Rho = Fraction(rho, nameof(rho));
        Momentum = Fraction(momentum, nameof(momentum));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        Centered = centered;
    }

    /// <summary>How much of the mean squared gradient stays at each step.</summary>
    public double Rho { get; }

    /// <summary>How much of the last move is made again.</summary>
    public double Momentum { get; }

    /// <summary>Keeps the divisor away from 0.</summary>
    public double Epsilon { get; }

    /// <summary>Whether to divide by the standard deviation of the gradient instead of its root mean square.</summary>
    public bool Centered { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        _velocities = AddSlots(variables, "velocity");
        _momentums = Momentum > 0 ? AddSlots(variables, "momentum") : [];
        _averageGradients = Centered ? AddSlots(variables, "average_gradient") : [];
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var velocity = step.Set(_velocities[index], Rho * _velocities[index].Value + (1 - Rho) * gradient.Square());
            if (Centered)
                velocity -= step.Set(_averageGradients[index], Rho * _averageGradients[index].Value + (1 - Rho) * gradient).Square();
            var move = step.LearningRate * gradient / (velocity + Epsilon).Sqrt();
            if (Momentum > 0)
                move = step.Set(_momentums[index], Momentum * _momentums[index].Value + move);
            step.Set(variable, weight - move);
        }
    }
}
