namespace Cornea.Optimizers;

public abstract partial class Optimizer
{
    /// <summary>
    /// The variables' next values (and the optimizer's own), in Keras's order: clip, weight decay, update, moving average,
    /// constraints, then the iteration counter. Pure: nothing changes until the updates run.
    /// </summary>
    /// <param name="gradients">One per variable, of its shape; null where there is none: that variable stays.</param>
    /// <param name="variables">The trainable variables, the same list each time; some of them where the others were frozen since.</param>
    /// <exception cref="ArgumentException">The lists differ in length, a shape differs, no gradient is given, or the optimizer
    /// was built for other variables.</exception>
    public IReadOnlyList<Update> Apply(IReadOnlyList<Tensor?> gradients, IReadOnlyList<Variable> variables) =>
        Apply(Reduce(gradients, variables));

    /// <summary>The first half of <see cref="Apply(IReadOnlyList{Tensor?}, IReadOnlyList{Variable})"/>: undoes the loss scale, accumulates
    /// over steps and clips.</summary>
    /// <param name="gradients">One per variable, of its shape; null where there is none.</param>
    /// <param name="variables">The trainable variables, the same list each time; some of them where the others were frozen since.</param>
    /// <exception cref="ArgumentException">The lists differ in length, a shape differs, no gradient is given, or the optimizer
    /// was built for other variables.</exception>
    public ReducedGradients Reduce(IReadOnlyList<Tensor?> gradients, IReadOnlyList<Variable> variables)
    {
        CheckGradients(gradients, variables);
        (gradients, variables) = WithFrozen(gradients, variables);
        Build(variables);
        int[] given = [.. Enumerable.Range(0, variables.Count).Where(i => gradients[i] is not null)];
        var updates = new List<Update>();
        Tensor[] received = [.. given.Select(i => Unscaled(gradients[i]!.Cast(variables[i].DType)))];
        var moves = Accumulate(received, given, updates);
        var clipped = Clip(received);
        var reduced = new Tensor?[variables.Count];
        for (var i = 0; i < given.Length; i++)
            reduced[given[i]] = clipped[i];
        return new ReducedGradients(variables, reduced) { Updates = updates, Moves = moves };
    }

    /// <summary>The second half of <see cref="Apply(IReadOnlyList{Tensor?}, IReadOnlyList{Variable})"/>: weight decay, the update, moving
    /// averages, constraints and the iteration counter.</summary>
    /// <param name="gradients">What <see cref="Reduce"/> gave.</param>
    public IReadOnlyList<Update> Apply(ReducedGradients gradients)
    {
        var (variables, moves, updates) = (gradients.Variables, gradients.Moves, new List<Update>(gradients.Updates));
        int[] given = [.. Enumerable.Range(0, variables.Count).Where(i => gradients.Values[i] is not null)];
        var rate = RateOfStep();
        var number = NumberOfStep(variables);
        var steps = new WeightStep[given.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var variable = variables[given[i]];
            steps[i] = new WeightStep(given[i], variable, Decayed(variable, rate), gradients.Values[given[i]]!);
        }
        var step = new OptimizerStep(rate, number, steps);
        Step(step);

        var weights = variables.ToDictionary(variable => variable, variable => variable.Value);
        foreach (var update in step.Updates)
        {
            var value = moves is null ? update.Value : Tensor.Where(moves, update.Value, update.Target);
            if (weights.ContainsKey(update.Target))
                weights[update.Target] = value;
            else
                updates.Add(update with { Value = value });
        }
        Average(weights, variables, updates);
        foreach (var index in given)
        {
            if (Constraints.TryGetValue(variables[index], out var constraint))
                weights[variables[index]] = constraint.Project(weights[variables[index]]);
        }
        foreach (var variable in variables)
        {
            if (!ReferenceEquals(weights[variable], variable.Value))
                updates.Add(new Update(variable, weights[variable]));
        }
        if (Inner.Count == 0)
            updates.Add(new Update(_iterations, _iterations.Value + 1));
        return updates;
    }

