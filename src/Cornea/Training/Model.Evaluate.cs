using Cornea.Distribution;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>The loss and the metrics on some data; the weights stay. Keras: <c>model.evaluate</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="sampleWeight">A factor of the loss per sample.</param>
    /// <param name="callbacks">Invoked at the start and end of the evaluation and its batches.</param>
    /// <param name="steps">Batches, from the first on; all where null.</param>
    /// <param name="strategy">Evaluates together with other processes, each on its shards of each batch; all get the same figures, of the
    /// same bits for any number of processes. Alone where null.</param>
    /// <param name="cancellationToken">Ends the evaluation after the running batch, unless other processes take part in it.</param>
    /// <returns>The loss, then the metrics in the order the model was compiled with them.</returns>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    /// <exception cref="CollectiveException">A process has another model or other data, is gone or hangs.</exception>
    public EvaluationResult Evaluate(
        Tensors x, Tensors y = default, int batchSize = 32, Verbosity verbose = Verbosity.Bar, Tensors sampleWeight = default,
        IReadOnlyList<Callback>? callbacks = null, int? steps = null, DataParallel? strategy = null,
        CancellationToken cancellationToken = default)
    {
        Trainer.RequireSetup("be evaluated");
        Positive(batchSize, "batchSize");
        Positive(steps ?? 1, "steps");
        var data = TrainingData.Create("Evaluate", x, y, sampleWeight).First(steps, batchSize);
        return Evaluate(new ArrayBatches(Trainer, StepKind.Test, data, batchSize), steps, verbose, callbacks, strategy, cancellationToken);
    }

    /// <summary>The loss and the metrics over batches that a dataset makes; the weights stay.</summary>
    /// <param name="data">Batches.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="callbacks">Invoked at the start and end of the evaluation and its batches.</param>
    /// <param name="steps">Batches, from the first on; all where null. A dataset that never ends needs it.</param>
    /// <param name="strategy">Evaluates together with other processes, each on its shards of each batch; all get the same figures, of the
    /// same bits for any number of processes. Alone where null.</param>
    /// <param name="cancellationToken">Ends the evaluation after the running batch, unless other processes take part in it.</param>
    /// <returns>The loss, then the metrics in the order the model was compiled with them.</returns>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    /// <exception cref="CollectiveException">A process has another model or other data, is gone or hangs.</exception>
    public EvaluationResult Evaluate(
        Dataset data, Verbosity verbose = Verbosity.Bar, IReadOnlyList<Callback>? callbacks = null, int? steps = null,
        DataParallel? strategy = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Trainer.RequireSetup("be evaluated");
        Positive(steps ?? 1, "steps");
        var source = new DatasetBatches(Trainer, StepKind.Test, data, null, "Evaluate");
        return Evaluate(source, steps, verbose, callbacks, strategy, cancellationToken);
    }

    /// <summary>One training step on one batch. Keras: <c>model.train_on_batch</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="sampleWeight">A factor of the loss per sample.</param>
    /// <param name="classWeight">A factor of the loss per class.</param>
    /// <param name="resetMetrics">Whether the result is that of this batch alone; otherwise the loss and the metrics run on from the call
    /// before.</param>
    /// <returns>The loss and the metrics.</returns>
    public EvaluationResult TrainOnBatch(
        Tensors x, Tensors y = default, Tensors sampleWeight = default, IReadOnlyDictionary<int, double>? classWeight = null,
        bool resetMetrics = true)
    {
        Trainer.RequireSetup("be trained");
        var data = TrainingData.Create("TrainOnBatch", x, y, sampleWeight, classWeight is null ? null : new ClassWeights(classWeight));
        return Trainer.OnBatch(StepKind.Train, data, resetMetrics);
    }

    /// <summary>The loss and the metrics on one batch. Keras: <c>model.test_on_batch</c>.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">The targets.</param>
    /// <param name="sampleWeight">A factor of the loss per sample.</param>
    /// <param name="resetMetrics">Whether the result is that of this batch alone; otherwise, as in Keras, the loss and the metrics run on
    /// from the call before.</param>
    /// <returns>The loss and the metrics.</returns>
    public EvaluationResult TestOnBatch(Tensors x, Tensors y = default, Tensors sampleWeight = default, bool resetMetrics = false)
    {
        Trainer.RequireSetup("be tested");
        return Trainer.OnBatch(StepKind.Test, TrainingData.Create("TestOnBatch", x, y, sampleWeight), resetMetrics);
    }

    private EvaluationResult Evaluate(
        BatchSource source, int? steps, Verbosity verbose, IReadOnlyList<Callback>? callbacks, DataParallel? strategy,
        CancellationToken cancellationToken)
    {
        using (source)
        using (var runner = Runner(strategy, source))
        {
            if (strategy is not null)
            {
                source.Open(0, 0, CancellationToken.None);
                if (source.MoveNext())
                {
                    new ProcessCheck(strategy).Compare(Trainer, source, null);
                }
            }
            var attached = Attached(callbacks, verbose, steps ?? source.BatchesPerPass ?? 0)
                .Where(callback => runner.IsFirst || !callback.OnFirstProcessAlone).ToArray();
            // None may leave alone while others wait for its part of a batch.
            var cancellation = runner.IsShared ? CancellationToken.None : cancellationToken;
            var (names, values) = EvaluationPass.Run(Trainer, runner, source, steps, attached, "Evaluate", cancellation);
            return EvaluationResult.Of(this, names, values);
        }
    }

    private Callback[] Attached(IReadOnlyList<Callback>? callbacks, Verbosity verbose, int steps)
    {
        Callback[] attached = verbose == Verbosity.Silent ? [.. callbacks ?? []] : [.. callbacks ?? [], new ProgbarLogger()];
        foreach (var callback in attached)
            callback.Attach(Trainer, new FitParameters(verbose, 1, steps));
        return attached;
    }
}
