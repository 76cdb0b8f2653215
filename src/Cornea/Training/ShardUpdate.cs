using Cornea.Distribution;

namespace Cornea.Training;

/// <summary>What every process does with the reduced values, equally: the optimizer's step, and the additions to metrics and layers'
/// variables.</summary>
internal sealed class ShardUpdate
{
    private readonly CompiledFunction _function;
    private readonly ShardLayout _layout;

    public ShardUpdate(Trainer trainer, CompileOptions options, ShardLayout layout, int batchSize, DataParallel strategy)
    {
        _layout = layout;
        var setup = trainer.RequireSetup("be trained");
        Variable[] all = [.. layout.Gradients, .. layout.Others];
        var inputs = Array.ConvertAll(all, variable => Tensor.Input(variable.Shape, DType.Float32, variable.Name));
        var updates = new List<Update>();
        if (layout.Gradients.Count > 0 && setup.Optimizer is not null)
        {
            updates.AddRange(Optimize(trainer, inputs, batchSize, strategy));
        }
        for (var i = 0; i < layout.Others.Count; i++)
        {
            var target = layout.Others[i];
            var addition = inputs[layout.Gradients.Count + i].Cast(target.DType);
            var known = updates.FindIndex(update => update.Target == target);
            if (known >= 0)
            {
                updates[known] = new Update(target, updates[known].Value + addition);
                continue;
            }
            updates.Add(new Update(target, target.Value + addition));
        }
        _function = new CompiledFunction(inputs, [], updates, options);
    }

    /// <summary>Applies the reduced values.</summary>
    public void Run(float[] values)
    {
        for (var piece = 0; piece < _layout.Count; piece++)
        {
            values.AsSpan(_layout.Start(piece), _layout.LengthOf(piece)).CopyTo(_function.Input<float>(piece));
        }
        _function.Run();
    }

    /// <summary>The optimizer's state in parts; null where each process has all of it.</summary>
    public OptimizerParts? Parts { get; private set; }

    private IEnumerable<Update> Optimize(Trainer trainer, Tensor[] inputs, int batchSize, DataParallel strategy)
    {
        var context = new CallContext(training: true, seed: trainer.Model.Seed);
        var step = new TrainingStep(trainer, new Batch([], default, default, default, null, batchSize), context);
        Variable[] variables = [.. step.Weights.Select(weight => weight.Variable)];
        var known = _layout.Gradients.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second.Cast(pair.First.DType));
        var gradients = variables.Select(known.GetValueOrDefault);
        var reduced = step.Reduce(new StepGradients(Tensor.From(0f), variables, [.. gradients], batchSize));
        if (strategy.ShardsOptimizer && strategy.Collective.Size > 1)
        {
            Parts = new OptimizerParts(trainer, strategy, _layout.Gradients);
            reduced = OptimizerParts.Only(reduced, Parts.Own);
        }
        step.Apply(reduced);
        return step.Finish();
    }
}
