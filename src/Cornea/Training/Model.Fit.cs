using Cornea.Distribution;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>Trains the model. Keras: <c>model.fit</c>.</summary>
    /// <param name="x">The inputs: one tensor (samples, ...), or several. They may be lazy, such as <c>bytes / 255f</c>: a step
    /// computes its own rows only.</param>
    /// <param name="y">The targets: one tensor per output. None where the model has a step of its own.</param>
    /// <param name="batchSize">Samples of a step; the last step of an epoch may have fewer. Where null 32, or as many as
    /// <paramref name="stepsPerEpoch"/> needs.</param>
    /// <param name="epochs">The number of the last epoch: passes over the data, unless <paramref name="initialEpoch"/> says
    /// otherwise.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="validationSplit">The last part of the samples that is kept for validation, cut off before shuffling; 0 for
    /// none.</param>
    /// <param name="validationData">Samples or a dataset for validation; takes precedence over <paramref name="validationSplit"/>.</param>
    /// <param name="shuffle">Whether the samples come in another order in each epoch: a function of the seed and the epoch.</param>
    /// <param name="classWeight">A factor of the loss per class; classes not named have 1.</param>
    /// <param name="sampleWeight">A factor of the loss per sample.</param>
    /// <param name="callbacks">Invoked at the start and end of training, epochs and batches.</param>
    /// <param name="initialEpoch">The epoch to begin with, for going on with a training.</param>
    /// <param name="stepsPerEpoch">Batches of an epoch, which goes on in the data where the one before stopped; a whole pass where
    /// null.</param>
    /// <param name="validationSteps">Batches of a validation, from the first on; all where null.</param>
    /// <param name="validationBatchSize">Samples of a validation step; as in training where null.</param>
    /// <param name="validationFrequency">Validates after each so many epochs.</param>
    /// <param name="progress">Is told a few times a second where the training stands.</param>
    /// <param name="strategy">Trains together with other processes, each on its part of each batch; alone where null.</param>
    /// <param name="cancellationToken">Ends the training after the running batch, or before the first; weights and history stay.</param>
    /// <returns>The metrics of each epoch.</returns>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">Tensors of different length, no samples, a split that leaves nothing, labels that no loss
    /// can take.</exception>
    /// <exception cref="ShapeException">A layer cannot take its input; the message names it and what to do.</exception>
    public History Fit(
        Tensors x,
        Tensors y = default,
        int? batchSize = null,
        int epochs = 1,
        Verbosity verbose = Verbosity.Bar,
        double validationSplit = 0,
        ValidationData? validationData = null,
        bool shuffle = true,
        IReadOnlyDictionary<int, double>? classWeight = null,
        Tensors sampleWeight = default,
        IReadOnlyList<Callback>? callbacks = null,
        int initialEpoch = 0,
        int? stepsPerEpoch = null,
        int? validationSteps = null,
        int? validationBatchSize = null,
        int validationFrequency = 1,
        IProgress<TrainingProgress>? progress = null,
        DataParallel? strategy = null,
        CancellationToken cancellationToken = default)
    {
        Trainer.RequireSetup("be fitted");
        Positive(batchSize ?? 1, "batchSize");
        Positive(validationBatchSize ?? 1, "validationBatchSize");
        var data = TrainingData.Create("Fit", x, y, sampleWeight, classWeight is null ? null : new ClassWeights(classWeight));
        TrainingData? held = null;
        if (validationData is null && validationSplit != 0)
            (data, held) = data.Split(validationSplit);
        var size = batchSize ?? (stepsPerEpoch is { } steps ? (data.Count + steps - 1) / steps : 32);
        // Class weights change the loss of training alone.
        var validation = held is null ? Validation(validationData, validationSteps, validationBatchSize ?? size)
            : Held(held with { ClassWeights = null }, validationSteps, validationBatchSize ?? size);
        return Fit(new ArrayBatches(Trainer, StepKind.Train, data, size, shuffle), validation, new FitOptions(
            epochs, verbose, callbacks ?? [], initialEpoch, stepsPerEpoch, validationSteps, validationFrequency, progress,
            cancellationToken, strategy));
    }

    /// <summary>Trains the model on batches that a dataset makes, so that the data need not fit in memory. Keras:
    /// <c>model.fit(dataset)</c>.</summary>
    /// <param name="data">Batches: a dataset that ends with <c>Batch</c> (and <c>Prefetch</c>, to read ahead). Its passes are numbered
    /// from <paramref name="initialEpoch"/> on.</param>
    /// <param name="epochs">The number of the last epoch.</param>
    /// <param name="verbose">How much is printed, to the standard error.</param>
    /// <param name="validationData">A dataset or samples for validation after each epoch.</param>
    /// <param name="classWeight">A factor of the loss per class; classes not named have 1.</param>
    /// <param name="callbacks">Invoked at the start and end of training, epochs and batches.</param>
    /// <param name="initialEpoch">The epoch to begin with, for going on with a training.</param>
    /// <param name="stepsPerEpoch">Batches of an epoch, which goes on in the data where the one before stopped, then in the next pass;
    /// all that a pass makes where null. A dataset that never ends needs it.</param>
    /// <param name="validationSteps">Batches of a validation, from the first on; all where null.</param>
    /// <param name="validationBatchSize">Samples of a validation step where samples are given; 32 where null.</param>
    /// <param name="validationFrequency">Validates after each so many epochs.</param>
    /// <param name="progress">Is told a few times a second where the training stands.</param>
    /// <param name="strategy">Trains together with other processes, each on its part of each batch; alone where null.</param>
    /// <param name="cancellationToken">Ends the training after the running batch, or before the first; weights and history stay.</param>
    /// <returns>The metrics of each epoch.</returns>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The dataset has no batches or never ends, their tensors do not fit each other, or no loss can
    /// take the labels.</exception>
    public History Fit(
        Dataset data,
        int epochs = 1,
        Verbosity verbose = Verbosity.Bar,
        ValidationData? validationData = null,
        IReadOnlyDictionary<int, double>? classWeight = null,
        IReadOnlyList<Callback>? callbacks = null,
        int initialEpoch = 0,
        int? stepsPerEpoch = null,
        int? validationSteps = null,
        int? validationBatchSize = null,
        int validationFrequency = 1,
        IProgress<TrainingProgress>? progress = null,
        DataParallel? strategy = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        Trainer.RequireSetup("be fitted");
        Positive(validationBatchSize ?? 1, "validationBatchSize");
        var weights = classWeight is null ? null : new ClassWeights(classWeight);
        return Fit(
            new DatasetBatches(Trainer, StepKind.Train, data, weights, "Fit"),
            Validation(validationData, validationSteps, validationBatchSize ?? 32),
            new FitOptions(
                epochs, verbose, callbacks ?? [], initialEpoch, stepsPerEpoch, validationSteps, validationFrequency, progress,
                cancellationToken, strategy));
    }

    /// <summary>
    /// Compiles the training step without running it, so that its plan can be read first: <c>ToString()</c> lists the kernels,
    /// <c>ArenaBytes</c> and <c>StateBytes</c> say what memory it will use. Fit with the same data and batch size runs this step.
    /// </summary>
    /// <param name="x">The inputs, as for <c>Fit</c>.</param>
    /// <param name="y">The targets.</param>
    /// <param name="batchSize">Samples of a step.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="MemoryLimitException">The step needs more memory than the limit.</exception>
    public CompiledFunction PlanTraining(Tensors x, Tensors y = default, int batchSize = 32)
    {
        Trainer.RequireSetup("be planned");
        Positive(batchSize, "batchSize");
        var data = TrainingData.Create("PlanTraining", x, y, default);
        lock (Trainer.Gate)
        {
            return Trainer.Steps.Rows(StepKind.Train, Trainer, data, Math.Min(batchSize, data.Count));
        }
    }

    private History Fit(BatchSource source, BatchSource? validation, FitOptions options)
    {
        Positive(options.ValidationFrequency, "validationFrequency");
        Positive(options.StepsPerEpoch ?? 1, "stepsPerEpoch");
        Positive(options.ValidationSteps ?? 1, "validationSteps");
        using var runner = Runner(options.Strategy, source, validation);
        return new TrainingLoop(Trainer, runner, source, validation, options).Run();
    }

    private StepRunner Runner(DataParallel? strategy, params ReadOnlySpan<BatchSource?> sources)
    {
        if (strategy is null)
        {
            return new LocalSteps();
        }
        var steps = new ShardedSteps(Trainer, strategy, new ProcessCheck(strategy));
        foreach (var source in sources)
        {
            if (source is not null)
            {
                steps.Share(source);
            }
        }
        return steps;
    }

    private BatchSource? Validation(ValidationData? data, int? steps, int batchSize) => data switch
    {
        null => null,
        { Dataset: { } dataset } => new DatasetBatches(Trainer, StepKind.Test, dataset, null, "Fit (validationData)"),
        _ => Held(TrainingData.Create("Fit (validationData)", data.X, data.Y, data.SampleWeights), steps, batchSize),
    };

    private ArrayBatches Held(TrainingData data, int? steps, int batchSize) =>
        new(Trainer, StepKind.Test, data.First(steps, batchSize), batchSize);

    private static void Positive(int value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(
                name, value, $"The run expects {name} of 1 or more, but received {value}. 32 is usual for batches.");
        }
    }
}
