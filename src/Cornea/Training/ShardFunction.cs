namespace Cornea.Training;

/// <summary>
/// What a process computes of one shard: its gradients, and what metrics and layers would add to their variables. No variable changes.
/// </summary>
internal sealed class ShardFunction
{
    private readonly CompiledFunction _function;
    private readonly bool _isTraining;

    private ShardFunction(CompiledFunction function, ShardLayout layout, bool isTraining, int means) =>
        (_function, Layout, _isTraining, Means) = (function, layout, isTraining, means);

    /// <summary>How many means over all shards it takes while it runs.</summary>
    public int Means { get; }

    /// <summary>Where its values stand.</summary>
    public ShardLayout Layout { get; }

    /// <summary>Compiles the training of one shard.</summary>
    public static ShardFunction Train(Trainer trainer, CompileOptions options, Batch batch, int bucketBytes)
    {
        var setup = trainer.RequireSetup("be trained");
        var key = Tensor.Input(Shape.Scalar, DType.Int64, "key");
        var share = Tensor.Input(Shape.Scalar, DType.Float32, "share");
        var means = new ShardMeans(share);
        var context = new CallContext(training: true, new RandomKey(key), trainer.Model.Seed)
        {
            IsTrained = setup.Trained.IsTrained,
            OverShards = means.Of,
        };
        var step = new TrainingStep(trainer, batch, context);
        TrainingWarnings.OfChanges(trainer);
        var gradients = step.Gradients();
        TrainingWarnings.OfGradients(trainer, gradients);
        var known = Enumerable.Range(0, gradients.Variables.Count).Where(i => gradients.Values[i] is not null).Reverse().ToArray();
        return Compile(
            trainer, options, [.. batch.Inputs, key], [.. known.Select(i => gradients.Variables[i])],
            [.. known.Select(i => gradients.Values[i]!)], step.Noted, bucketBytes, share, means);
    }

    /// <summary>Compiles the evaluation of one shard.</summary>
    public static ShardFunction Test(Trainer trainer, CompileOptions options, Batch batch, int bucketBytes) =>
        Compile(trainer, options, batch.Inputs, [], [], StepBuilder.TestUpdates(trainer, batch), bucketBytes,
            Tensor.Input(Shape.Scalar, DType.Float32, "share"), null);

    /// <summary>Computes the shard.</summary>
    /// <param name="source">The batches.</param>
    /// <param name="first">The shard's first sample in the batch.</param>
    /// <param name="rows">Its samples.</param>
    /// <param name="key">The key of its random numbers.</param>
    /// <param name="share">Its share of the samples of the batch.</param>
    /// <param name="values">Where the values go.</param>
    /// <param name="written">Called with the number of a piece once its values stand there.</param>
    /// <param name="exchange">Takes the means over all shards.</param>
    public void Run(
        BatchSource source, int first, int rows, long key, float share, float[] values, Action<int>? written,
        MeanExchange? exchange = null)
    {
        source.Write(_function, first, rows);
        var inputs = _function.Inputs.Count - Means;
        _function.Input<float>(inputs - 1)[0] = share;
        if (_isTraining)
        {
            _function.Input<long>(inputs - 2)[0] = key;
        }
        if (written is null)
        {
            _function.Run(exchange is null ? null : output =>
            {
                if (output >= Layout.Count)
                {
                    var number = output - Layout.Count;
                    exchange(number, _function.Output<float>(output), _function.Input<float>(inputs + number));
                }
            });
            for (var piece = 0; piece < Layout.Count; piece++)
            {
                Take(piece, values);
            }
            return;
        }
        _function.Run(piece =>
        {
            Take(piece, values);
            written(piece);
        });
    }

    private void Take(int piece, float[] values) => _function.Output<float>(piece).CopyTo(values.AsSpan(Layout.Start(piece)));

    private static ShardFunction Compile(
        Trainer trainer, CompileOptions options, Tensor[] inputs, Variable[] variables, Tensor[] gradients, IReadOnlyList<Update> noted,
        int bucketBytes, Tensor share, ShardMeans? means)
    {
        // Metrics count samples, so they add up; what layers keep is a mean over the samples.
        var accumulators = trainer.RequireSetup("be trained").Accumulators.ToHashSet();
        var others = new List<Variable>();
        var additions = new List<Tensor>();
        foreach (var (target, value) in noted)
        {
            Refuse(trainer, target);
            var addition = Single(value) - Single(target.Value);
            addition = accumulators.Contains(target) ? addition : addition * share;
            var index = others.IndexOf(target);
            if (index >= 0)
            {
                additions[index] += addition;
                continue;
            }
            others.Add(target);
            additions.Add(addition);
        }
        foreach (var variable in variables)
        {
            Refuse(trainer, variable);
        }
        var function = new CompiledFunction(
            [.. inputs, share, .. means?.Means ?? []],
            [.. gradients.Select(gradient => Single(gradient) * share), .. additions, .. means?.Parts ?? []], null, options);
        return new ShardFunction(
            function, new ShardLayout(variables, others, bucketBytes), isTraining: means is not null, means?.Means.Count ?? 0);
    }

    private static Tensor Single(Tensor value) => value.DType == DType.Float32 ? value : value.Cast(DType.Float32);

    private static void Refuse(Trainer trainer, Variable variable)
    {
        if (!variable.DType.IsFloat() || variable.DType == DType.Float64)
        {
            throw new NotSupportedException(
                $"DataParallel reduces float32, float16 and bfloat16 values over the processes, but '{variable.Name}' of model " +
                $"'{trainer.Model.Name}' is {variable.DType}. Use another layer or dtype policy, or fit without a strategy.");
        }
    }
}
