namespace Cornea.Optimizers;

/// <summary>Different optimizers for different variables. Keras: <c>keras.optimizers.MultiOptimizer</c>.</summary>
/// <remarks>
/// Variables of no optimizer stay. The first optimizer answers for the learning rate and the steps.
/// Source: Keras, <c>optimizers/multi_optimizer.py</c>.
/// </remarks>
[NotSaved("It is made of the variables of a model, which a configuration does not hold.")]
public sealed class MultiOptimizer : Optimizer
{
    private readonly IReadOnlyList<(Optimizer Optimizer, IReadOnlyList<Variable> Variables)> _parts;

    /// <summary>Initializes the optimizer.</summary>
    /// <param name="optimizersAndVariables">The optimizers and what each moves; at least one.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">No optimizer is given, one scales the loss, or a variable has two optimizers.</exception>
    public MultiOptimizer(
        IReadOnlyList<(Optimizer Optimizer, IReadOnlyList<Variable> Variables)> optimizersAndVariables, string name = "multi_optimizer")
        : base(name, 0.0, null, null, null, null, false, 0.99, null, null, null)
    {
        _parts = [.. optimizersAndVariables.Select(part => (part.Optimizer, (IReadOnlyList<Variable>)[.. part.Variables]))];
        if (_parts.Count == 0)
        {
            throw new ArgumentException(
                $"{Title} expects at least one optimizer with its variables, but received none.", nameof(optimizersAndVariables));
        }
        if (_parts.FirstOrDefault(part => part.Optimizer.LossScaleFactor is not null).Optimizer is { } scaling)
        {
            throw new ArgumentException(
                $"{Title} expects optimizers without lossScaleFactor, but '{scaling.Name}' has one. Leave it out.",
                nameof(optimizersAndVariables));
        }
        var seen = new HashSet<Variable>();
        foreach (var variable in _parts.SelectMany(part => part.Variables))
        {
            if (!seen.Add(variable))
            {
                throw new ArgumentException(
                    $"{Title} received variable '{variable.Name}' for two optimizers. Give each variable to one.",
                    nameof(optimizersAndVariables));
            }
        }
    }

    /// <summary>The optimizers.</summary>
    public IReadOnlyList<Optimizer> Optimizers => [.. _parts.Select(part => part.Optimizer)];

    private protected override IReadOnlyList<Optimizer> Inner => Optimizers;

    /// <inheritdoc/>
    protected override void BuildSlots(IReadOnlyList<Variable> variables)
    {
        foreach (var (optimizer, own) in _parts)
        {
            optimizer.Build(own);
            AddVariables(optimizer.Variables);
        }
    }

    /// <inheritdoc/>
    protected override void Step(OptimizerStep step)
    {
        var gradients = step.Weights.ToDictionary(weight => weight.Variable, weight => weight.Gradient);
        foreach (var (optimizer, own) in _parts)
        {
            Tensor?[] given = [.. own.Select(gradients.GetValueOrDefault)];
            if (given.All(gradient => gradient is null))
                continue;
            foreach (var (target, value) in optimizer.Apply(given, own))
                step.Set(target, value);
        }
    }
}
