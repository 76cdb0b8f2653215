namespace Cornea.Optimizers;

/// <summary>
/// Matrices move along the nearest orthogonal matrix to their momentum; other variables by Adam.
/// Keras: <c>keras.optimizers.Muon</c>.
/// </summary>
/// <remarks>
/// m = momentum m + g; g' = g + momentum m with Nesterov, else m; X = g' / |g'|, then nsSteps times A = X X^T, X = a X + (b A + c A A) X;
/// w -= lr X sqrt(max(rows, columns)) rmsRate. Adam's formula is that of <see cref="AdaptiveMoments"/>, with lr adamLrRatio.
/// Source: Jordan et al. 2024, <i>Muon</i>; Liu et al. 2025, <i>Muon is Scalable for LLM Training</i>; Keras, <c>optimizers/muon.py</c>.
/// </remarks>
public sealed class Muon : Optimizer
{
    private readonly Dictionary<Variable, Variable> _velocities = [];
    private Variable[] _momentums = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="learningRate">A number or a schedule; 0.001 when not given.</param>
    /// <param name="adamBeta1">Adam: how much of the mean gradient stays at each step.</param>
    /// <param name="adamBeta2">Adam: how much of the mean squared gradient stays at each step.</param>
    /// <param name="epsilon">Adam: keeps the divisor away from 0.</param>
    /// <param name="excludeLayers">Matrices whose name contains one of these move by Adam, such as the last layer.</param>
    /// <param name="excludeEmbeddings">Whether matrices with "embedding" in their name move by Adam.</param>
    /// <param name="muonA">The first coefficient of the polynomial.</param>
    /// <param name="muonB">The second coefficient of the polynomial.</param>
    /// <param name="muonC">The third coefficient of the polynomial.</param>
    /// <param name="adamLrRatio">Adam's learning rate over the learning rate.</param>
    /// <param name="momentum">How much of the momentum stays at each step.</param>
    /// <param name="nsSteps">How many times the polynomial is applied.</param>
    /// <param name="nesterov">Whether to look ahead along the momentum.</param>
    /// <param name="adamWeightDecay">The weight decay of variables that move by Adam.</param>
    /// <param name="rmsRate">The root mean square of a move over the learning rate; null for the orthogonal matrix itself.</param>
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
    public Muon(
        LearningRate learningRate = default, double adamBeta1 = 0.9, double adamBeta2 = 0.999, double epsilon = 1e-7,
        IReadOnlyList<string>? excludeLayers = null, bool excludeEmbeddings = true, double muonA = 3.4445, double muonB = -4.775,
        double muonC = 2.0315, double adamLrRatio = 1, double momentum = 0.95, int nsSteps = 5, bool nesterov = true,
        double? adamWeightDecay = 0.004, double? rmsRate = 0.2, double? weightDecay = 0.004, double? clipNorm = null,
        double? clipValue = null, double? globalClipNorm = null, bool useEma = false, double emaMomentum = 0.99,
        int? emaOverwriteFrequency = null, double? lossScaleFactor = null, int? gradientAccumulationSteps = null, string name = "muon")
        : base(
            name, learningRate.Or(0.001), weightDecay, clipNorm, clipValue, globalClipNorm, useEma, emaMomentum, emaOverwriteFrequency,
            lossScaleFactor, gradientAccumulationSteps)
    {
        AdamBeta1 = Fraction(adamBeta1, nameof(adamBeta1));
        AdamBeta2 = Fraction(adamBeta2, nameof(adamBeta2));
        Epsilon = NotNegative(epsilon, nameof(epsilon));
        ExcludeLayers = excludeLayers ?? [];
        ExcludeEmbeddings = excludeEmbeddings;
        MuonA = muonA;
        MuonB = muonB;
        MuonC = muonC;
        AdamLrRatio = NotNegative(adamLrRatio, nameof(adamLrRatio));
        Momentum = Fraction(momentum, nameof(momentum));
        NsSteps = (int)NotNegative(nsSteps, nameof(nsSteps));
        Nesterov = nesterov;
        AdamWeightDecay = adamWeightDecay is { } decay ? NotNegative(decay, nameof(adamWeightDecay)) : null;
        RmsRate = rmsRate;
    }

