using System.Runtime.CompilerServices;
using Cornea.Distribution;

namespace Cornea;

public abstract partial class Model
{
    /// <summary>Trains the model on another thread; the arguments are those of <c>Fit</c>, and callbacks are invoked on that
    /// thread.</summary>
    /// <inheritdoc
    /// cref="Fit(Tensors, Tensors, int?, int, Verbosity, double, ValidationData?, bool, IReadOnlyDictionary{int, double}?, Tensors,
    /// IReadOnlyList{Callback}?, int, int?, int?, int?, int, IProgress{TrainingProgress}?, DataParallel?, CancellationToken)"
    /// path="/*[not(self::summary)]"/>
    public Task<History> FitAsync(
        Tensors x,
        Tensors y = default,
        int? batchSize = null,
        int epochs = 1,
        Verbosity verbose = Verbosity.Silent,
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
        CancellationToken cancellationToken = default) =>
        OnAnotherThread(() => Fit(
            x, y, batchSize, epochs, verbose, validationSplit, validationData, shuffle, classWeight, sampleWeight, callbacks, initialEpoch,
            stepsPerEpoch, validationSteps, validationBatchSize, validationFrequency, progress, strategy, cancellationToken));

    /// <summary>Trains the model on batches of a dataset on another thread; the arguments are those of <c>Fit</c>, and callbacks are
    /// invoked on that thread.</summary>
    /// <inheritdoc
    /// cref="Fit(Dataset, int, Verbosity, ValidationData?, IReadOnlyDictionary{int, double}?, IReadOnlyList{Callback}?, int, int?, int?,
    /// int?, int, IProgress{TrainingProgress}?, DataParallel?, CancellationToken)"
    /// path="/*[not(self::summary)]"/>
    public Task<History> FitAsync(
        Dataset data,
        int epochs = 1,
        Verbosity verbose = Verbosity.Silent,
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
        CancellationToken cancellationToken = default) =>
        OnAnotherThread(() => Fit(
            data, epochs, verbose, validationData, classWeight, callbacks, initialEpoch, stepsPerEpoch, validationSteps,
            validationBatchSize, validationFrequency, progress, strategy, cancellationToken));

    /// <inheritdoc
    /// cref="Evaluate(Tensors, Tensors, int, Verbosity, Tensors, IReadOnlyList{Callback}?, int?, DataParallel?, CancellationToken)"/>
    public Task<EvaluationResult> EvaluateAsync(
        Tensors x, Tensors y = default, int batchSize = 32, Verbosity verbose = Verbosity.Silent, Tensors sampleWeight = default,
        IReadOnlyList<Callback>? callbacks = null, int? steps = null, DataParallel? strategy = null,
        CancellationToken cancellationToken = default) =>
        OnAnotherThread(() => Evaluate(x, y, batchSize, verbose, sampleWeight, callbacks, steps, strategy, cancellationToken));

    /// <inheritdoc cref="Evaluate(Dataset, Verbosity, IReadOnlyList{Callback}?, int?, DataParallel?, CancellationToken)"/>
    public Task<EvaluationResult> EvaluateAsync(
        Dataset data, Verbosity verbose = Verbosity.Silent, IReadOnlyList<Callback>? callbacks = null, int? steps = null,
        DataParallel? strategy = null, CancellationToken cancellationToken = default) =>
        OnAnotherThread(() => Evaluate(data, verbose, callbacks, steps, strategy, cancellationToken));

    /// <inheritdoc cref="Predict(Tensors, int, Verbosity, IReadOnlyList{Callback}?, int?, CancellationToken)"/>
    public Task<Tensor> PredictAsync(
        Tensors x, int batchSize = 32, Verbosity verbose = Verbosity.Silent, IReadOnlyList<Callback>? callbacks = null, int? steps = null,
        CancellationToken cancellationToken = default) =>
        OnAnotherThread(() => Predict(x, batchSize, verbose, callbacks, steps, cancellationToken));

    /// <inheritdoc cref="PredictAll(Tensors, int, Verbosity, IReadOnlyList{Callback}?, int?, CancellationToken)"/>
    public Task<IReadOnlyList<Tensor>> PredictAllAsync(
        Tensors x, int batchSize = 32, Verbosity verbose = Verbosity.Silent, IReadOnlyList<Callback>? callbacks = null, int? steps = null,
        CancellationToken cancellationToken = default) =>
        OnAnotherThread(() => PredictAll(x, batchSize, verbose, callbacks, steps, cancellationToken));

    /// <inheritdoc cref="Predict(Dataset, CancellationToken)"/>
    public async IAsyncEnumerable<Tensor> PredictAsync(
        Dataset data, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var batches = Predict(data, cancellationToken).GetEnumerator();
        while (await OnAnotherThread(batches.MoveNext).ConfigureAwait(false))
            yield return batches.Current;
    }

    // Canceling is the work's own matter: it says what stays.
    private static Task<T> OnAnotherThread<T>(Func<T> work) => Task.Run(work, CancellationToken.None);
}
