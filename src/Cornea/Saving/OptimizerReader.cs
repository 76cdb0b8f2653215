using Cornea.Formats.Keras;

namespace Cornea.Saving;

/// <summary>Gives an optimizer the state that a file has of it.</summary>
internal static class OptimizerReader
{
    /// <summary>Restores what fits.</summary>
    /// <param name="optimizer">The optimizer, of the class and options of the file.</param>
    /// <param name="weights">What it moves, in the model's order.</param>
    /// <param name="stored">What the file has.</param>
    /// <param name="version">The version of Keras that stored it; before 3 there is no learning rate among the values.</param>
    /// <param name="isLegacy">Whether the class is one of those before TensorFlow 2.11, whose slots stand kind by kind.</param>
    /// <returns>Null where all was restored; otherwise why it was not.</returns>
    public static string? Restore(
        Optimizer optimizer, IReadOnlyList<Variable> weights, IReadOnlyList<KerasVariable> stored, Version? version, bool isLegacy)
    {
        IReadOnlyList<Variable> own = optimizer.Variables;
        IReadOnlyList<StoredWeight> values = [.. stored.Select(StoredWeight.Of)];
        if (version is { Major: < 3 })
        {
            // An optimizer around another keeps only the inner one's state in those files.
            var inner = optimizer is LossScaleOptimizer scaling ? scaling.InnerOptimizer : optimizer;
            own = [.. inner.Variables.Where(variable => variable != inner.LearningRateVariable)];
            var scalars = inner is Nadam ? 2 : 1;
            // The running product of Nadam's momenta stands second there, and last here.
            IReadOnlyList<StoredWeight> product = [];
            if (inner is Nadam && isLegacy && values.Count == own.Count && values[1].Shape.Rank == 0)
            {
                (product, values) = ([values[1]], [values[0], .. values.Skip(2)]);
            }
            values = [.. Ordered(own.Count - scalars, weights.Count, values, isLegacy), .. product];
            if (inner is Nadam nadam && values.Count == own.Count - 1)
            {
                values = [.. values, MomentumProduct(nadam, values[0])];
            }
        }
        else if (version is { Major: 3, Minor: < 10 })
        {
            own = InOlderOrder(optimizer, own, weights.Count);
        }
        if (values.Count != own.Count || values.Zip(own).Any(pair => !pair.First.Fits(pair.Second.Shape)))
        {
            return $"The file has {stored.Count} values of the state of {optimizer.GetType().Name} '{optimizer.Name}', and {own.Count} " +
                "were expected: the optimizer starts anew.";
        }
        foreach (var (value, variable) in values.Zip(own))
        {
            value.CopyTo(variable);
        }
        return null;
    }

    // Before 3.10 the averages and sums of gradients stood weight by weight, and the running product of Nadam's momenta before its slots.
    private static List<Variable> InOlderOrder(Optimizer optimizer, IReadOnlyList<Variable> own, int weights)
    {
        var inner = optimizer is LossScaleOptimizer scaling ? scaling.InnerOptimizer : optimizer;
        var first = own.Count - inner.Variables.Count + 2; // behind the number of steps and the learning rate
        var kinds = (inner.UseEma ? 1 : 0) + (inner.GradientAccumulationSteps is null ? 0 : 1);
        List<Variable> order = [.. own];
        for (var i = 0; kinds == 2 && i < weights; i++)
        {
            (order[first + (2 * i)], order[first + (2 * i) + 1]) = (own[first + i], own[first + weights + i]);
        }
        if (inner is Nadam)
        {
            order.RemoveAt(order.Count - 1);
            order.Insert(first + (kinds * weights), own[^1]);
        }
        return order;
    }

    // Keras 2 loses the running product of Nadam's momenta, which follows from the number of steps.
    private static StoredWeight MomentumProduct(Nadam nadam, StoredWeight iteration) => new("momentum product", Shape.Scalar, () =>
    {
        var (product, steps) = (1.0, iteration.Values().ToFloat64().Item<double>());
        for (var step = 1; step <= steps; step++)
        {
            product *= nadam.Beta1 * (1 - (0.5 * Math.Pow(0.96, step * nadam.ScheduleDecay)));
        }
        return Tensor.From((float)product);
    });

    // Slots kind by kind become slots weight by weight; what the optimizer has no use for is left out: momenta of 0 and the
    // placeholders of amsgrad.
    private static IReadOnlyList<StoredWeight> Ordered(int slots, int weights, IReadOnlyList<StoredWeight> values, bool isLegacy)
    {
        if (values.Count == 0 || values[0].Shape.Rank != 0 || weights == 0)
        {
            return values;
        }
        StoredWeight[] stored = [.. values.Skip(1)];
        if (stored.Length > slots)
        {
            stored = stored[..slots];
        }
        var kinds = stored.Length / weights;
        if (isLegacy && kinds == 2 && stored.Length == 2 * weights)
        {
            stored = [.. Enumerable.Range(0, weights).SelectMany(i => new[] { stored[i], stored[weights + i] })];
        }
        return [values[0], .. stored];
    }
}
