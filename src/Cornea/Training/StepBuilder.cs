namespace Cornea.Training;

/// <summary>
/// Makes the graphs of the steps and compiles them. A training step holds everything from the rows of the data to the new
/// weights: forward, loss, gradients, optimizer, metrics.
/// </summary>
internal static class StepBuilder
{
    public static CompiledFunction Train(Trainer trainer, CompileOptions options, Batch batch)
    {
        var setup = trainer.RequireSetup("be trained");
        var key = Tensor.Input(Shape.Scalar, DType.Int64, "key");
        var context = new CallContext(training: true, new RandomKey(key), trainer.Model.Seed)
        {
            IsTrained = setup.Trained.IsTrained,
            Reads = new HashSet<Variable>(ReferenceEqualityComparer.Instance),
        };
        var step = new TrainingStep(trainer, batch, context);
        TrainingWarnings.OfChanges(trainer);
        if (setup.Step is { } own)
        {
            own(step);
        }
        else
        {
            var gradients = step.Gradients();
            TrainingWarnings.OfUnknown(trainer, context.Reads);
            TrainingWarnings.OfGradients(trainer, gradients);
            if (setup.Optimizer is not null && gradients.Values.Any(gradient => gradient is not null))
                step.Apply(step.Reduce(gradients));
        }
        return new CompiledFunction([.. batch.Inputs, key], [], step.Finish(), options);
    }

    public static CompiledFunction Test(Trainer trainer, CompileOptions options, Batch batch) =>
        new(batch.Inputs, [], TestUpdates(trainer, batch), options);

    /// <summary>What an evaluation of a batch changes: the metrics, and what layers keep.</summary>
    public static IReadOnlyList<Update> TestUpdates(Trainer trainer, Batch batch)
    {
        var (model, setup) = (trainer.Model, trainer.RequireSetup("be evaluated"));
        var context = new CallContext(seed: model.Seed);
        var updates = new List<Update>();
        var loss = setup.LossStep is { } step
            ? step(model, batch.X, batch.Y, context).Reshape(Shape.Scalar)
            : Loss(trainer, batch, context, updates);
        updates.AddRange(setup.LossTracker.Add(WithPenalties(setup.Trained.Weights(model), context.Losses, loss), batch.Size));
        // What layers carry from batch to batch outside training too: states of stateful ones.
        updates.AddRange(context.UpdatesSoFar());
        return updates;
    }

    public static CompiledFunction Predict(Model model, CompileOptions options, Batch batch)
    {
        var context = new CallContext(seed: model.Seed);
        var outputs = model.Run(batch.X, context);
        return new CompiledFunction(batch.Inputs, [.. outputs.Select(output => output.DType.IsFloat() ? output : output.ToFloat32())],
            context.Updates, options);
    }

    /// <summary>The metrics that stand in the accumulators, as one function.</summary>
    public static (IReadOnlyList<string> Names, CompiledFunction Function) Results(Model model, TrainingSetup setup)
    {
        var results = setup.Results(model.OutputNames);
        return ([.. results.Select(result => result.Name)],
            new CompiledFunction([], [.. results.Select(result => result.Value.ToFloat32().Mean())], null, setup.Options));
    }

    public static Tensor Loss(Trainer trainer, Batch batch, CallContext context, List<Update> updates)
    {
        var (model, setup) = (trainer.Model, trainer.RequireSetup("be trained"));
        var outputs = model.Run(batch.X, context);
        if (outputs.Count != setup.Losses.Count)
        {
            throw new ArgumentException(
                $"Model '{model.Name}' has {outputs.Count} outputs, but was compiled with {setup.Losses.Count} losses. " +
                "Give one loss per output.");
        }
        if (batch.Y.Count != outputs.Count)
        {
            throw new ArgumentException(
                $"Model '{model.Name}' has {outputs.Count} outputs, but received {batch.Y.Count} target tensors. Give one y per output.");
        }
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
                updates.AddRange(metric.Update(yTrue, yPred, LossReduction.ForMetric(null, context.MaskOf(yPred))));
            foreach (var metric in setup.WeightedMetrics(i))
                updates.AddRange(metric.Update(yTrue, yPred, LossReduction.ForMetric(weight, context.MaskOf(yPred))));
        }
        return total;
    }

    public static Tensor WithPenalties(IReadOnlyList<Weight> weights, IEnumerable<Tensor> penalties, Tensor loss)
    {
        foreach (var weight in weights)
        {
            if (weight.Regularizer is { } regularizer)
                loss += regularizer.Penalty(weight.Variable).Reshape(Shape.Scalar);
        }
        return penalties.Aggregate(loss, (sum, penalty) => sum + penalty);
    }
}
