namespace Cornea.Optimizers;

/// <summary>Steps in the ratio of past moves to past gradients. Keras: <c>keras.optimizers.Adadelta</c>.</summary>
/// <remarks>
/// a = rho a + (1 - rho) g²; d = -g sqrt(D + epsilon) / sqrt(a + epsilon); D = rho D + (1 - rho) d²; w += lr d.
/// Source: Zeiler 2012, <i>ADADELTA: An Adaptive Learning Rate Method</i>; Keras, <c>optimizers/adadelta.py</c>.
/// </remarks>
public sealed class Adadelta : Optimizer
{
    private Variable[] _gradients = [];
    private Variable[] _moves = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="rho">How much of the mean squares stays at each step.</param>
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
    public Adadelta(
        LearningRate learningRate = default, double rho = 0.95, double epsilon = 1e-7, double? weightDecay = null,
        double? clipNorm = null, double? clipValue = null, double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99,
        int? emaOverwriteFrequency = null, double? lossScaleFactor = null, int? gradientAccumulationSteps = null,
        string name = "adadelta")
        : base(
            name, learningRate.Or(0.001), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        Rho = Fraction(rho, nameof(rho));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
    }

    /// <summary>How much of the mean squares stays at each step.</summary>
    public double Rho { get; }

    /// <summary>Keeps the divisor away from 0.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables) =>
        (_gradients, _moves) = AddSlots(variables, "accumulated_grad", "accumulated_delta_var");

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var moves = _moves[index].Value;
            var gradients = step.Set(_gradients[index], Rho * _gradients[index].Value + (1 - Rho) * gradient.Square());
            var move = -(moves + Epsilon).Sqrt() * gradient / (gradients + Epsilon).Sqrt();
            step.Set(_moves[index], Rho * moves + (1 - Rho) * move.Square());
            step.Set(variable, weight + step.LearningRate * move);
        }
    }
}