    // What was frozen after the optimizer was built has no gradient, and its slots wait.
    private (IReadOnlyList<Tensor?> Gradients, IReadOnlyList<Variable> Variables) WithFrozen(
        IReadOnlyList<Tensor?> gradients, IReadOnlyList<Variable> variables)
    {
        if (_weights is null || variables.Count >= _weights.Count || variables.Except(_weights).Any())
            return (gradients, variables);
        var given = variables.Zip(gradients).ToDictionary(pair => pair.First, pair => pair.Second);
        return ([.. _weights.Select(given.GetValueOrDefault)], _weights);
    }

    private Tensor RateOfStep() => Schedule is { } schedule ? schedule.At(_iterations).Cast(DType.Float32) : LearningRateVariable!.Value;

    // How many times the weights moved before: with accumulation fewer than the iterations.
    private Tensor Moves() => GradientAccumulationSteps is { } every ? _iterations.Value.FloorDivide(every) : _iterations.Value;

    // In float64 where weights are: a power of a decay is then as exact as they are.
    private Tensor NumberOfStep(IReadOnlyList<Variable> variables) =>
        (Moves() + 1).Cast(variables.Any(variable => variable.DType == DType.Float64) ? DType.Float64 : DType.Float32);

    private Tensor Unscaled(Tensor gradient) => LossScale is { } scale ? gradient / scale : gradient;

    // Replaces each gradient by the mean over the last steps; returns whether the weights move in this step, null for always.
    private Tensor? Accumulate(Tensor[] gradients, int[] given, List<Update> updates)
    {
        if (GradientAccumulationSteps is not { } every)
            return null;
        var moves = ((_iterations.Value + 1) % every).EqualTo(0);
        for (var i = 0; i < gradients.Length; i++)
        {
            var slot = _accumulated[given[i]];
            var sum = gradients[i] + slot;
            updates.Add(new Update(slot, Tensor.Where(moves, 0.0, sum)));
            gradients[i] = sum / every;
        }
        return moves;
    }

    private Tensor[] Clip(Tensor[] gradients)
    {
        if (ClipNorm is { } norm)
            return [.. gradients.Select(gradient => Clipped(gradient, Scale(gradient), norm))];
        if (GlobalClipNorm is { } global)
        {
            // A norm that is not finite makes NaN of every gradient, so it is noticed.
            var power = gradients.Select(Scale).Aggregate((a, b) => Tensor.Minimum(a, b));
            var all = Norm(gradients, power);
            var share = Share(all, power, global) + (all - all);
            return [.. gradients.Select(gradient => gradient * power * share)];
        }
        return ClipValue is { } value ? [.. gradients.Select(gradient => gradient.Clip(-value, value))] : gradients;
    }

    // A power of two, 1 for gradients of ordinary size: squares of gradients times it do not overflow.
    private static Tensor Scale(Tensor gradient) =>
        Tensor.Minimum(gradient.SquaringScale([.. Enumerable.Range(0, gradient.Rank)]).Reshape(Shape.Scalar), 1);

    // The norm of all gradients times that power.
    private static Tensor Norm(Tensor[] gradients, Tensor power) =>
        gradients.Select(gradient => (gradient * power).Square().Sum()).Aggregate((a, b) => a + b).Sqrt();

    // What is left of gradients times that power when their norm is brought down to a limit.
    private static Tensor Share(Tensor scaledNorm, Tensor power, double limit) => limit / Tensor.Maximum(scaledNorm, limit * power);

    private static Tensor Clipped(Tensor gradient, Tensor power, double limit) =>
        gradient * power * Share(Norm([gradient], power), power, limit);

    private Tensor Decayed(Variable variable, Tensor rate) =>
        DecayOf(variable) is { } decay && !IsExcluded(variable) ? variable.Value - variable.Value * (decay * rate) : variable.Value;

    private bool IsExcluded(Variable variable) =>
        _notDecayed.Contains(variable) || _notDecayedNames.Exists(name => variable.Name.Contains(name, StringComparison.Ordinal));

    private void Average(Dictionary<Variable, Tensor> weights, IReadOnlyList<Variable> variables, List<Update> updates)
    {
        if (!UseEma)
            return;
        // The first step starts the average at the weights themselves.
        var momentum = Moves().NotEqualTo(0).ToFloat32() * EmaMomentum;
        var overwrites = EmaOverwriteFrequency is { } every ? ((Moves() + 1) % every).EqualTo(0) : null;
        for (var i = 0; i < variables.Count; i++)
        {
            var weight = weights[variables[i]];
            var average = (momentum * _averages[i] + (1 - momentum) * weight).Cast(_averages[i].DType);
            updates.Add(new Update(_averages[i], average));
            if (overwrites is not null)
                weights[variables[i]] = Tensor.Where(overwrites, average, weight);
        }
    }

