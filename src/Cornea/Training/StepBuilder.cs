namespace Cornea.Training;

/// <summary>
/// Makes the graphs of the steps and compiles them. A training step holds everything from the rows of the data to the new
/// weights: forward, loss, gradients, optimizer, metrics.
/// </summary>
internal static class StepBuilder
{
    public static CompiledFunction Train(Model model, TrainingSetup setup, CompileOptions options, Batch batch)
    {
        var key = Tensor.Input(Shape.Scalar, DType.Int64, "key");
        var context = new CallContext(training: true, new RandomKey(key), model.Seed);
        var updates = new List<Update>();
        var loss = setup.Step is { } step
            ? step(model, batch.X, batch.Y, context).Reshape(Shape.Scalar)
            : Loss(model, setup, batch, context, updates);
        loss = WithPenalties(model, context, loss);
        updates.AddRange(setup.LossTracker.Add(loss, batch.Size));
        if (setup.Optimizer is { } optimizer)
            updates.AddRange(Move(model, optimizer, loss, context));
        else
            updates.AddRange(context.Updates);
        return new CompiledFunction([.. batch.Inputs, key], [], updates, options);
    }

    public static CompiledFunction Test(Model model, TrainingSetup setup, CompileOptions options, Batch batch)
    {
        var context = new CallContext(seed: model.Seed);
        var updates = new List<Update>();
        var loss = setup.Step is { } step
            ? step(model, batch.X, batch.Y, context).Reshape(Shape.Scalar)
            : Loss(model, setup, batch, context, updates);
        updates.AddRange(setup.LossTracker.Add(WithPenalties(model, context, loss), batch.Size));
        return new CompiledFunction(batch.Inputs, [], updates, options);
    }

    public static CompiledFunction Predict(Model model, CompileOptions options, Batch batch)
    {
        var outputs = model.Run(batch.X, new CallContext(seed: model.Seed));
        return new CompiledFunction(batch.Inputs, [.. outputs.Select(output => output.ToFloat32())], null, options);
    }

    /// <summary>The figures that stand in the accumulators, as one function.</summary>
    public static (IReadOnlyList<string> Names, CompiledFunction Function) Readout(Model model, TrainingSetup setup)
    {
        var results = setup.Results(model.OutputNames);
        return ([.. results.Select(result => result.Name)],
            new CompiledFunction([], [.. results.Select(result => result.Value.ToFloat32().Mean())], null, setup.Options));
    }

    private static Tensor Loss(Model model, TrainingSetup setup, Batch batch, CallContext context, List<Update> updates)
    {
        var outputs = model.Run(batch.X, context);
        if (outputs.Count != setup.Losses.Count)
            throw new ArgumentException(
                $"Model '{model.Name}' has {outputs.Count} outputs, but was compiled with {setup.Losses.Count} losses. " +
                "Give one loss per output.");
        if (batch.Y.Count != outputs.Count)
            throw new ArgumentException(
                $"Model '{model.Name}' has {outputs.Count} outputs, but received {batch.Y.Count} target tensors. Give one y per output.");
        var total = Tensor.From(0f);
        for (var i = 0; i < outputs.Count; i++)
        {
            var (yTrue, yPred, weight) = (batch.Y[i], outputs[i], batch.WeightOf(i, outputs[i]));
            if (setup.Losses[i] is { } loss)
            {
                var value = LossReduction.Reduce(loss, yTrue, yPred, weight, context.MaskOf(yPred));
                var weighted = value * setup.LossWeight(i);
                total = i == 0 ? weighted : total + weighted;
                if (setup.LossTrackers.Count > 0)
                    updates.AddRange(setup.LossTrackers[i]!.Add(value, batch.Size));
            }
            foreach (var metric in setup.Metrics(i))
                updates.AddRange(metric.Update(yTrue, yPred));
            foreach (var metric in setup.WeightedMetrics(i))
                updates.AddRange(metric.Update(yTrue, yPred, weight));
        }
        return total;
    }

    private static Tensor WithPenalties(Model model, CallContext context, Tensor loss)
    {
        foreach (var weight in model.TrainableWeights)
        {
            if (weight.Regularizer is { } regularizer)
                loss += regularizer.Penalty(weight.Variable).Reshape(Shape.Scalar);
        }
        return context.Losses.Aggregate(loss, (sum, penalty) => sum + penalty);
    }

    private static List<Update> Move(Model model, Optimizer optimizer, Tensor loss, CallContext context)
    {
        var weights = model.TrainableWeights;
        Variable[] variables = [.. weights.Select(weight => weight.Variable)];
        var updates = new List<Update>();
        if (variables.Length > 0)
        {
            optimizer.Constraints = weights.Where(weight => weight.Constraint is not null)
                .ToDictionary(weight => weight.Variable, weight => weight.Constraint!);
            // A layer that rewrites a weight before using it, as spectral normalization does, is differentiated by the new value.
            var gradients = Gradients.Of(optimizer.ScaleLoss(loss), [.. variables.Select(context.Read)]);
            updates.AddRange(optimizer.Apply(gradients, variables));
        }
        var moved = updates.ToDictionary(update => update.Target, update => update.Value);
        foreach (var update in context.Updates)
        {
            // A layer that also rewrites a trained weight goes first; the optimizer's step is made from there.
            if (moved.TryGetValue(update.Target, out var value))
                updates[updates.FindIndex(other => other.Target == update.Target)] = new Update(
                    update.Target, update.Value + (value - update.Target.Value));
            else
                updates.Add(update);
        }
        return updates;
    }
}
