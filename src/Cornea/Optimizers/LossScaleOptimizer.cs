namespace Cornea.Optimizers;

/// <summary>
/// Another optimizer under a loss scale that finds itself: gradients too small for half precision are kept from becoming 0.
/// Keras: <c>keras.optimizers.LossScaleOptimizer</c>.
/// </summary>
/// <remarks>
/// A step with a gradient that is not finite halves the scale and changes nothing else; after <see cref="DynamicGrowthSteps"/>
/// steps without one the scale doubles. Differentiate <see cref="Optimizer.ScaleLoss"/> of the loss.
/// Source: Keras, <c>optimizers/loss_scale_optimizer.py</c>.
/// </remarks>
public sealed class LossScaleOptimizer : Optimizer
{
    private readonly Variable _stepCounter;
    private readonly Variable _dynamicScale;
    private IReadOnlyList<Variable> _weights = [];

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="innerOptimizer">The optimizer that moves the weights; without a loss scale of its own.</param>
    /// <param name="initialScale">The first scale; better too high, since it falls faster than it grows.</param>
    /// <param name="dynamicGrowthSteps">After how many finite steps the scale doubles.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the inner optimizer scales the loss too.</exception>
    public LossScaleOptimizer(
        Optimizer innerOptimizer, double initialScale = 32768, int dynamicGrowthSteps = 2000, string name = "loss_scale_optimizer")
        : base(name, 0.0, null, null, null, null, false, 0.99, null, null, null)
    {
        if (innerOptimizer.LossScaleFactor is not null)
        {
            throw new ArgumentException(
                $"{Title} scales the loss itself, but its inner optimizer '{innerOptimizer.Name}' has a lossScaleFactor too. " +
                "Leave that out.", nameof(innerOptimizer));
        }
        if (!(initialScale > 0))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Title} expects initialScale to be more than 0, but received {initialScale}."),
                nameof(initialScale));
        }
        if (dynamicGrowthSteps < 1)
        {
            throw new ArgumentException(
                $"{Title} expects dynamicGrowthSteps to be 1 or more, but received {dynamicGrowthSteps}.", nameof(dynamicGrowthSteps));
        }
        (InnerOptimizer, InitialScale, DynamicGrowthSteps) = (innerOptimizer, initialScale, dynamicGrowthSteps);
        // Made here, not in BuildSlots: the loss is scaled before the first step builds the optimizer.
        _stepCounter = AddVariable(Tensor.From(0), "step_counter");
        _dynamicScale = AddVariable(Tensor.From((float)initialScale), "dynamic_scale");
    }

    /// <summary>The optimizer that moves the weights.</summary>
    public Optimizer InnerOptimizer { get; }

    /// <summary>The first scale.</summary>
    public double InitialScale { get; }

    /// <summary>After how many finite steps the scale doubles.</summary>
    public int DynamicGrowthSteps { get; }

    private protected override IReadOnlyList<Optimizer> Inner => [InnerOptimizer];

    private protected override Tensor? LossScale => _dynamicScale.Value;

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        _weights = variables;
        InnerOptimizer.Build(variables);
        AddVariables(InnerOptimizer.Variables);
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var gradients = new Tensor?[_weights.Count];
        foreach (var (index, _, _, gradient) in step.Weights)
            gradients[index] = gradient;
        var finite = step.Weights.Select(weight => weight.Gradient.IsFinite().All()).Aggregate((a, b) => a & b);
        foreach (var (target, value) in InnerOptimizer.Apply(gradients, _weights))
            step.Set(target, Tensor.Where(finite, value, target));

        var (count, scale) = (_stepCounter.Value, _dynamicScale.Value);
        var grows = count.EqualTo(DynamicGrowthSteps - 1);
        step.Set(_stepCounter, Tensor.Where(finite & !grows, count + 1, 0));
        step.Set(_dynamicScale, Tensor.Where(finite, Tensor.Where(grows, scale * 2, scale), scale * 0.5));
    }
}