    private void CheckGradients(IReadOnlyList<Tensor?> gradients, IReadOnlyList<Variable> variables)
    {
        if (gradients.Count != variables.Count)
        {
            throw new ArgumentException(
                $"{Title} expects one gradient per variable, but received {gradients.Count} gradients for {variables.Count} variables.",
                nameof(gradients));
        }
        if (gradients.All(gradient => gradient is null))
        {
            throw new ArgumentException(
                $"{Title} received no gradient for any of {variables.Count} variables. " +
                "Check that the loss depends on trainable variables.", nameof(gradients));
        }
        for (var i = 0; i < gradients.Count; i++)
        {
            if (gradients[i] is { } gradient && gradient.Shape != variables[i].Shape)
            {
                throw new ArgumentException(
                    $"{Title} expects a gradient of shape {variables[i].Shape} for variable '{variables[i].Name}', " +
                    $"but received {gradient.Shape}.", nameof(gradients));
            }
        }
    }

    private void CheckNotBuilt()
    {
        if (_weights is not null)
        {
            throw new InvalidOperationException(
                $"{Title} is built already, so its weight decay is fixed. Call ExcludeFromWeightDecay before the first step.");
        }
    }

    private void CheckOptions(LearningRate learningRate)
    {
        if (learningRate.Schedule is null)
            CheckRate(learningRate.Value ?? double.NaN);
        (string Name, double? Value)[] clips = [("clipNorm", ClipNorm), ("clipValue", ClipValue), ("globalClipNorm", GlobalClipNorm)];
        var given = clips.Where(clip => clip.Value is not null).Select(clip => FormattableString.Invariant($"{clip.Name} {clip.Value}"))
            .ToList();
        if (given.Count > 1)
        {
            throw new ArgumentException(
                $"{Title} expects at most one of clipNorm, clipValue and globalClipNorm, but received {string.Join(" and ", given)}. " +
                "Choose one.");
        }
        foreach (var (name, value) in clips)
            CheckThat(value is null or > 0, name, "more than 0", value);
        CheckThat(WeightDecay is null or >= 0, "weightDecay", "0 or more", WeightDecay);
        CheckThat(EmaMomentum is >= 0 and <= 1, "emaMomentum", "between 0 and 1", EmaMomentum);
        CheckThat(EmaOverwriteFrequency is null or >= 1, "emaOverwriteFrequency", "1 or more", EmaOverwriteFrequency);
        CheckThat(LossScaleFactor is null or > 0, "lossScaleFactor", "more than 0", LossScaleFactor);
        CheckThat(GradientAccumulationSteps is null or >= 2, "gradientAccumulationSteps", "2 or more", GradientAccumulationSteps);
    }

    private double CheckRate(double rate)
    {
        CheckThat(double.IsFinite(rate) && rate >= 0, "learningRate", "a finite number, 0 or more", rate);
        return rate;
    }

    /// <summary>A number between 0 and 1, or an error that says so.</summary>
    /// <param name="value">The number.</param>
    /// <param name="parameter">What it is.</param>
    /// <exception cref="ArgumentException">It is not between 0 and 1.</exception>
    protected double Fraction(double value, string parameter)
    {
        CheckThat(value is >= 0 and <= 1, parameter, "between 0 and 1", value);
        return value;
    }

    /// <summary>A number of 0 or more, or an error that says so.</summary>
    /// <param name="value">The number.</param>
    /// <param name="parameter">What it is.</param>
    /// <exception cref="ArgumentException">It is negative.</exception>
    protected double NotNegative(double value, string parameter)
    {
        CheckThat(value >= 0, parameter, "0 or more", value);
        return value;
    }

    private void CheckThat(bool holds, string parameter, string expected, double? value)
    {
        if (!holds)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Title} expects {parameter} to be {expected}, but received {value}."), parameter);
        }
    }
}