    /// <summary>Adam: how much of the mean gradient stays at each step.</summary>
    [ConfigName("adam_beta_1")]
    public double AdamBeta1 { get; }

    /// <summary>Adam: how much of the mean squared gradient stays at each step.</summary>
    [ConfigName("adam_beta_2")]
    public double AdamBeta2 { get; }

    /// <summary>Adam: keeps the divisor away from 0.</summary>
    public double Epsilon { get; }

    /// <summary>Matrices whose name contains one of these move by Adam, such as the last layer.</summary>
    public IReadOnlyList<string> ExcludeLayers { get; }

    /// <summary>Whether matrices with "embedding" in their name move by Adam.</summary>
    public bool ExcludeEmbeddings { get; }

    /// <summary>The first coefficient of the polynomial.</summary>
    public double MuonA { get; }

    /// <summary>The second coefficient of the polynomial.</summary>
    public double MuonB { get; }

    /// <summary>The third coefficient of the polynomial.</summary>
    public double MuonC { get; }

    /// <summary>Adam's learning rate over the learning rate.</summary>
    public double AdamLrRatio { get; }

    /// <summary>How much of the momentum stays at each step.</summary>
    public double Momentum { get; }

    /// <summary>How many times the polynomial is applied.</summary>
    public int NsSteps { get; }

    /// <summary>Whether to look ahead along the momentum.</summary>
    public bool Nesterov { get; }

    /// <summary>The weight decay of variables that move by Adam.</summary>
    public double? AdamWeightDecay { get; }

    /// <summary>The root mean square of a move over the learning rate; null for the orthogonal matrix itself.</summary>
    public double? RmsRate { get; }

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        _momentums = new Variable[variables.Count];
        for (var i = 0; i < variables.Count; i++)
        {
            _momentums[i] = AddSlot(variables[i], "momentum");
            if (MovesByAdam(variables[i]))
                _velocities[variables[i]] = AddSlot(variables[i], "velocity");
        }
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var alpha = step.LearningRate * AdamLrRatio * step.BiasCorrection(AdamBeta2).Sqrt() / step.BiasCorrection(AdamBeta1);
        foreach (var (index, variable, weight, gradient) in step.Weights)
        {
            var m = _momentums[index].Value;
            if (_velocities.TryGetValue(variable, out var slot))
            {
                m = step.Set(_momentums[index], m + (gradient - m) * (1 - AdamBeta1));
                var v = step.Set(slot, slot.Value + (gradient.Square() - slot) * (1 - AdamBeta2));
                step.Set(variable, weight - m * alpha / (v.Sqrt() + Epsilon));
                continue;
            }
            m = step.Set(_momentums[index], m + (gradient + m * (Momentum - 1)));
            var size = RmsRate is { } rms ? Math.Sqrt(Math.Max(weight.Shape[0], weight.Shape[1])) * rms : 1;
            step.Set(variable, weight - step.LearningRate * size * Orthogonalized(Nesterov ? gradient + Momentum * m : m));
        }
    }

    /// <inheritdoc/>
    private protected override double? DecayOf(Variable variable) => MovesByAdam(variable) ? AdamWeightDecay : WeightDecay;

    private bool MovesByAdam(Variable variable) =>
        variable.Shape.Rank != 2
        || (ExcludeEmbeddings && variable.Name.Contains("embedding", StringComparison.OrdinalIgnoreCase))
        || ExcludeLayers.Any(name => variable.Name.Contains(name, StringComparison.Ordinal));

    // Newton-Schulz on the side with fewer rows: x: [rows, columns], rows <= columns; the products are [rows, rows].
    private Tensor Orthogonalized(Tensor x)
    {
        var tall = x.Shape[0] > x.Shape[1];
        x = tall ? x.Transpose() : x;
        x /= x.Norm() + 1e-7;
        for (var i = 0; i < NsSteps; i++)
        {
            var a = Tensor.MatMul(x, x.Transpose());
            x = MuonA * x + Tensor.MatMul(MuonB * a + MuonC * Tensor.MatMul(a, a), x);
        }
        return tall ? x.Transpose() : x;
    }
}
