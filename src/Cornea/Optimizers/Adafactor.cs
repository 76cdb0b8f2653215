namespace Cornea.Optimizers;

/// <summary>
/// Adam with the mean squared gradient of a matrix kept as one row and one column.
/// Keras: <c>keras.optimizers.Adafactor</c>.
/// </summary>
/// <remarks>
/// b = 1 - t^beta2Decay; s = g² + epsilon1. Matrices: r = b r + (1 - b) mean of s over rows, c the same over columns, v = r c / mean(r);
/// other variables: v = b v + (1 - b) s. u = g / sqrt(v); w -= max(epsilon2, rms(w)) min(lr, 1/sqrt(t)) u / max(1, rms(u) / clipThreshold).
/// Source: Shazeer and Stern 2018, <i>Adafactor</i>; Keras, <c>optimizers/adafactor.py</c>.
/// </remarks>
public sealed class Adafactor : Optimizer
{
    private Variable[] _rows = [];
    private Variable[] _columns = [];
    private Variable[] _velocities = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="beta2Decay">How fast the mean squared gradient comes to forget: a power of the step number.</param>
    /// <param name="epsilon1">Keeps the divisor away from 0.</param>
    /// <param name="epsilon2">The least root mean square that a variable is taken to have.</param>
    /// <param name="clipThreshold">The greatest root mean square of a move.</param>
    /// <param name="relativeStep">Whether a learning rate without schedule is at most 1 over the root of the step number.</param>
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
    public Adafactor(
        LearningRate learningRate = default, double beta2Decay = -0.8, double epsilon1 = 1e-30, double epsilon2 = 1e-3,
        double clipThreshold = 1, bool relativeStep = true, double? weightDecay = null, double? clipNorm = null, double? clipValue = null,
        double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99, int? emaOverwriteFrequency = null,
        double? lossScaleFactor = null, int? gradientAccumulationSteps = null, string name = "adafactor")
        : base(
            name, learningRate.Or(0.001), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        Beta2Decay = beta2Decay;
        Epsilon1 = NotNegative(epsilon1, nameof(epsilon1));
        Epsilon2 = NotNegative(epsilon2, nameof(epsilon2));
        ClipThreshold = NotNegative(clipThreshold, nameof(clipThreshold));
        RelativeStep = relativeStep;
    }

    /// <summary>How fast the mean squared gradient comes to forget: a power of the step number.</summary>
    [ConfigName("beta_2_decay")]
    public double Beta2Decay { get; }

    /// <summary>Keeps the divisor away from 0.</summary>
    [ConfigName("epsilon_1")]
    public double Epsilon1 { get; }

    /// <summary>The least root mean square that a variable is taken to have.</summary>
    [ConfigName("epsilon_2")]
    public double Epsilon2 { get; }

    /// <summary>The greatest root mean square of a move.</summary>
    public double ClipThreshold { get; }

    /// <summary>Whether a learning rate without schedule is at most 1 over the root of the step number.</summary>
    public bool RelativeStep { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        var slots = variables.Select(
            variable => (Row: AddFactor(variable, -1), Column: AddFactor(variable, -2), Velocity: AddSlot(variable, "velocity"))).ToList();
        (_rows, _columns) = ([.. slots.Select(slot => slot.Row)], [.. slots.Select(slot => slot.Column)]);
        _velocities = [.. slots.Select(slot => slot.Velocity)];
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var decay = 1 - step.Number.Power(Beta2Decay);
        // The learning rate never exceeds 1/sqrt(t) here, whether relativeStep is set or not: Keras takes this minimum twice.
        var rate = Tensor.Minimum(step.LearningRate, step.Number.Rsqrt());
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var square = gradient.Square() + Epsilon1;
            var velocity = _velocities[index].Value;
            if (variable.Shape.Rank < 2)
            {
                velocity = decay * velocity + (1 - decay) * square;
            }
            else
            {
                var row = step.Set(_rows[index], decay * _rows[index].Value + (1 - decay) * square.Mean(-1));
                var column = step.Set(_columns[index], decay * _columns[index].Value + (1 - decay) * square.Mean(-2));
                velocity = (row / row.Mean(-1, keepDims: true)).ExpandDims(-1) * column.ExpandDims(-2);
            }
            var move = gradient / step.Set(_velocities[index], velocity).Sqrt();
            var alpha = Tensor.Maximum(Epsilon2, RootMeanSquare(weight)) * rate;
            step.Set(variable, weight - alpha / Tensor.Maximum(1.0, RootMeanSquare(move) / ClipThreshold) * move);
        }
    }

    private static Tensor RootMeanSquare(Tensor x) => x.Square().Mean().Sqrt();

    // Variables of fewer than two axes have an unused int32 instead of their factors in Keras's files.
    private Variable AddFactor(Variable variable, int axis) => variable.Shape.Rank < 2
        ? AddVariable(Tensor.From(0), variable.Name)
        : AddVariable(Tensor.Zeros(variable.Shape.Without(axis), variable.DType), variable.Name);
}
